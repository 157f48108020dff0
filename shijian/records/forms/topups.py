"""Input for a record that was never made, and for the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel import ages, clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.photos import PhotoField
from shijian.people.queries.minors import access
from shijian.records.enums import Recipient
from shijian.records.queries import topups
from shijian.volunteers.models import Team, Volunteer

MOST = 1000


class MomentField(forms.DateTimeField):
    """A day and a time of day with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)


class TopUpForm(forms.Form):
    """Who served, when, where, what, for whom, why it was not recorded, and the photo."""

    volunteer = forms.ModelChoiceField(Volunteer.objects.none(), label=_("Who served?"), required=False)
    number = forms.CharField(label=_("Or the volunteer number"), max_length=20, required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("With which team?"), required=False, empty_label=_("Without a team")
    )
    started_at = MomentField(label=_("Service began"))
    ended_at = MomentField(label=_("Service ended"))
    place = forms.CharField(label=_("Where?"), max_length=200)
    content = forms.CharField(label=_("What was done?"), max_length=200)
    recipient = forms.ChoiceField(label=_("For whom?"), choices=Recipient.choices)
    reason = forms.CharField(
        label=_("Why was it not recorded in time?"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = PhotoField(
        label=_("Photo that proves it"),
        help_text=_("Position and camera are taken out of it. One photo proves one service only."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["volunteer"].queryset = topups.askable(actor)  # type: ignore[attr-defined]
        self.fields["volunteer"].label_from_instance = _named  # type: ignore[attr-defined]
        self.fields["team"].queryset = topups.teams_of(actor)  # type: ignore[attr-defined]
        if not actor.may_anywhere(Permission.SERVICE_RECORD):
            del self.fields["number"]
            self.fields["volunteer"].required = True

    def clean(self) -> dict[str, Any]:
        """The volunteer, chosen or by number within reach."""
        data: dict[str, Any] = super().clean() or {}
        number = data.pop("number", "")
        if number:
            reach = self.actor.within(Permission.SERVICE_RECORD, "unit_path")
            data["volunteer"] = Volunteer.objects.filter(reach, number=number.strip()).first()
            if data["volunteer"] is None:
                self.add_error("number", _("Nobody within your reach has this number."))
        elif not data.get("volunteer") and "number" in self.fields:
            self.add_error("volunteer", _("Choose who served, or enter the number."))
        return data


def _named(row: Volunteer) -> str:
    """A volunteer by number and name; a minor without the name."""
    person = row.person
    grown_up = not ages.is_under(person.birth_date, ages.Age.ADULT, clock.today())
    return f"{row.number} {person.name if grown_up else access.masked_name(person)}"


class ApproveForm(forms.Form):
    """A word with the approval."""

    answer = forms.CharField(
        label=_("What was checked"), max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RefuseForm(forms.Form):
    """Why it is refused."""

    answer = forms.CharField(
        label=_("Reason"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who asked and who served read exactly this."),
    )  # fmt: skip
