"""Forms of the schemes: an own drawer, and what the figures are about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.activities.forms.fields import DayField, UnitField
from shijian.activities.models import Scheme, Term
from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission

LONGEST = 3660


class TermForm(forms.Form):
    """A drawer of the network's own: a type, or a sub-type below one."""

    name = forms.CharField(label=_("name"), max_length=40)
    parent = forms.ModelChoiceField(
        Term.objects.none(), label=_("Below"), required=False, empty_label=_("A type of its own")
    )
    meaning = forms.CharField(label=_("meaning"), max_length=200, required=False)

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tops = scheme.terms.filter(parent__isnull=True).order_by("position", "pk")
        self.fields["parent"].queryset = tops  # type: ignore[attr-defined]


class FiguresForm(forms.Form):
    """By which scheme, for which unit, from which day to which."""

    scheme = forms.ModelChoiceField(
        Scheme.objects.order_by("position", "pk"), label=_("Scheme"), required=False
    )
    unit = UnitField(label=_("unit"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].reach(actor, Permission.FIGURES_VIEW)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Fill the gaps: this year until today; refuse a span that runs backwards or over ten years."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = span(data.get("since"), data.get("until"))
        if since > until:
            self.add_error("until", _("The end lies before the beginning."))
        elif (until - since).days > LONGEST:
            self.add_error("since", _("Choose at most ten years."))
        return {**data, "since": since, "until": until}


def span(since: dt.date | None = None, until: dt.date | None = None) -> tuple[dt.date, dt.date]:
    """The days of the figures; from New Year until today by default."""
    end = until or clock.today()
    return since or end.replace(month=1, day=1), end
