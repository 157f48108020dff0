"""Forms of dispatch and answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.orders.enums import RefusalReason, WithdrawalReason


class RefuseForm(forms.Form):
    """Why an offer is refused."""

    reason = forms.ChoiceField(
        label=_("Why not this time?"),
        choices=RefusalReason.choices,
        widget=forms.RadioSelect,
        help_text=_("It costs you nothing."),
    )
    note = forms.CharField(label=_("In your words"), max_length=200, required=False)


class WhyForm(forms.Form):
    """A reason in a line."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class LeaveForm(forms.Form):
    """Why a promise is taken back."""

    reason = forms.ChoiceField(
        label=_("Why can you not come?"),
        choices=WithdrawalReason.choices,
        widget=forms.RadioSelect,
        help_text=_("It costs you nothing and is no no-show. The resident is told at once."),
    )
    note = forms.CharField(label=_("In your words"), max_length=150, required=False)


class ObjectionForm(forms.Form):
    """What the volunteer says against a no-show."""

    words = forms.CharField(label=_("How was it?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SettleForm(forms.Form):
    """The decision about an objection."""

    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("no", _("The volunteer is right")), ("yes", _("The no-show stands"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    answer = forms.CharField(label=_("What you tell the volunteer"), max_length=300)


class ChoiceForm(forms.Form):
    """Teams or volunteers chosen by their ids; whether they may be asked is decided by the operation."""

    teams = forms.MultipleChoiceField(required=False)
    volunteers = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any, *, teams: list[int], volunteers: list[int]) -> None:
        super().__init__(data)
        for name, ids in (("teams", teams), ("volunteers", volunteers)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
            field.choices = [(str(pk), str(pk)) for pk in ids]

    def ids(self, name: str) -> list[int]:
        """Give the chosen ids."""
        return [int(value) for value in self.cleaned_data[name]]
