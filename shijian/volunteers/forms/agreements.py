"""Agreements and their text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.volunteers.enums import AgreementWhy
from shijian.volunteers.forms.fields import DayField, UnitField


class AgreementForm(forms.Form):
    """What a unit offers to agree on."""

    unit = UnitField(label=_("Unit"))
    why = forms.ChoiceField(label=_("Why it is made"), choices=AgreementWhy.choices)
    terms = forms.CharField(
        label=_("What is agreed besides"),
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What is done, how, when and where, under which conditions, and how it is kept safe."),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].reach(actor, Permission.VOLUNTEER_EDIT)  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """Where the paper is on which somebody without an account signed."""

    evidence = forms.CharField(label=_("Where is the signed paper kept?"), max_length=200)


class EndAgreementForm(forms.Form):
    """Why an agreement ends."""

    reason = forms.CharField(label=_("Why does it end?"), max_length=200)


class TextForm(forms.Form):
    """The next version of the text."""

    title = forms.CharField(label=_("Name of the text"), max_length=60)
    text = forms.CharField(label=_("Text"), max_length=8000, widget=forms.Textarea({"rows": 14}))
