"""Codes and names of second factors."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST_ANSWER = 64 * 1024


def _code(label: Any, **kwargs: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none"}
    messages = {"required": _("Type the code.")}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, max_length=30, widget=widget, error_messages=messages, **kwargs)


class AppForm(forms.Form):
    """The code that a newly set up app shows; the secret travels sealed."""

    seed = forms.CharField(widget=forms.HiddenInput, max_length=400)
    code = _code(_("Code that the app shows now"), help_text=_("6 digits; a new one comes every 30 seconds."))


class CodeForm(forms.Form):
    """A code of the app or a recovery code."""

    code = _code(
        _("Code of the app, or a recovery code"), help_text=_("6 digits from the app, or 8 from your paper.")
    )


class AnswerForm(forms.Form):
    """What the browser gives back for a passkey; clean value is the object in it."""

    answer = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST_ANSWER)

    def clean_answer(self) -> dict[str, Any]:
        """JSON with an object inside."""
        try:
            found = json.loads(self.cleaned_data["answer"])
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise forms.ValidationError(_("The key did not answer. Please try once more."))
        return found


class KeyForm(AnswerForm):
    """A new passkey or security key with its name."""

    name = forms.CharField(
        label=_("Name of the key"),
        max_length=40,
        help_text=_("By which you know it again, such as My phone or Blue key."),
        error_messages={"required": _("Give the key a name by which you know it again.")},
    )


class KeyNameForm(forms.Form):
    """Another name for a key."""

    name = forms.CharField(
        label=_("Name of the key"),
        max_length=40,
        error_messages={"required": _("Give the key a name by which you know it again.")},
    )


class ConfirmForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
