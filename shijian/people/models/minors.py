"""Guardians, their papers, the children's notice, access to minors' data, compulsory reports, the yearly audit."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.models.records import AppendOnly
from shijian.people.enums.minors import (
    OPEN_ACCESS,
    AccessState,
    Agency,
    GuardianKind,
    HarmState,
    HarmStepKind,
)
from shijian.units.models import Unit

PERSON = "people.Person"


def own_or_ward(person_id: int | None, field: str = "") -> Q:
    """Filter for oneself and one's wards; `field` leads to the person, such as "volunteer__person"."""
    if person_id is None:
        return Q(pk__in=[])
    start, own = (f"{field}__", f"{field}_id") if field else ("", "pk")
    return Q(**{own: person_id}) | _ward(person_id, start)


def is_ward(person_id: int | None, field: str) -> Q:
    """Filter for one's wards; `field` leads to the person."""
    return Q(pk__in=[]) if person_id is None else _ward(person_id, f"{field}__" if field else "")


def _ward(person_id: int, start: str) -> Q:
    return Q(**{f"{start}guardian_id": person_id}) | Q(**{f"{start}second_guardian_id": person_id})


class Guardianship(models.Model):
    """Who answered for whom, from when until when, and by what proof; the last day is `ends_on`."""

    ward = models.ForeignKey(PERSON, models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    kind = models.CharField(_("why"), max_length=8, choices=GuardianKind.choices)
    evidence = models.CharField(_("proof"), max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    end_note = models.CharField(max_length=200, blank=True)
    noted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(ward=F("guardian")), name="guardianship_of_another"),
            models.CheckConstraint(condition=~Q(evidence=""), name="guardianship_proved"),
            models.UniqueConstraint(
                fields=["ward", "guardian"], condition=Q(ends_on__isnull=True), name="guardianship_once"
            ),
        ]


class ConsentPaper(models.Model):
    """The signed sheet of a consent: its photo, the notice that it refers to, and who compared it with whom."""

    consent = models.OneToOneField("people.Consent", models.PROTECT, related_name="paper")
    file_key = models.CharField(max_length=80, blank=True)
    notice = models.PositiveIntegerField(null=True, blank=True)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField()


class ChildNotice(AppendOnly):
    """A version of the rules for the data of children under 14; the latest one holds. Never changed."""

    version = models.PositiveIntegerField(unique=True)
    parts = models.JSONField(default=dict)
    contact_name = models.CharField(max_length=60)
    contact_phone = models.CharField(max_length=20)
    document_no = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(contact_name="") & ~Q(contact_phone="") & ~Q(document_no=""),
                name="child_notice_has_contact",
            )
        ]


class ChildRefusal(AppendOnly):
    """A guardian said no to the data of a child; holds no data of the child but its key in the register."""

    ward = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    refused_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    notice = models.PositiveIntegerField()
    at = models.DateTimeField()


class MinorAccessQuerySet(models.QuerySet["MinorAccess"]):
    """Reads of approvals."""

    def visible_to(self, actor: Actor) -> MinorAccessQuerySet:
        """Those one asked for, and those that one may decide."""
        own = Q(officer_id=actor.person_id) if actor.person_id else Q(pk__in=[])
        return self.filter(own | actor.within(Permission.STAFF_APPOINT, "unit_path"))

    def standing(self, day: dt.date) -> MinorAccessQuerySet:
        """Those that open something on `day`."""
        return self.filter(state__in=OPEN_ACCESS, until__gte=day)


class MinorAccess(models.Model):
    """One officer's leave to open the data of one minor, or of all minors of a unit, for a purpose, until a day."""

    officer = models.ForeignKey(PERSON, models.PROTECT, related_name="minor_accesses")
    minor = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    purpose = models.CharField(max_length=200)
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=AccessState.choices, default=AccessState.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    is_emergency = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    objects = MinorAccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("officer")), name="access_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AccessState.APPROVED, AccessState.REVIEWED])
                | Q(decided_by__isnull=False),
                name="access_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=list(OPEN_ACCESS)) | Q(until__isnull=False), name="access_ends"
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="access_has_purpose"),
        ]
        indexes = [models.Index(fields=["officer", "state", "until"], name="access_officer")]


class HarmReportQuerySet(models.QuerySet["HarmReport"]):
    """Reads of compulsory reports."""

    def visible_to(self, actor: Actor) -> HarmReportQuerySet:
        """Those of the handling line; reporters see only that theirs arrived (`queries.harm.mine`)."""
        return self.filter(actor.within(Permission.CHILD_PROTECT, "unit_path"))


class HarmReport(models.Model):
    """A suspicion that a minor is harmed (强制报告). The words are encrypted; only the line knows who reported."""

    state = models.CharField(max_length=6, choices=HarmState.choices, default=HarmState.NEW)
    reporter = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=40, editable=False, db_index=True)
    what = EncryptedTextField()
    who = EncryptedTextField(blank=True, default="")
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)

    objects = HarmReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=HarmState.NEW) | Q(told_at__isnull=False), name="harm_told_when_moved"
            ),
            models.CheckConstraint(
                condition=Q(state=HarmState.CLOSED) | Q(due_at__isnull=False),
                name="harm_open_has_deadline",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="harm_due")]


class HarmStep(AppendOnly):
    """What the handling line did about a report: when, to whom, with what outcome."""

    report = models.ForeignKey(HarmReport, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=6, choices=HarmStepKind.choices)
    agency = models.CharField(max_length=9, choices=Agency.choices, blank=True)
    words = EncryptedTextField(blank=True, default="")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=HarmStepKind.TELL) | ~Q(agency=""), name="harm_step_told_somebody"
            )
        ]


class MinorAudit(AppendOnly):
    """The closed yearly compliance audit of minors' data (未成年人网络保护条例 art. 37): figures as they stood."""

    year = models.PositiveSmallIntegerField(unique=True)
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+")
