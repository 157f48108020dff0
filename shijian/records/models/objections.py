"""Objections to service records: what is said is kept encrypted, and goes with the words of complaints."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import ObjectionGround, ObjectionState
from shijian.records.models.records import ServiceRecord


class RecordObjectionQuerySet(models.QuerySet["RecordObjection"]):
    """Reads of objections."""

    def visible_to(self, actor: Actor) -> RecordObjectionQuerySet:
        """One's own and one's wards', and those within reach of record:void in whose record one has no part."""
        reach = actor.within(Permission.RECORD_VOID, "record__unit_path")
        return self.filter(own_or_ward(actor.person_id, "by") | (reach & ~_part(actor.person_id)))

    def open(self) -> RecordObjectionQuerySet:
        """Those that wait for a decision."""
        return self.filter(state=ObjectionState.OPEN)


def _part(person_id: int | None) -> Q:
    """The records in which somebody has a part; every column is named so that an empty one is no part."""
    if person_id is None:
        return Q(pk__in=[])
    entered = Q(record__recorder_id=person_id, record__recorder__isnull=False)
    answered = Q(record__responsible_id=person_id, record__responsible__isnull=False)
    return own_or_ward(person_id, "record__volunteer__person") | entered | answered


class RecordObjection(models.Model):
    """Somebody says that a service record is wrong; as long as it is open, the record does not count."""

    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="objections")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ground = models.CharField(_("what is wrong"), max_length=11, choices=ObjectionGround.choices)
    words = EncryptedTextField(purpose="objection.words")
    state = models.CharField(max_length=9, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    channel = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="objection.answer", blank=True, default="")

    objects = RecordObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "by"], condition=Q(state="open"), name="objection_one_open_each"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(over_at__isnull=False), name="objection_over_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="rejected") | Q(decided_by__isnull=False), name="objection_rejected_by"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="objection_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == ObjectionState.OPEN

    @property
    def is_late(self) -> bool:
        """Whether it is open and its deadline is over."""
        return self.is_open and self.due_at < clock.now()
