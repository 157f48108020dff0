"""Trainings, insurance of groups, standing of teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.photos import PhotoField
from shijian.volunteers.enums import Cover, Standing
from shijian.volunteers.forms.fields import DayField, UnitField
from shijian.volunteers.models import Team, TrainingKind, Volunteer


class TrainingForm(forms.Form):
    """A training that was held."""

    kind = forms.ModelChoiceField(
        TrainingKind.objects.filter(is_offered=True).order_by("pk"), label=_("Kind of training")
    )
    course = forms.CharField(label=_("Name of the course"), max_length=80)
    day = DayField(label=_("Held on"))
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=6000)
    organiser = forms.CharField(label=_("Held by"), max_length=80)
    place = forms.CharField(label=_("Where"), max_length=80, required=False)
    evidence = forms.CharField(label=_("Where the proof is kept"), max_length=200)
    valid_until = DayField(
        label=_("Counts until"), required=False, help_text=_("Left empty, the term of the kind counts.")
    )


class KindForm(forms.Form):
    """A kind of training."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Small Latin letters and hyphens; it never changes.")
    )
    name = forms.CharField(label=_("Name of the kind"), max_length=40)
    valid_months = forms.IntegerField(
        label=_("Months that it counts"),
        min_value=0,
        max_value=240,
        initial=24,
        help_text=_("0 means for ever."),
    )
    needs_second = forms.BooleanField(label=_("A second person always confirms it"), required=False)
    is_offered = forms.BooleanField(label=_("It is in use"), required=False, initial=True)


class ChangeKindForm(KindForm):
    """Everything but the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"]


class WhyForm(forms.Form):
    """Why a training does not count any more."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class GroupForm(forms.Form):
    """An insurance of a group."""

    unit = UnitField(label=_("Unit"))
    cover = forms.ChoiceField(label=_("Who is covered"), choices=Cover.choices)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), required=False, help_text=_("Only where a team is covered.")
    )
    insurer = forms.CharField(label=_("Insurer"), max_length=60)
    policy_no = forms.CharField(label=_("Number of the policy"), max_length=60)
    valid_from = DayField(label=_("From"))
    valid_until = DayField(label=_("Last day"))
    evidence = forms.CharField(label=_("Where the proof is kept"), max_length=200)
    file = PhotoField(label=_("Photo of the policy"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].reach(actor, Permission.VOLUNTEER_EDIT)  # type: ignore[attr-defined]
        teams = Team.objects.working().filter(actor.within(Permission.VOLUNTEER_EDIT, "unit_path"))
        self.fields["team"].queryset = teams.order_by("unit_path", "name")  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """A volunteer to be named in a policy, by number."""

    number = forms.CharField(label=_("Number of the volunteer"), max_length=20)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        """The volunteer of that number within sight."""
        data = super().clean() or self.cleaned_data
        rows = Volunteer.objects.visible_to(self.actor).filter(number=data.get("number", "").strip())
        data["volunteer"] = rows.first()
        if data["volunteer"] is None:
            self.add_error("number", _("There is no volunteer with this number in your reach."))
        return data


class EndForm(forms.Form):
    """The last day of a policy that ends earlier."""

    last_day = DayField(label=_("Last day"))


class StandingForm(forms.Form):
    """What a team is before the law."""

    kind = forms.ChoiceField(label=_("What the team is"), choices=Standing.choices)


class CommunityForm(forms.Form):
    """The consent of a community."""

    body = forms.CharField(
        label=_("Who agreed"), max_length=80, help_text=_("The village or residents' committee, or the body.")
    )
    given_on = DayField(label=_("Agreed on"))
    ends_on = DayField(label=_("Until"), required=False)
    evidence = forms.CharField(label=_("Where the proof is kept"), max_length=200)
