"""Input for what somebody said on the phone."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """What was said, if anything."""

    note = forms.CharField(
        label=_("What was said"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name nobody."),
    )  # fmt: skip


class ToldForm(forms.Form):
    """What was said instead."""

    note = forms.CharField(
        label=_("What was said"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Name nobody."),
        error_messages={"required": _("Write what was said. Name nobody.")},
    )  # fmt: skip
