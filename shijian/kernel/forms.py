"""Forms that make something carry a key, so that a second press of the button makes nothing new."""

from __future__ import annotations

import uuid

from django import forms


def new_key() -> str:
    """Give a fresh idempotency key."""
    return uuid.uuid4().hex


class IdempotentForm(forms.Form):
    """A form with a hidden `idempotency_key`."""

    idempotency_key = forms.RegexField(r"^[A-Za-z0-9_-]{8,80}$", initial=new_key, widget=forms.HiddenInput)
