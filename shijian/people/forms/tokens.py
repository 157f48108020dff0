"""The form of an access token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class TokenForm(forms.Form):
    """What the token is for, so that its owner knows it again."""

    label = forms.CharField(label=_("What is it for?"), max_length=60)
