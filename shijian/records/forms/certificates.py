"""The form of the public page that verifies a number."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NumberForm(forms.Form):
    """The number of a certificate, as it stands on the paper."""

    number = forms.RegexField(
        r"^\s*[A-Za-z0-9-]{6,40}\s*$",
        label=_("Number of the certificate"),
        max_length=40,
        help_text=_("It stands beside the code on the paper."),
        error_messages={"invalid": _("This is no number of a certificate. Copy it from the paper.")},
    )

    def clean_number(self) -> str:
        """Without blanks, in capital letters."""
        return str(self.cleaned_data["number"]).strip().upper()
