"""Service minutes with their evidence."""

from __future__ import annotations

import datetime as dt
from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import RECORD_IMPORT_KIND, Grade, ObjectionState, Recipient, RecordState
from shijian.units.models import Unit
from shijian.volunteers.models import Team, Volunteer


class ServiceRecordQuerySet(models.QuerySet["ServiceRecord"]):
    """Reads of service records."""

    def visible_to(self, actor: Actor) -> ServiceRecordQuerySet:
        """One's own and one's wards', those of led teams, those of units within reach of record:view."""
        own = own_or_ward(actor.person_id, "volunteer__person")
        led = Q(team_id__in=actor.led_team_ids)
        return self.filter(own | led | actor.within(Permission.RECORD_VIEW, "unit_path"))

    def valid(self) -> ServiceRecordQuerySet:
        """Records that are not void."""
        return self.filter(state=RecordState.VALID)

    def in_publicity(self) -> ServiceRecordQuerySet:
        """Valid records that are before the public today, disputed ones among them."""
        return self.valid().filter(counts_from__gt=clock.today())

    def counted(self, on: dt.date | None = None) -> ServiceRecordQuerySet:
        """Valid records whose publicity was over on that day (today), and that nobody objects to now."""
        past = Q(counts_from__isnull=True) | Q(counts_from__lte=on or clock.today())
        return self.valid().filter(past).exclude(objections__state=ObjectionState.OPEN)

    def delete(self) -> NoReturn:
        """Refuse: records are voided."""
        raise TypeError("service records are never deleted")


class ServiceRecord(models.Model):
    """One span of service of one volunteer; whole minutes computed by the server; void and reissue, never edit.

    `counts_from` is the first day on which it counts, after its publicity; none for records older than publicity.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="records")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="records")
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="records")
    source_kind = models.CharField(max_length=20)
    source_id = models.BigIntegerField()
    started_at = models.DateTimeField(_("from"))
    ended_at = models.DateTimeField(_("until"))
    minutes = models.PositiveIntegerField()
    grade = models.CharField(max_length=10, choices=Grade.choices)
    recipient = models.CharField(max_length=10, choices=Recipient.choices)
    content = models.CharField(_("content"), max_length=200)
    place = models.CharField(_("place"), max_length=200, blank=True)
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    counts_from = models.DateField(null=True)
    state = models.CharField(max_length=5, choices=RecordState.choices, default=RecordState.VALID)
    void_reason = models.CharField(max_length=200, blank=True)
    voided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="record_span"),
            models.CheckConstraint(
                condition=Q(state=RecordState.VALID, voided_at__isnull=True, void_reason="")
                | (Q(state=RecordState.VOID, voided_at__isnull=False) & ~Q(void_reason="")),
                name="record_void_whole",
            ),
            models.UniqueConstraint(
                fields=["source_id"],
                condition=Q(source_kind=RECORD_IMPORT_KIND, state=RecordState.VALID),
                name="record_import_once",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "-started_at"], name="record_volunteer"),
            models.Index(fields=["source_kind", "source_id"], name="record_source"),
            models.Index(fields=["counts_from"], name="record_counts_from"),
        ]

    @property
    def is_in_publicity(self) -> bool:
        """Whether it is before the public today."""
        day = self.counts_from
        return self.state == RecordState.VALID and day is not None and day > clock.today()

    @property
    def public_until(self) -> dt.date | None:
        """The last day of its publicity."""
        return self.counts_from - dt.timedelta(days=1) if self.counts_from else None

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: records are voided."""
        raise TypeError("service records are never deleted")
