"""Forms of the plan of a week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import words
from shijian.orders.queries.plans import Other, Row
from shijian.orders.queries.weeks import spans
from shijian.units.models import Unit


class MakeForm(forms.Form):
    """Which week of which unit is planned."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Unit"), coerce=int)
    week = forms.TypedChoiceField(label=gettext_lazy("Week"), coerce=dt.date.fromisoformat)

    def __init__(self, data: Any, *, units: Sequence[Unit]) -> None:
        super().__init__(data)
        this = spans.this_week()
        weeks = [(this + dt.timedelta(weeks=ahead), word) for ahead, word in enumerate(_ahead())]
        for name, choices in (
            ("unit", [(unit.pk, unit.name) for unit in units]),
            ("week", [(monday.isoformat(), _said(word, monday)) for monday, word in weeks]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices


def _ahead() -> tuple[str, str]:
    return _("This week"), _("Next week")


def _said(word: str, monday: dt.date) -> str:
    last = monday + dt.timedelta(days=6)
    days = {
        "first": words.date_words(monday, with_year=False),
        "last": words.date_words(last, with_year=False),
    }
    return _("%(week)s, %(first)s to %(last)s") % {"week": word, **days}


class ChangeForm(forms.Form):
    """Somebody else for an order of a plan: instead of one who is in it, or in addition."""

    who = forms.TypedChoiceField(label=gettext_lazy("Whom to ask"), coerce=int, widget=forms.RadioSelect)
    line = forms.TypedChoiceField(
        label=gettext_lazy("Instead of"), coerce=int, required=False, empty_value=None
    )
    reason = forms.CharField(label=gettext_lazy("Why, if you like"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, row: Row) -> None:
        super().__init__(data, auto_id=f"need-{row.need.pk}-%s")
        people = [(each.who.pk, _said_of(each)) for each in row.others]
        lines = [(each.line.pk, each.name) for each in row.standing]
        for name, choices in (("who", people), ("line", [*lines, ("", _("in addition"))])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices
        self.fields["line"].initial = lines[0][0] if lines and not row.empty else ""


def _said_of(other: Other) -> str:
    who = " · ".join(filter(None, (other.name, other.who.unit.name, other.when)))
    return _("%(name)s: %(reason)s") % {"name": who, "reason": other.words()}
