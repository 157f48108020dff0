"""The body in command of an emergency, and the insurance of one order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.orders.forms.fields import day_field


class CommandForm(forms.Form):
    """Who commands in an emergency."""

    body = forms.CharField(
        label=_("Body in command"),
        max_length=120,
        help_text=_("For example the emergency office of the county."),
    )
    contact = forms.CharField(label=_("Whom do volunteers report to on the spot?"), max_length=120)


class OrderInsuranceForm(forms.Form):
    """An accident policy for one order."""

    insurer = forms.CharField(label=_("Insurer"), max_length=60)
    policy_no = forms.CharField(label=_("Number of the policy"), max_length=60)
    valid_from = day_field(_("From"))
    valid_until = day_field(_("Last day"))
    evidence = forms.CharField(label=_("Where the proof is kept"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = self.fields["valid_until"].required = True
