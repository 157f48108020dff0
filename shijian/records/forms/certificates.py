"""The form of the public page that verifies a number, and of a statement on a signed paper."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.photos import PhotoField
from shijian.records.forms.service_certificates import DayField


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


class ConsentForm(forms.Form):
    """What the volunteer signed, and for whom the statement is."""

    given_on = DayField(label=_("Signed on"))
    asker = forms.CharField(
        label=_("Who asked for it?"), max_length=80,
        help_text=_("The employer or body that wants the statement, as it stands on the signed paper."),
    )  # fmt: skip
    purpose = forms.CharField(label=_("What is it for?"), max_length=200)
    photo = PhotoField(label=_("Photo of the signed paper"))
