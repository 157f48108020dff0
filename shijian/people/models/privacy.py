"""Notices, requests about one's own data, impact assessments, incidents."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.models import AppendOnly
from shijian.people.enums import (
    IncidentState,
    NoticeKind,
    RefusalGround,
    RequestKind,
    RequestState,
    Told,
)


class PrivacyNotice(AppendOnly):
    """One version of a notice in one language; a change is a new version.

    `renews` names the consents that are asked anew because of this version.
    """

    kind = models.CharField(max_length=12, choices=NoticeKind.choices, default=NoticeKind.GENERAL)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=10)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    valid_from = models.DateField()
    changes = models.CharField(max_length=300, blank=True)
    renews = models.JSONField(default=list)
    published_by_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version", "language"], name="notice_once"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(sha256=""), name="notice_whole"),
        ]
        indexes = [models.Index(fields=["kind", "-version"], name="notice_version")]


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Reads of requests."""

    def visible_to(self, actor: Actor) -> DataRequestQuerySet:
        """One's own and one's wards', and those of persons within reach of person:edit."""
        own = Q(pk__in=[])
        if actor.person_id:
            own = Q(person_id=actor.person_id) | Q(person__guardian_id=actor.person_id)
        return self.filter(own | actor.within(Permission.PERSON_EDIT, "person__unit_path"))

    def open(self) -> DataRequestQuerySet:
        """Those that wait."""
        return self.filter(state=RequestState.OPEN)


class DataRequest(models.Model):
    """What somebody wants done with his data, until when it must be answered, and what became of it.

    `wish` is the new data of a correction as JSON; `parts` are what shall be deleted.
    """

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="data_requests")
    kind = models.CharField(max_length=8, choices=RequestKind.choices)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    wish = EncryptedTextField(purpose="data request", blank=True, default="")
    parts = models.JSONField(default=list, blank=True)
    words = EncryptedTextField(purpose="data request", blank=True, default="")
    asked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    evidence = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=10, choices=RefusalGround.choices, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(state=RequestState.OPEN), name="data_request_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED) | (~Q(ground="") & ~Q(answer="")),
                name="data_request_refusal_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=RequestState.OPEN) | Q(decided_at__isnull=False),
                name="data_request_decided",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="data_request_due")]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state == RequestState.OPEN

    @property
    def for_staff(self) -> str:
        """What is asked for, as somebody else reads it."""
        return RequestKind(self.kind).for_staff

    @property
    def is_overdue(self) -> bool:
        """Whether the answer is late."""
        return self.is_open and self.due_at < clock.now()


class ImpactAssessment(AppendOnly):
    """What a handling of data does to people and how they are protected (PIPL 55, 56); kept three years at least."""

    title = models.CharField(_("what is assessed"), max_length=120)
    purposes = models.JSONField(default=list)
    causes = models.JSONField(default=list)
    necessity = models.TextField(max_length=2000)
    risks = models.TextField(max_length=2000)
    measures = models.TextField(max_length=2000)
    outcome = models.CharField(max_length=300)
    made_on = models.DateField()
    keep_until = models.DateField()
    document_no = models.CharField(max_length=80, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    made_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(keep_until__gt=F("made_on")), name="assessment_kept"),
            models.CheckConstraint(condition=~Q(risks="") & ~Q(measures=""), name="assessment_whole"),
        ]


class Incident(models.Model):
    """A leak, a loss or a misuse of personal data (PIPL 57); reported to the authority before `due_at`."""

    title = models.CharField(_("what happened"), max_length=120)
    state = models.CharField(max_length=8, choices=IncidentState.choices, default=IncidentState.OPEN)
    happened_at = models.DateTimeField(null=True, blank=True)
    noticed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kinds = models.CharField(max_length=200)
    cause = models.TextField(max_length=1000, blank=True)
    harm = models.TextField(max_length=1000, blank=True)
    remedy = models.TextField(max_length=2000, blank=True)
    persons = models.PositiveIntegerField(null=True, blank=True)
    has_minors = models.BooleanField(default=False)
    recorded_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_at__gt=F("noticed_at")), name="incident_due"),
            models.CheckConstraint(
                condition=~Q(state=IncidentState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(remedy="")),
                name="incident_closed_whole",
            ),
        ]

    @property
    def is_overdue(self) -> bool:
        """Whether the report to the authority is late."""
        return self.state == IncidentState.OPEN and self.due_at < clock.now()


class IncidentReport(AppendOnly):
    """Who was told of an incident, when and how."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="reports")
    told = models.CharField(max_length=10, choices=Told.choices)
    whom = models.CharField(max_length=120)
    how = models.CharField(max_length=300)
    at = models.DateTimeField()
    reported_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
