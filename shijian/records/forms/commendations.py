"""Input for a commendation, and for what is decided about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.photos import PhotoField
from shijian.people.queries.minors import access
from shijian.records.enums import HonourLevel
from shijian.records.forms.service_certificates import DayField
from shijian.records.queries import proofs
from shijian.volunteers.models import Volunteer

MOST = 1000


class CommendationForm(forms.Form):
    """Who was honoured, with what, by whom, when, what for, and how it is proved."""

    volunteer = forms.ModelChoiceField(
        Volunteer.objects.none(), label=_("Who was honoured?"), required=False,
        error_messages={"required": _("Choose who was honoured.")},
    )  # fmt: skip
    number = forms.CharField(label=_("Or the volunteer number"), max_length=20, required=False)
    title = forms.CharField(label=_("Name of the honour"), max_length=80)
    authority = forms.CharField(label=_("Honoured by"), max_length=80)
    level = forms.ChoiceField(label=_("Level of the honour"), choices=HonourLevel.choices)
    awarded_on = DayField(label=_("Day of the honour"))
    merit = forms.CharField(label=_("What is it given for?"), max_length=200)
    document_no = forms.CharField(label=_("Document that grants it"), max_length=80, required=False)
    photo = PhotoField(
        label=_("Photo of the paper or medal"), required=False,
        help_text=_("Position and camera are taken out of it. Whoever reports an honour of his own adds one."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.own = actor, list(proofs.own_volunteers(actor))
        self.fields["volunteer"].queryset = proofs.own_volunteers(actor)  # type: ignore[attr-defined]
        self.fields["volunteer"].label_from_instance = _named  # type: ignore[attr-defined]
        if not actor.may_anywhere(Permission.VOLUNTEER_EDIT):
            del self.fields["number"]
            self.fields["volunteer"].required = True
            if len(self.own) == 1:
                self.initial["volunteer"] = self.own[0].pk

    def clean(self) -> dict[str, Any]:
        """The volunteer, chosen or by number within reach."""
        data: dict[str, Any] = super().clean() or {}
        number = data.pop("number", "")
        if number:
            reach = self.actor.within(Permission.VOLUNTEER_EDIT, "unit_path")
            data["volunteer"] = Volunteer.objects.filter(reach, number=number.strip()).first()
            if data["volunteer"] is None:
                self.add_error("number", _("Nobody within your reach has this number."))
        elif not data.get("volunteer") and "number" in self.fields:
            self.add_error("volunteer", _("Choose who was honoured, or enter the number."))
        return data


def _named(row: Volunteer) -> str:
    """A volunteer by number and name; a minor without the name."""
    protected = access.is_protected(row.person)
    return f"{row.number} {access.masked_name(row.person) if protected else row.person.name}"


class ConfirmForm(forms.Form):
    """What was compared."""

    answer = forms.CharField(
        label=_("What was checked"), max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class WhyForm(forms.Form):
    """Why it is refused or revoked."""

    answer = forms.CharField(
        label=_("Reason"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The volunteer and who entered it read exactly this."),
    )  # fmt: skip
