"""Forms of the archive: photos, costs, news, results."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import Bearer, CostKind
from shijian.activities.models import Session
from shijian.kernel.photos import PhotoField


class PhotoForm(forms.Form):
    """A photo with what it shows, and whether the public may see it."""

    photo = PhotoField(label=_("Photo"))
    caption = forms.CharField(label=_("What it shows"), max_length=100)
    session = forms.ModelChoiceField(Session.objects.none(), label=_("At which meeting"), required=False)
    people_agree = forms.BooleanField(
        label=_("Everybody who can be recognised agrees (for children: the guardians)"), required=False
    )
    is_public = forms.BooleanField(label=_("Show it in public"), required=False)

    def __init__(self, *args: Any, sessions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]


class ShowForm(forms.Form):
    """Whether everybody agrees, and whether the public sees a photo."""

    people_agree = forms.BooleanField(required=False)
    is_public = forms.BooleanField(required=False)


class CostForm(forms.Form):
    """What something cost, typed in yuan and kept in fen."""

    what = forms.CharField(label=_("For what"), max_length=60)
    yuan = forms.DecimalField(
        label=_("Amount in yuan"), min_value=Decimal("0.01"), max_value=1_000_000, decimal_places=2
    )
    kind = forms.ChoiceField(label=_("Kind of cost"), choices=CostKind.choices)
    bearer = forms.ChoiceField(label=_("Who bore it"), choices=Bearer.choices)
    source = forms.CharField(
        label=_("Paid from"),
        max_length=60,
        required=False,
        help_text=_("For example the name of the sponsor."),
    )

    def facts(self) -> dict[str, Any]:
        """What the operation takes."""
        data = self.cleaned_data
        return {"fen": int(data.pop("yuan") * 100), **data}


class BudgetForm(forms.Form):
    """How much is planned for a kind of cost, typed in yuan and kept in fen."""

    kind = forms.ChoiceField(label=_("Kind of cost"), choices=CostKind.choices)
    yuan = forms.DecimalField(
        label=_("Amount in yuan"), min_value=Decimal("0.01"), max_value=1_000_000, decimal_places=2
    )

    def facts(self) -> dict[str, Any]:
        """What the operation takes."""
        return {"kind": self.cleaned_data["kind"], "fen": int(self.cleaned_data["yuan"] * 100)}


class CoverageForm(forms.Form):
    """Where outside media told of it."""

    medium = forms.CharField(label=_("Medium"), max_length=60)
    title = forms.CharField(label=_("Headline"), max_length=120)
    on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}))
    url = forms.URLField(
        label=_("Address of the page"), required=False, max_length=300, assume_scheme="https"
    )


class ResultsForm(forms.Form):
    """What came of it."""

    results = forms.CharField(
        label=_("What came of it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class CloseForm(forms.Form):
    """Closing the archive; a reason where something is missing."""

    why = forms.CharField(label=_("Why it is closed incomplete"), max_length=200, required=False)
