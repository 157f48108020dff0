"""Forms of coming and going, of the desk, the kiosk and the slip."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import Satisfaction
from shijian.activities.models import Opening, Place, Session
from shijian.kernel.photos import PhotoField

LOCAL = "%Y-%m-%dT%H:%M"
AGAIN = (("yes", _("Gladly")), ("no", _("Rather not")), ("", _("I do not say")))


def moment_field(label: Any, *, required: bool = False) -> forms.DateTimeField:
    """A day and a time of the county."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(
        label=label, required=required, widget=widget, input_formats=[LOCAL, "%Y-%m-%d %H:%M"]
    )


def new_nonce() -> str:
    """What makes one sending one deed."""
    return secrets.token_hex(16)


class KeyedForm(forms.Form):
    """A form whose sending counts once; the queue of the device puts its own key in."""

    idempotency_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"].initial = new_nonce()

    @property
    def nonce(self) -> str:
        """The key, or a new one where none was sent."""
        return self.cleaned_data.get("idempotency_key") or new_nonce()


class CheckForm(KeyedForm):
    """The code on site and the place, both optional; the place is chosen or found on the device."""

    code = forms.CharField(
        label=_("Code on site"),
        required=False,
        max_length=12,
        help_text=_("Six characters; they change every minute."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    place = forms.ModelChoiceField(Place.objects.none(), label=_("Place"), required=False, empty_label=None)

    def __init__(self, session: Session, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["place"])
        field.queryset = Place.objects.filter(activity_id=session.activity_id)
        if field.queryset.count() < 2:
            field.widget = forms.HiddenInput()
            field.initial = field.queryset.first()


class ClaimForm(KeyedForm):
    """When one came and left, and why it is not on file."""

    came_at = moment_field(_("Came at"), required=True)
    left_at = moment_field(_("Left at"), required=True)
    why = forms.CharField(label=_("Why it is not on file"), max_length=200)


class LeftForm(KeyedForm):
    """The one question about a forgotten check-out."""

    left_at = moment_field(_("When did you leave?"), required=True)


class WordsForm(forms.Form):
    """An objection in a few words."""

    words = forms.CharField(label=_("What is wrong"), max_length=200)


class SlipForm(forms.Form):
    """The two questions."""

    satisfaction = forms.TypedChoiceField(  # type: ignore[call-arg]  # the stubs do not know template_name
        label=_("How was the activity?"),
        choices=sorted(Satisfaction.choices),
        coerce=int,
        widget=forms.RadioSelect,
        template_name="components/forms/rating.html",
        error_messages={"required": _("Choose a face.")},
    )
    again = forms.ChoiceField(
        label=_("Would you come again?"), choices=AGAIN, required=False, widget=forms.RadioSelect
    )

    def answers(self) -> dict[str, Any]:
        """Both answers as the operation takes them."""
        again = {"yes": True, "no": False}.get(self.cleaned_data["again"])
        return {"satisfaction": self.cleaned_data["satisfaction"], "again": again}


class KioskSlipForm(SlipForm, KeyedForm):
    """The two questions at the kiosk."""


class PinForm(forms.Form):
    """The PIN that the desk shows."""

    pin = forms.CharField(
        label=_("PIN"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class KioskForm(KeyedForm):
    """A name, or the last four digits of the phone."""

    words = forms.CharField(
        label=_("Your name, or the last four digits of your phone"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Say the name.")},
    )


class CodeForm(KeyedForm):
    """The personal code of somebody at the desk, typed or read by the camera."""

    code = forms.CharField(
        label=_("Code of the volunteer"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "data-scan-into": ""}
        ),
    )


class GuestForm(KeyedForm):
    """Somebody at the desk who is known by name alone."""

    name = forms.CharField(
        label=_("Name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class WalkInForm(forms.Form):
    """How many others take part without a name."""

    total = forms.IntegerField(label=_("Others who take part, counted"), min_value=0, max_value=100_000)


class JoinForm(KeyedForm):
    """Somebody on the register who signs up at the desk: found by phone."""

    phone = forms.CharField(
        label=_("Phone"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("Name, when a family shares the phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    opening = forms.ModelChoiceField(Opening.objects.none(), label=_("Takes part as"), empty_label=None)
    has_read = forms.BooleanField(
        label=_("I read the risks to the person, who has understood them"), required=False
    )

    def __init__(self, session: Session, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["opening"])
        field.queryset = Opening.objects.filter(activity_id=session.activity_id)
        field.label_from_instance = opening_label  # type: ignore[method-assign, assignment]
        if not session.activity.risk:
            del self.fields["has_read"]


def opening_label(opening: Opening) -> str:
    """An opening as a line says it."""
    return f"{opening.get_audience_display()} · {opening.get_task_display()}"


class ListForm(KeyedForm):
    """The leader's list: when those who are ticked came and left; late ones with a reason or a photo."""

    came_at = moment_field(_("Came at"))
    left_at = moment_field(_("Left at"))
    is_paper = forms.BooleanField(label=_("It is typed in from a paper list"), required=False)
    photo = PhotoField(label=_("Photo of the list"), required=False)
    note = forms.CharField(label=_("Reason, when it is late"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """At least one of the two times."""
        data = super().clean() or self.cleaned_data
        if not data.get("came_at") and not data.get("left_at") and not self.errors:
            self.add_error("came_at", _("Say when they came or left."))
        return data

    def moments(self) -> list[tuple[str, dt.datetime]]:
        """The comings and goings to be entered, in their order."""
        pairs = (("in", self.cleaned_data["came_at"]), ("out", self.cleaned_data["left_at"]))
        return [(kind, at) for kind, at in pairs if at]


class PaperSlipsForm(KeyedForm):
    """Counted paper slips: how many of each face with yes and no to the second question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value, label in Satisfaction.choices:
            for key, word in (
                ("yes", _("would come again")),
                ("no", _("would not")),
                ("none", _("not said")),
            ):
                self.fields[f"n{value}_{key}"] = forms.IntegerField(
                    label=f"{label} · {word}", min_value=0, max_value=5000, required=False
                )

    def faces(self) -> list[tuple[int, str, list[forms.BoundField]]]:
        """(face, its word, its three fields) as the page folds them, the best face first."""
        return [
            (value, str(label), [self[f"n{value}_{key}"] for key in ("yes", "no", "none")])
            for value, label in Satisfaction.choices
        ]

    def rows(self) -> list[tuple[int, bool | None, int]]:
        """(satisfaction, would come again, how many) of each field that is filled in."""
        again = {"yes": True, "no": False, "none": None}
        found = []
        for name, count in self.cleaned_data.items():
            if name.startswith("n") and count:
                value, key = name[1:].split("_")
                found.append((int(value), again[key], count))
        return found


class VouchForm(forms.Form):
    """The decision of a second person on what is ticked."""

    why = forms.CharField(label=_("Reason, when it is not counted"), max_length=200, required=False)
