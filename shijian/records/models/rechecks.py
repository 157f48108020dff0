"""Random re-checks: the promise of a seed, the draw of a month, and the calls that follow."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shijian.kernel import clock, crypto
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.models.records import AppendOnly
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import RecheckState
from shijian.records.models.records import ServiceRecord
from shijian.units.models import Unit

SEED = "recheck.seed"


class SeedPromise(AppendOnly):
    """The fingerprint (SHA-256) of the seed of a month, published before anybody can know what will be drawn."""

    month = models.DateField(unique=True)
    commitment = models.CharField(max_length=64)
    sealed = (
        models.TextField()
    )  # by hand: a new key may not write these rows anew, and old keys stay readable
    at = models.DateTimeField()

    @classmethod
    def seal(cls, seed: str) -> str:
        """A seed as it is kept until the draw."""
        return crypto.encrypt(seed, SEED)

    @property
    def seed(self) -> str:
        """The seed itself."""
        return crypto.decrypt(self.sealed, SEED)


class RecheckDraw(AppendOnly):
    """The draw of a month: the seed is told now. `fingerprint` is that of the ids among which was drawn."""

    promise = models.OneToOneField(SeedPromise, models.PROTECT, related_name="draw")
    seed = models.CharField(max_length=64)
    permille = models.PositiveSmallIntegerField()
    candidates = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn__lte=models.F("candidates")), name="recheck_drawn_of_all"
            )
        ]


class RecheckQuerySet(models.QuerySet["Recheck"]):
    """Reads of re-checks."""

    def visible_to(self, actor: Actor) -> RecheckQuerySet:
        """Those that one's units phone about, in whose record one has no part."""
        reach = self.filter(actor.within(Permission.ORDER_FOLLOW_UP, "handler_path"))
        return reach.exclude(_part(actor.person_id)) if actor.person_id else reach

    def open(self) -> RecheckQuerySet:
        """Those that wait for a call."""
        return self.filter(state=RecheckState.OPEN)


def _part(person_id: int) -> Q:
    """The records in which somebody has a part; every column is named so that an empty one is no part."""
    entered = Q(record__recorder_id=person_id, record__recorder__isnull=False)
    answered = Q(record__responsible_id=person_id, record__responsible__isnull=False)
    return own_or_ward(person_id, "record__volunteer__person") | entered | answered


class Recheck(models.Model):
    """One drawn record: an officer of another unit phones whoever was served and asks whether it was so."""

    draw = models.ForeignKey(RecheckDraw, models.PROTECT, related_name="rechecks")
    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="recheck")
    handler = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    handler_path = models.CharField(max_length=40, editable=False)
    state = models.CharField(max_length=9, choices=RecheckState.choices, default=RecheckState.OPEN)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)
    note = EncryptedTextField(purpose="recheck.note", blank=True, default="")

    objects = RecheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(over_at__isnull=False, by__isnull=False), name="recheck_over_by"
            )
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="recheck_due"),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it waits for a call."""
        return self.state == RecheckState.OPEN

    @property
    def is_late(self) -> bool:
        """Whether it waits although its deadline is over."""
        return self.is_open and self.due_at < clock.now()
