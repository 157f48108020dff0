"""Agreements between organisation and volunteer (decree 685, article 14), and the texts that they rest on."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.models.records import AppendOnly
from shijian.people.models import Person, own_or_ward
from shijian.units.models import Unit
from shijian.volunteers.enums import AgreementState, AgreementWhy
from shijian.volunteers.models.volunteers import Volunteer


class AgreementText(AppendOnly):
    """A version of the text of agreements; the latest one is offered. Never changed, so that a signature holds."""

    version = models.PositiveIntegerField(unique=True)
    title = models.CharField(_("title"), max_length=60)
    text = models.TextField(_("text"), max_length=8000)
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="agreement_text_has_words")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Reads of agreements."""

    def visible_to(self, actor: Actor) -> AgreementQuerySet:
        """One's own, one's wards', those of volunteers of units within reach."""
        mine = own_or_ward(actor.person_id, "volunteer__person")
        return self.filter(mine | actor.within(Permission.VOLUNTEER_VIEW, "volunteer__unit_path"))

    def in_force(self, first: dt.date, last: dt.date) -> AgreementQuerySet:
        """Those signed by both sides whose term holds every day from `first` to `last`."""
        runs = Q(starts_on__lte=first) & (Q(ends_on__isnull=True) | Q(ends_on__gte=last))
        return self.filter(runs, state=AgreementState.SIGNED)


class Agreement(models.Model):
    """What unit and volunteer agree on: the unit consents by offering it, the volunteer or guardian by signing."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="agreements")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="agreements", verbose_name=_("unit"))
    unit_path = models.CharField(max_length=40, editable=False)
    text = models.ForeignKey(AgreementText, models.PROTECT, related_name="agreements")
    why = models.CharField(_("why it is made"), max_length=8, choices=AgreementWhy.choices)
    terms = models.CharField(_("what is agreed besides"), max_length=1000)
    state = models.CharField(max_length=9, choices=AgreementState.choices, default=AgreementState.OFFERED)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    offered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    offered_at = models.DateTimeField()
    signed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=200, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="agreement_term"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("signed", "ended")) | Q(signed_at__isnull=False),
                name="agreement_signed_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="agreement_ended_why",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True)
                | Q(offered_by__isnull=True)
                | ~Q(signed_by=F("offered_by")),
                name="agreement_two_sides",
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "state"], name="agreement_volunteer")]
