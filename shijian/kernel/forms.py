"""Forms with a key, so that a second press makes nothing new; the form that asks why somebody reads protected data."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.audit import LookPurpose


def new_key() -> str:
    """Give a fresh idempotency key."""
    return uuid.uuid4().hex


class TickCards(forms.MultipleChoiceField):
    """Any number of a few things to tick, each a card that is easy to hit; nothing ticked is an answer, too."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **facts: Any) -> None:
        cards: dict[str, Any] = {"required": False, "template_name": "components/forms/cards.html"}
        super().__init__(**(cards | facts))


class IdempotentForm(forms.Form):
    """A form with a hidden `idempotency_key`."""

    idempotency_key = forms.RegexField(r"^[A-Za-z0-9_-]{8,80}$", initial=new_key, widget=forms.HiddenInput)


class LookForm(forms.Form):
    """Why somebody reads protected data; the clean values are the `purpose` and `note` of `audit.look`."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"),
        choices=[("", "—"), *LookPurpose.choices],
        error_messages={"required": _("Choose what you need it for.")},
        help_text=_("This is kept with your name."),
    )
    note = forms.CharField(
        label=_("More about it"),
        max_length=200,
        required=False,
        help_text=_("Needed when you chose “something else”. Write no names or numbers here."),
    )

    def clean(self) -> None:
        """What is no purpose of the list is said in words."""
        super().clean()
        values = self.cleaned_data
        if values.get("purpose") == LookPurpose.OTHER and not values.get("note"):
            self.add_error("note", _("Say in a few words what you need it for."))
