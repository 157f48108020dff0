"""Forms of check-in and check-out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LOCAL = "%Y-%m-%dT%H:%M"


def _moment(label: Any, *, required: bool = False) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)
    return forms.DateTimeField(
        label=label, required=required, widget=widget, input_formats=[LOCAL, "%Y-%m-%d %H:%M"]
    )


class MomentForm(forms.Form):
    """When a volunteer came or left; now when left empty."""

    at = _moment(_("At another time"))

    def moment(self) -> dt.datetime | None:
        """Give the time, None for now."""
        at: dt.datetime | None = self.cleaned_data["at"]
        return at


class TimesForm(forms.Form):
    """Both times of a service whose hours were refused."""

    start = _moment(_("Came at"), required=True)
    end = _moment(_("Left at"), required=True)
