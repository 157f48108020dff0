"""Input for a commendation, and for what is decided about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.photos import PhotoField
from shijian.records.enums import HonourLevel
from shijian.records.forms.service_certificates import DayField
from shijian.records.forms.volunteers import OfVolunteerForm
from shijian.records.queries.own import own_volunteers
from shijian.volunteers.models import Volunteer

MOST = 1000


class CommendationForm(OfVolunteerForm):
    """Who was honoured, with what, by whom, when, what for, and how it is proved."""

    permission = Permission.VOLUNTEER_EDIT
    unnamed = _("Choose who was honoured, or enter the number.")

    volunteer = forms.ModelChoiceField(
        Volunteer.objects.none(), label=_("Who was honoured?"), required=False,
        error_messages={"required": _("Choose who was honoured.")},
    )  # fmt: skip
    title = forms.CharField(label=_("Name of the honour"), max_length=80)
    authority = forms.CharField(label=_("Honoured by"), max_length=80)
    level = forms.ChoiceField(label=_("Level of the honour"), choices=HonourLevel.choices)
    awarded_on = DayField(label=_("Day of the honour"))
    merit = forms.CharField(label=_("What is it given for?"), max_length=200)
    document_no = forms.CharField(label=_("Document that grants it"), max_length=80, required=False)
    photo = PhotoField(
        label=_("Photo of the paper or medal"), required=False,
        help_text=_("Position and camera are taken out of it. Whoever reports an honour of his own adds one."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, choices=own_volunteers(actor), **kwargs)


class WhyForm(forms.Form):
    """Why it is refused or revoked."""

    answer = forms.CharField(
        label=_("Reason"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The volunteer and who entered it read exactly this."),
    )  # fmt: skip
