"""Input for a record that was never made, and for the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor
from shijian.kernel.photos import PhotoField
from shijian.records.enums import Recipient
from shijian.records.forms.volunteers import OfVolunteerForm
from shijian.records.queries import topups
from shijian.volunteers.models import Team, Volunteer

MOST = 1000


class MomentField(forms.DateTimeField):
    """A day and a time of day with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)


class TopUpForm(OfVolunteerForm):
    """Who served, when, where, what, for whom, why it was not recorded, and the photo."""

    unnamed = _("Choose who served, or enter the number.")

    volunteer = forms.ModelChoiceField(Volunteer.objects.none(), label=_("Who served?"), required=False)
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
        super().__init__(*args, actor=actor, choices=topups.askable(actor), **kwargs)
        self.fields["team"].queryset = topups.teams_of(actor)  # type: ignore[attr-defined]


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
