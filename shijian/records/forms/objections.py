"""Input for objections to service records, and for the decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.records.enums import ObjectionGround

MOST = 1000


class ObjectForm(forms.Form):
    """What is wrong with a record."""

    ground = forms.ChoiceField(
        label=_("What is wrong?"), choices=ObjectionGround.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In your own words"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only the officer who decides reads this. The one who served is not told who you are."),
    )  # fmt: skip


class RejectForm(forms.Form):
    """Why an objection is not upheld."""

    answer = forms.CharField(
        label=_("What was found"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who objected reads exactly this. Name nobody."),
    )  # fmt: skip


class UpholdForm(RejectForm):
    """Why an objection is upheld, and the right times where the service took place at other times."""

    started_at = forms.DateTimeField(
        label=_("Service really began"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave both empty to void the record."),
    )  # fmt: skip
    ended_at = forms.DateTimeField(
        label=_("Service really ended"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both times, or none of them."""
        data: dict[str, Any] = super().clean() or {}
        if (data.get("started_at") is None) != (data.get("ended_at") is None):
            self.add_error("ended_at", _("Give both times, or none of them."))
        return data
