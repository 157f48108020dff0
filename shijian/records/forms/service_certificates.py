"""Input for a certificate of service, and for the steps of the office."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.records.forms.volunteers import OfVolunteerForm
from shijian.records.queries.own import own_volunteers
from shijian.records.queries.service_certificates import issuers
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

MOST = 200


class DayField(forms.DateField):
    """A day with the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)


class AskForm(OfVolunteerForm):
    """For whom, from which unit, for which time, what for, and what the paper shows."""

    unnamed = _("Choose whose service is certified, or enter the number.")

    volunteer = forms.ModelChoiceField(
        Volunteer.objects.none(), label=_("Whose service?"), required=False,
        error_messages={"required": _("Choose whose service is certified.")},
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Which unit certifies?"),
        empty_label=_("Choose a unit"),
        help_text=_("Only the unit that recorded a service may certify it."),
        error_messages={"required": _("Choose the unit that certifies.")},
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))
    purpose = forms.CharField(
        label=_("What is it for?"), max_length=60, required=False,
        help_text=_("A few words that stand on the paper, such as “for my school”."),
    )  # fmt: skip
    with_list = forms.BooleanField(label=_("List every service on the paper"), required=False, initial=True)
    whole_document = forms.BooleanField(
        label=_("Print the whole number of the identity document"), required=False,
        help_text=_("Otherwise most of it is hidden. Whoever gets the paper reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, choices=own_volunteers(actor), **kwargs)
        units = self.units()
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.initial["unit"] = units[0].pk
        today = clock.today()
        self.initial.update(starts_on=today.replace(month=1, day=1), ends_on=today)

    def units(self) -> QuerySet[Unit]:
        """The units that recorded something of the own volunteers; those at which an officer serves or acts."""
        keys = {unit.pk for unit in issuers(self.own)} if self.own else set()
        posts = [*self.actor.posts, *filter(None, [self.actor.acting])]
        keys |= {post.unit_id for post in posts if self.actor.may(Permission.SERVICE_RECORD, post.path)}
        return Unit.objects.active().filter(pk__in=keys).order_by("path")


class WhyForm(forms.Form):
    """Why it is refused, revoked or replaced."""

    answer = forms.CharField(
        label=_("Reason"), max_length=MOST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who asked and the volunteer read exactly this."),
    )  # fmt: skip
