"""Signals: what a detector noticed about service records, who looked into it, and what was found."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import SignalKind, SignalState
from shijian.records.models.records import ServiceRecord
from shijian.units.models import Unit

UNDECIDED = (SignalState.OPEN, SignalState.REVIEW)


class SignalQuerySet(models.QuerySet["Signal"]):
    """Reads of signals."""

    def visible_to(self, actor: Actor) -> SignalQuerySet:
        """Those within reach of record:void in none of whose records one has a part."""
        reach = self.filter(actor.within(Permission.RECORD_VOID, "unit_path"))
        return reach.exclude(Exists(_parts(actor.person_id, OuterRef("pk")))) if actor.person_id else reach

    def undecided(self) -> SignalQuerySet:
        """Those that wait for somebody, or for the outcome."""
        return self.filter(state__in=UNDECIDED)


def _parts(person_id: int, signal: Any) -> models.QuerySet[ServiceRecord]:
    """The records of a signal in which somebody has a part."""
    entered = Q(recorder_id=person_id) | Q(responsible_id=person_id)
    served = own_or_ward(person_id, "volunteer__person")
    return ServiceRecord.objects.filter(served | entered, signals=signal)


class Signal(models.Model):
    """Something odd about some records, said in figures (`facts`); it changes no hours by itself.

    `key` is a fingerprint of the matter, so that it is noticed once; `unit` is the lowest one above all its records.
    """

    kind = models.CharField(_("what was noticed"), max_length=13, choices=SignalKind.choices)
    key = models.CharField(max_length=64, unique=True)
    records = models.ManyToManyField(ServiceRecord, related_name="signals")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    facts = models.JSONField(default=dict)
    strength = models.PositiveSmallIntegerField(default=2)
    state = models.CharField(max_length=9, choices=SignalState.choices, default=SignalState.OPEN)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="signal.answer", blank=True, default="")

    objects = SignalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(strength__gte=1, strength__lte=3), name="signal_strength"),
            models.CheckConstraint(
                condition=Q(state__in=("open", "review"))
                | Q(over_at__isnull=False, decided_by__isnull=False),
                name="signal_over_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="signal_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display()})"

    def involves(self, person_id: int | None) -> bool:
        """Whether somebody has a part in one of its records; nobody is in none."""
        return person_id is not None and _parts(person_id, self.pk).exists()

    @property
    def is_undecided(self) -> bool:
        """Whether it waits for somebody, or for the outcome."""
        return self.state in UNDECIDED

    @property
    def is_late(self) -> bool:
        """Whether it waits although its deadline is over."""
        return self.is_undecided and self.due_at < clock.now()
