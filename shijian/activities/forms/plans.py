"""Forms of plans: a new one, its items, the reason for dropping one, the county's seasons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import OccasionKind, PlanSpan
from shijian.activities.forms.fields import DayField, UnitField
from shijian.activities.forms.terms import TermsMixin
from shijian.activities.models import Plan, Term
from shijian.activities.queries import plans, spans
from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.forms import IdempotentForm
from shijian.volunteers.models import Team

FIRST_YEAR, LAST_YEAR = 2018, 2099
SEASON_KINDS = [(kind.value, kind.label) for kind in (OccasionKind.FARMING, OccasionKind.RETURN)]


class PlanFilter(forms.Form):
    """Which plans to show; bad values count as none."""

    year = forms.IntegerField(label=_("year"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    span = forms.ChoiceField(label=_("span"), choices=[("", _("All")), *PlanSpan.choices], required=False)
    unit = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**62)

    def chosen(self) -> dict[str, Any]:
        """The filters that were given well."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PlanForm(forms.Form):
    """Whose plan, for which time."""

    unit = UnitField(label=_("unit"))
    span = forms.ChoiceField(label=_("span"), choices=PlanSpan.choices, widget=forms.RadioSelect)
    year = forms.IntegerField(label=_("year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    number = forms.IntegerField(
        label=_("Quarter or month"),
        help_text=_("1 to 4 for a quarter, 1 to 12 for a month; nothing for a year."),
        required=False,
        min_value=1,
        max_value=12,
    )
    note = forms.CharField(
        label=_("what matters this time"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].reach(actor, Permission.ACTIVITY_EDIT)  # type: ignore[attr-defined]
        if actor.acting is not None:
            self.fields["unit"].initial = actor.acting.unit_id
        elif actor.posts:
            self.fields["unit"].initial = actor.posts[0].unit_id
        self.fields["year"].initial = clock.today().year
        self.fields["span"].initial = PlanSpan.YEAR

    def facts(self) -> dict[str, Any]:
        """The clean values; no number means the year."""
        return {**self.cleaned_data, "number": self.cleaned_data["number"] or 0}


class NoteForm(forms.Form):
    """What matters in a plan."""

    note = forms.CharField(
        label=_("what matters this time"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ItemForm(TermsMixin, IdempotentForm):
    """One intended activity."""

    title = forms.CharField(
        label=_("What you mean to do"),
        max_length=60,
        error_messages={"required": _("Say in a few words what you mean to do.")},
    )
    first_day = DayField(label=_("from"), error_messages={"required": _("Choose the first day.")})
    last_day = DayField(label=_("until"), help_text=_("Nothing means the same day."), required=False)
    times = forms.IntegerField(label=_("how often"), min_value=1, max_value=400, initial=1)
    expected = forms.IntegerField(
        label=_("people expected"), min_value=1, max_value=1_000_000, required=False
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=_("team"), required=False, empty_label="—")
    note = forms.CharField(label=_("note"), max_length=300, required=False)

    def __init__(self, *args: Any, plan: Plan, terms: Iterable[Term] = (), **kwargs: Any) -> None:
        super().__init__(*args, terms=terms, **kwargs)
        self.fields["team"].queryset = plans.teams_for(plan)  # type: ignore[attr-defined]
        first, last = spans.days(plan)
        for name in ("first_day", "last_day"):
            self.fields[name].widget.attrs.update({"min": str(first), "max": str(last)})

    def facts(self) -> dict[str, Any]:
        """The clean values of the item itself."""
        names = ("title", "first_day", "last_day", "times", "expected", "team", "note")
        data = {name: self.cleaned_data[name] for name in names}
        return {**data, "last_day": data["last_day"] or data["first_day"]}


class DropForm(forms.Form):
    """Why something is not done after all."""

    why = forms.CharField(
        label=_("why it is dropped"),
        help_text=_("Everybody can read it once the plan is published."),
        max_length=200,
        error_messages={"required": _("Say why it is dropped; everybody can read it.")},
    )


class SeasonForm(forms.Form):
    """A season of the county."""

    kind = forms.ChoiceField(label=_("kind"), choices=SEASON_KINDS, widget=forms.RadioSelect)
    name = forms.CharField(label=_("name"), max_length=40)
    first_month = forms.IntegerField(label=_("from month"), min_value=1, max_value=12)
    first_day = forms.IntegerField(label=_("from day"), min_value=1, max_value=31)
    last_month = forms.IntegerField(label=_("until month"), min_value=1, max_value=12)
    last_day = forms.IntegerField(label=_("until day"), min_value=1, max_value=31)
    ideas = forms.CharField(label=_("what suits it"), max_length=300, required=False)
