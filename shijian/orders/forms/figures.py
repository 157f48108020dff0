"""The period of the figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock

LONGEST = 3660


class PeriodForm(forms.Form):
    """From a day to a day; this year when left empty."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        """Fill the gaps; refuse a period that runs backwards or over ten years."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = span(data.get("since"), data.get("until"))
        if since > until:
            self.add_error("until", _("The end lies before the beginning."))
        elif (until - since).days > LONGEST:
            self.add_error("since", _("Choose at most ten years."))
        return {**data, "since": since, "until": until}


def span(since: dt.date | None, until: dt.date | None) -> tuple[dt.date, dt.date]:
    """Give the days of the period; from New Year until today by default."""
    end = until or clock.today()
    return since or end.replace(month=1, day=1), end
