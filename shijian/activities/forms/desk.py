"""Forms of signing up others: by phone or paper, a guest by name; and of taking the list along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import Audience
from shijian.activities.models import Activity, Opening
from shijian.kernel.actor import Channel, Permission
from shijian.kernel.forms import IdempotentForm, LookForm
from shijian.kernel.pickers import PickField, person_label
from shijian.people.models import Person

CHANNELS = [(Channel.PHONE, _("By phone")), (Channel.DOOR, _("In person")), (Channel.PAPER, _("On paper"))]


class OpeningChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The places of an activity by their task."""

    def label_from_instance(self, obj: Any) -> str:
        """The task, with what it asks for."""
        opening: Opening = obj
        return " · ".join(part for part in (str(opening.get_task_display()), opening.note) if part)


class DeskForm(IdempotentForm):
    """Somebody of the register signs up by phone, in person or on paper."""

    person = PickField(
        Person.objects.none(),
        kind="person",
        describe=person_label,
        permission=Permission.PERSON_VIEW,
        label=_("Who"),
        help_text=_("Somebody of the register of persons. Whoever is not in it comes in as a guest by name."),
    )
    opening = OpeningChoice(Opening.objects.none(), label=_("As what"), empty_label=None)
    channel = forms.ChoiceField(label=_("How it came"), choices=CHANNELS, widget=forms.RadioSelect)
    risk_told = forms.BooleanField(label=_("I have told the person of the risks."), required=False)

    def __init__(self, *args: Any, activity: Activity, persons: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].narrow(persons, Permission.PERSON_VIEW)  # type: ignore[attr-defined]
        self.fields["opening"].queryset = activity.openings.all()  # type: ignore[attr-defined]
        if not activity.risk:
            del self.fields["risk_told"]


class GuestForm(forms.Form):
    """Somebody of whom only the name is known."""

    name = forms.CharField(label=_("Name"), max_length=40, error_messages={"required": _("Say the name.")})
    opening = OpeningChoice(Opening.objects.none(), label=_("As what"), empty_label=None)

    def __init__(self, *args: Any, activity: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = activity.openings.filter(audience=Audience.RESIDENT)
        self.fields["opening"].queryset = rows  # type: ignore[attr-defined]


class TakeAlongForm(LookForm):
    """For what the list is taken along, and whether with whole numbers."""

    full = forms.BooleanField(label=_("With whole phone numbers"), required=False)
