"""Forms of the open pages and of signing up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import Audience, LeaveReason
from shijian.activities.models import Term
from shijian.activities.queries.ahead import Span
from shijian.kernel import clock
from shijian.kernel.forms import IdempotentForm
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.models import Team

ANY = [("", _("All"))]
WHEN = [
    ("", _("Any day")),
    ("today", _("Today")),
    ("tomorrow", _("Tomorrow")),
    ("week", _("The coming seven days")),
    ("month", _("The coming thirty days")),
]
DAYS = {"today": (0, 1), "tomorrow": (1, 2), "week": (0, 7), "month": (0, 30)}


class ActivityFilter(forms.Form):
    """Where, when, what about, for whom; bad values count as none."""

    unit = forms.TypedChoiceField(label=_("Where"), required=False, coerce=int, empty_value=None)
    when = forms.ChoiceField(label=_("When"), choices=WHEN, required=False)
    day = forms.DateField(
        label=_("On a day"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    term = forms.TypedChoiceField(label=_("What it is about"), required=False, coerce=int, empty_value=None)
    who = forms.ChoiceField(label=_("Places for"), choices=[*ANY, *Audience.choices], required=False)
    free = forms.BooleanField(label=_("Only with places left"), required=False)

    def __init__(self, *args: Any, units: list[Unit], terms: list[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units = {unit.pk: unit for unit in units}
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", _("The whole county")),
            *((unit.pk, unit.place_name or unit.name) for unit in units),
        ]
        groups: dict[str, list[tuple[int, str]]] = {}
        for term in terms:
            groups.setdefault(term.scheme.name, []).append((term.pk, term.name))
        self.fields["term"].choices = [*ANY, *groups.items()]  # type: ignore[attr-defined]
        self.is_valid()

    def value(self, name: str) -> Any:
        """The clean value of a field, or None."""
        return getattr(self, "cleaned_data", {}).get(name) or None

    @property
    def place(self) -> Unit | None:
        """The unit that was chosen."""
        return self.units.get(self.value("unit") or 0)

    @property
    def span(self) -> Span | None:
        """The moments between which a meeting is wanted; a day goes before a span."""
        day: dt.date | None = self.value("day")
        first, last = (0, 1) if day else DAYS.get(self.value("when") or "", (0, 0))
        if not last:
            return None
        start = dt.datetime.combine(day or clock.today(), dt.time(), clock.ZONE)
        return start + dt.timedelta(days=first), start + dt.timedelta(days=last)


class SignUpForm(IdempotentForm):
    """One choice of meeting and place, and who comes."""

    choice = forms.ChoiceField(
        label=_("Which meeting, and as what"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a meeting and a place."),
            "invalid_choice": _("Choose the place again."),
        },
    )
    persons = forms.TypedMultipleChoiceField(
        label=_("Who comes"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who comes.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, choices: list[tuple[str, str]], persons: list[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        self.fields["persons"].choices = [(person.pk, person.name) for person in persons]  # type: ignore[attr-defined]
        self.fields["persons"].initial = [person.pk for person in persons[:1]]
        if len(persons) == 1:
            self.fields["persons"].widget = forms.MultipleHiddenInput()
        if len(choices) == 1:
            self.fields["choice"].initial = choices[0][0]


class LeaveForm(forms.Form):
    """Why somebody takes a place back."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *LeaveReason.choices], required=False)
    note = forms.CharField(label=_("In your own words"), max_length=200, required=False)


class SwapForm(forms.Form):
    """Whom to ask for a substitute, and what to say."""

    asked = forms.TypedChoiceField(label=_("Whom do you ask?"), required=False, coerce=int, empty_value=None)
    note = forms.CharField(label=_("Message"), max_length=200, required=False)

    def __init__(self, *args: Any, members: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Anybody who fits")), *((person.pk, person.name) for person in members)]
        self.fields["asked"].choices = choices  # type: ignore[attr-defined]


class BlockForm(forms.Form):
    """How many places of which kind in which meeting a team takes."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=None)
    choice = forms.ChoiceField(label=_("Which meeting, and as what"))
    count = forms.IntegerField(label=_("How many places"), min_value=1, max_value=100, initial=2)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
