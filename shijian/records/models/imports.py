"""Older hours on their way into the records: the table that an officer brought, and its rows."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.people.models import Person
from shijian.records.enums import ImportRowState, ImportState, Recipient
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer


class RecordImportQuerySet(models.QuerySet["RecordImport"]):
    """Reads of imports of hours."""

    def visible_to(self, actor: Actor) -> RecordImportQuerySet:
        """One's own, those of units for which one records, and those that one's units decide."""
        own = Q(asked_by=actor.person_id or 0)
        recording = actor.within(Permission.SERVICE_RECORD, "unit_path")
        return self.filter(own | recording | actor.within(Permission.RECORD_VOID, "handler_path"))

    def open(self) -> RecordImportQuerySet:
        """Those that wait for a decision."""
        return self.filter(state=ImportState.ASKED)


class RecordImport(models.Model):
    """A table of older hours, or of hours of another system; approved each row becomes a record of grade `imported`.

    `system` says where the hours come from, `unit` where they belong, `handler` which unit decides (once handed in):
    above the line of who brings it, or the top of the network itself where `nobody_above`.
    The file (`table_key`) is kept until it is known what its columns hold: those of the row `heading_row` (from 0) of
    `sheet`. `sha256` knows it again. `document` and the photo (`file_key`) prove it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, editable=False)
    handler = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    handler_path = models.CharField(max_length=40, editable=False, blank=True)
    nobody_above = models.BooleanField(default=False, db_default=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    system = models.CharField(_("source"), max_length=60)
    recipient = models.CharField(max_length=10, choices=Recipient.choices)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    table_key = models.CharField(max_length=80, blank=True, default="", db_default="")
    sheet = models.CharField(max_length=80, blank=True, default="", db_default="")
    heading_row = models.PositiveIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()
    reason = EncryptedTextField(purpose="import.reason", blank=True, default="")
    document = models.CharField(max_length=100, blank=True)
    file_key = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.DRAFT)
    due_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="import.answer", blank=True, default="")

    objects = RecordImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("columns", "draft", "withdrawn"))
                | (Q(handler__isnull=False, due_at__isnull=False) & ~(Q(document="") & Q(digest=""))),
                name="record_import_proved",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("columns", "draft", "asked")) | Q(over_at__isnull=False),
                name="record_import_over_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "done", "refused")) | Q(decided_by__isnull=False),
                name="record_import_decided_by",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="record_import_second",
            ),
        ]
        indexes = [models.Index(fields=["handler_path", "state"], name="record_import_handler")]

    def __str__(self) -> str:
        return f"{self.system} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state == ImportState.ASKED

    @property
    def is_late(self) -> bool:
        """Whether it is open and its deadline is over."""
        return self.is_open and self.due_at is not None and self.due_at < clock.now()


class ImportedRow(models.Model):
    """One row: `number` in the sheet, from 1; each of `problems` names a cell and says what is wrong with it.

    `key` is the digest of system and reference, or of what the row says where it has no reference; among rows that
    were recorded it is unique. `times_known` is false where the table gave a day and minutes only.
    """

    run = models.ForeignKey(RecordImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=6, choices=ImportRowState.choices)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    times_known = models.BooleanField(default=True)
    content = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    system = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=64, blank=True)
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="imported_row_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(state="made"), name="imported_service_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("fine", "made"))
                | Q(
                    volunteer__isnull=False,
                    started_at__isnull=False,
                    ended_at__gt=F("started_at"),
                    key__gt="",
                ),
                name="imported_row_whole",
            ),
        ]
        indexes = [models.Index(fields=["key"], name="imported_row_key")]

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded down; 0 where the row could not be read."""
        if self.started_at is None or self.ended_at is None:
            return 0
        return int((self.ended_at - self.started_at).total_seconds() // 60)
