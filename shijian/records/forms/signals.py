"""Input for the outcome of a signal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class OutcomeForm(forms.Form):
    """What was found."""

    answer = forms.CharField(
        label=_("What was found"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those whose records these are may read it. Name nobody."),
        error_messages={"required": _("Write what was found. Name nobody.")},
    )  # fmt: skip
