"""Forms of the organiser: the filter of the list, the facts, places, openings, hosts, reasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.activities.enums import ActivityState, SignupState, Task
from shijian.activities.forms.terms import TermsMixin
from shijian.activities.models import Activity
from shijian.kernel import clock
from shijian.kernel.actor import Permission
from shijian.kernel.forms import IdempotentForm, TickCards
from shijian.kernel.pickers import PickField, unit_label
from shijian.records.enums import Recipient
from shijian.units.models import Unit
from shijian.volunteers.enums import Risk, Strain
from shijian.volunteers.models import Skill, Team

ANY = [("", gettext_lazy("All"))]
SPANS = (
    ("ahead", gettext_lazy("With a meeting ahead")),
    ("week", gettext_lazy("In the coming 7 days")),
    ("month", gettext_lazy("In the coming 30 days")),
    ("past", gettext_lazy("Without a meeting ahead")),
)


class ActivitiesFilter(forms.Form):
    """State, unit, span and words; bad values count as none."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[*ANY, *ActivityState.choices], required=False
    )
    span = forms.ChoiceField(label=gettext_lazy("When"), choices=[*ANY, *SPANS], required=False)
    unit = PickField(
        Unit.objects.none(), kind="unit", describe=unit_label, label=gettext_lazy("Unit"), required=False
    )
    q = forms.CharField(label=gettext_lazy("Title or number"), max_length=60, required=False, strip=True)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].narrow(units, Permission.ACTIVITY_EDIT)  # type: ignore[attr-defined]

    def value(self, name: str) -> Any:
        """The clean value of a field, or its empty one."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


class FactsForm(TermsMixin):
    """What an activity is: one question after the other, with what is usual filled in."""

    title = forms.CharField(
        label=gettext_lazy("Name of the activity"),
        max_length=60,
        error_messages={"required": gettext_lazy("Say what it is called.")},
    )
    summary = forms.CharField(
        label=gettext_lazy("In one sentence"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("It stands in lists and on the poster."),
    )
    description = forms.CharField(
        label=gettext_lazy("What happens"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    places = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=800,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One place a line, the meeting point first."),
    )
    recipient = forms.ChoiceField(label=gettext_lazy("Meant for"), choices=Recipient.choices)
    risk = forms.TypedChoiceField(label=gettext_lazy("Risk"), choices=Risk.choices, coerce=int)
    risk_note = forms.CharField(
        label=gettext_lazy("Risk statement"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Everybody reads it before signing up. Say so if there is no special risk."),
    )
    resources = forms.CharField(
        label=gettext_lazy("What is needed"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Such as a hall, chairs, a loudspeaker, transport"),
    )
    opens_at = forms.DateTimeField(
        label=gettext_lazy("Sign-up begins"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=gettext_lazy("Left empty, it begins when the activity is published."),
    )
    closes_hours = forms.IntegerField(
        label=gettext_lazy("Sign-up ends so many hours before"), min_value=0, max_value=720, initial=0
    )
    withdraw_hours = forms.IntegerField(
        label=gettext_lazy("Taking back without a reason until so many hours before"),
        min_value=0,
        max_value=720,
        initial=24,
    )
    needs_code = forms.BooleanField(
        label=gettext_lazy("Check-in with the code on site"), required=False, initial=True
    )

    @property
    def facts(self) -> dict[str, Any]:
        """The facts as the operations take them."""
        return {name: self.cleaned_data[name] for name in FACTS}

    @property
    def places_said(self) -> list[str]:
        """The places, one a line."""
        return [line.strip() for line in self.cleaned_data["places"].splitlines() if line.strip()]


FACTS = (
    "title", "summary", "description", "recipient", "risk", "risk_note", "resources", "opens_at", "closes_hours",
    "withdraw_hours", "needs_code",
)  # fmt: skip


def initial_of(activity: Activity) -> dict[str, Any]:
    """The facts of an activity as the form shows them."""
    initial = {name: getattr(activity, name) for name in FACTS}
    if activity.opens_at is not None:
        initial["opens_at"] = clock.local(activity.opens_at)
    return initial | {"places": "\n".join(place.name for place in activity.places.all())}


class NewForm(TermsMixin, IdempotentForm):
    """The first questions; everything else is asked afterwards, with what is usual filled in."""

    unit = PickField(
        Unit.objects.none(), kind="unit", describe=unit_label, label=gettext_lazy("Organising unit")
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("No team")
    )
    title = FactsForm.base_fields["title"]
    summary = FactsForm.base_fields["summary"]

    def __init__(
        self, *args: Any, units: QuerySet[Unit], teams: QuerySet[Team], officer: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].narrow(units, Permission.ACTIVITY_EDIT)  # type: ignore[attr-defined]
        team: Any = self.fields["team"]
        team.queryset, team.required = teams, not officer
        if not officer:
            del self.fields["unit"]
            team.empty_label = None

    def clean(self) -> None:
        """A leader's activity belongs to the unit of the team."""
        super().clean()
        if "unit" not in self.fields and self.cleaned_data.get("team"):
            self.cleaned_data["unit"] = self.cleaned_data["team"].unit


