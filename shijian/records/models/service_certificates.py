"""Certificates of voluntary service: who asks for one, what it says, and the records on which it rests."""

from __future__ import annotations

from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.attestations import Fact
from shijian.kernel.fields import EncryptedTextField
from shijian.kernel.models.records import AppendOnly
from shijian.people.models import Person, own_or_ward
from shijian.records.enums import CertificateRequestState, Grade
from shijian.records.models.certificates import Certificate
from shijian.records.models.records import ServiceRecord
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

OPEN = (CertificateRequestState.ASKED, CertificateRequestState.CHECKED)


class CertificateRequestQuerySet(models.QuerySet["CertificateRequest"]):
    """Reads of requests."""

    def visible_to(self, actor: Actor) -> CertificateRequestQuerySet:
        """Those that oneself or a ward asked for or is named by, and those of units within reach of service:record."""
        own = own_or_ward(actor.person_id, "asked_by") | own_or_ward(actor.person_id, "volunteer__person")
        return self.filter(own | actor.within(Permission.SERVICE_RECORD, "unit_path"))

    def open(self) -> CertificateRequestQuerySet:
        """Those that are not decided."""
        return self.filter(state__in=OPEN)


class CertificateRequest(models.Model):
    """Somebody asks a unit to certify what a volunteer did for it in a period.

    `handled_by` checked it (经办人), `decided_by` approved or refused (负责人): two persons. `minutes` and the keys
    in `checked_records` are what the check found. `flagged_at`: a record of the certificate was voided, so that
    somebody must look at it again.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="certificate_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="certificate_requests")
    unit_path = models.CharField(max_length=40, editable=False)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    purpose = EncryptedTextField(purpose="certificate-request.purpose", blank=True, default="")
    with_list = models.BooleanField(default=True)
    whole_document = models.BooleanField(default=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    state = models.CharField(
        max_length=9, choices=CertificateRequestState.choices, default=CertificateRequestState.ASKED
    )
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    handled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    minutes = models.PositiveIntegerField(null=True)
    checked_records = models.JSONField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(purpose="certificate-request.answer", blank=True, default="")
    flagged_at = models.DateTimeField(null=True)

    objects = CertificateRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="certificate_request_period"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("issued", "revoked"))
                | Q(handled_by__isnull=False, decided_by__isnull=False, over_at__isnull=False),
                name="certificate_request_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("issued", "revoked")) | ~Q(handled_by=F("decided_by")),
                name="certificate_request_second_person",
            ),
        ]
        indexes = [models.Index(fields=["unit_path", "state"], name="certificate_request_unit")]

    def __str__(self) -> str:
        return f"{self.unit.name} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        """Whether it waits for a check or an approval."""
        return self.state in OPEN

    @property
    def is_late(self) -> bool:
        """Whether it is open and its deadline is over."""
        return self.is_open and self.due_at < clock.now()


class ServiceCertificate(AppendOnly):
    """What a certificate of service says: the period, whole minutes, who checked and approved, from when it holds."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="service")
    request = models.ForeignKey(CertificateRequest, models.PROTECT, related_name="certificates")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    minutes = models.PositiveIntegerField()
    in_force_from = models.DateField()
    with_list = models.BooleanField()
    handler = models.CharField(max_length=60)
    approver = models.CharField(max_length=60)
    contact = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), minutes__gt=0),
                name="service_certificate_says_something",
            )
        ]

    @cached_property
    def records(self) -> list[ServiceRecord]:
        """The records on which it rests, oldest first."""
        rows = ServiceRecord.objects.filter(certificate_lines__certificate_id=self.certificate_id)
        return list(rows.order_by("started_at", "pk"))

    @property
    def by_grade(self) -> list[tuple[Grade, int]]:
        """The minutes of each grade of evidence that occurs, strongest first; together the minutes."""
        totals = {grade: sum(row.minutes for row in self.records if row.grade == grade) for grade in Grade}
        return [(grade, minutes) for grade, minutes in totals.items() if minutes]

    @property
    def is_in_publicity(self) -> bool:
        """Whether it is still before the public."""
        return self.in_force_from > clock.today()

    @property
    def facts(self) -> dict[str, Fact]:
        """What is signed beside the facts of every certificate."""
        return {
            "from": self.starts_on.isoformat(), "until": self.ends_on.isoformat(), "minutes": self.minutes,
            "services": len(self.records), "in_force_from": self.in_force_from.isoformat(), "handler": self.handler,
            "approver": self.approver, "contact": self.contact,
            "grades": [f"{grade.value} {minutes}" for grade, minutes in self.by_grade],
            "list": [_line(row) for row in self.records] if self.with_list else [],
        }  # fmt: skip


class CertificateLine(AppendOnly):
    """A record on which a certificate of service rests."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="lines")
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="certificate_lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "record"], name="certificate_line_once")
        ]


def _line(row: ServiceRecord) -> str:
    day = clock.local(row.started_at).date().isoformat()
    return "|".join((day, str(row.minutes), row.grade, row.recipient, row.content, row.place))
