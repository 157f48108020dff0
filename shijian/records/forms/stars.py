"""Input for stars: the decision, the authority's document, an objection or appeal, its answer, a bar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.records.models import ServiceRecord
from shijian.volunteers.models import Volunteer

MOST = 1000
AREA = forms.Textarea(attrs={"rows": 4})


class ReasonForm(forms.Form):
    """A reason that the volunteer reads."""

    answer = forms.CharField(
        label=_("Reason"), max_length=MOST, widget=AREA, help_text=_("The volunteer reads exactly this.")
    )


class DocumentReasonForm(ReasonForm):
    """The same with the document of the authority."""

    document_no = forms.CharField(
        label=_("Number of the authority's document"), max_length=80, required=False,
        help_text=_("Needed where the city or the province decided."),
    )  # fmt: skip


class GrantForm(forms.Form):
    """What the authority granted, and by which document."""

    document_no = forms.CharField(label=_("Number of the authority's document"), max_length=80)
    granted_on = forms.DateField(
        label=_("Granted on"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class DoubtForm(forms.Form):
    """What is wrong."""

    words = forms.CharField(
        label=_("In your own words"), max_length=MOST, widget=AREA,
        help_text=_("Only the officer who decides reads this."),
    )  # fmt: skip


class FoundForm(forms.Form):
    """What was found."""

    answer = forms.CharField(
        label=_("What was found"), max_length=MOST, widget=AREA,
        help_text=_("Who objected and whose star it is read exactly this. Name nobody."),
    )  # fmt: skip


class GivenBackForm(FoundForm):
    """The same with the document of the authority that gives a star back."""

    document_no = forms.CharField(label=_("Number of the authority's document"), max_length=80)


class BarForm(forms.Form):
    """Which void record shows false hours, and what was false."""

    record = forms.ModelChoiceField(ServiceRecord.objects.none(), label=_("Void record that shows it"))
    reason = forms.CharField(
        label=_("What was false?"),
        max_length=MOST,
        widget=AREA,
        help_text=_("The volunteer reads exactly this."),
    )

    def __init__(self, *args: Any, volunteer: Volunteer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ServiceRecord.objects.filter(volunteer=volunteer, state="void", star_bar__isnull=True)
        self.fields["record"].queryset = rows.order_by("-pk")  # type: ignore[attr-defined]
        self.fields["record"].label_from_instance = _named  # type: ignore[attr-defined]


def _named(row: ServiceRecord) -> str:
    return f"{clock.local(row.started_at):%Y-%m-%d} · {row.content} · {row.void_reason}"