class OpeningForm(forms.Form):
    """Places of one kind and who may take them."""

    task = forms.ChoiceField(label=gettext_lazy("Task"), choices=Task.choices, initial=Task.HELPER)
    capacity = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=1,
        max_value=5000,
        required=False,
        help_text=gettext_lazy("Left empty, there is no limit."),
    )
    note = forms.CharField(label=gettext_lazy("What to do or bring"), max_length=200, required=False)
    skill = forms.ModelChoiceField(
        Skill.objects.order_by("pk"),
        label=gettext_lazy("Skill"),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    needs_licence = forms.BooleanField(label=gettext_lazy("with a licence in force"), required=False)
    least_age = forms.IntegerField(label=gettext_lazy("from age"), min_value=0, max_value=120, required=False)
    greatest_age = forms.IntegerField(
        label=gettext_lazy("up to age"), min_value=0, max_value=120, required=False
    )
    team_only = forms.BooleanField(label=gettext_lazy("for members of the team only"), required=False)
    strains = TickCards(
        label=gettext_lazy("What it asks of the body"),
        help_text=gettext_lazy("Volunteers who said that this is not for them are not asked."),
        choices=Strain.choices,
    )
    waiting = forms.BooleanField(label=gettext_lazy("with a waiting list"), required=False, initial=True)

    def clean(self) -> None:
        """Residents take part, volunteers have a task; a licence belongs to a skill; ages in their order."""
        super().clean()
        data = self.cleaned_data
        if data.get("needs_licence") and data.get("skill") is None:
            self.add_error("skill", _("Choose the skill that the licence is for."))
        least, greatest = data.get("least_age"), data.get("greatest_age")
        if least is not None and greatest is not None and greatest < least:
            self.add_error("greatest_age", _("The upper age comes after the lower one."))
        if data.get("task") == Task.PART and (data.get("skill") or data.get("team_only")):
            self.add_error("task", _("Skills and teams are asked of volunteers. Choose a task for them."))
        if data.get("task") == Task.PART and data.get("strains"):
            self.add_error("strains", _("This is asked of volunteers only."))


class CapacityForm(forms.Form):
    """Another number of places."""

    capacity = OpeningForm.base_fields["capacity"]


class HostsForm(forms.Form):
    """Who carries it together."""

    team = forms.ModelChoiceField(
        Team.objects.none(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("No team")
    )
    helping = forms.ModelMultipleChoiceField(
        Team.objects.none(),
        label=gettext_lazy("Helping teams"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    host = PickField(
        Unit.objects.active().order_by("path"),
        kind="unit",
        describe=unit_label,
        label=gettext_lazy("Host unit"),
        required=False,
        help_text=gettext_lazy("Where it is another one than the organising unit"),
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], officer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("team", "helping"):
            self.fields[name].queryset = teams  # type: ignore[attr-defined]
        if not officer:
            del self.fields["team"]


class WhyForm(forms.Form):
    """A reason in a line."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say why; those whom it concerns read it.")},
    )


class RollFilter(forms.Form):
    """Which sign-ups of a meeting to show."""

    state = forms.ChoiceField(
        label=gettext_lazy("State"), choices=[*ANY, *SignupState.choices], required=False
    )
    q = forms.CharField(label=gettext_lazy("Name or team"), max_length=60, required=False, strip=True)

    def value(self, name: str) -> str:
        """The clean value of a field, or its empty one."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""
