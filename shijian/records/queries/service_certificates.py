"""Reads of certificates of service: which unit certifies what, what waits, what is before the public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import own_or_ward
from shijian.records.enums import CERTIFICATE_REQUEST_KIND, CertificateRequestState
from shijian.records.models import Certificate, CertificateRequest, ServiceCertificate, ServiceRecord
from shijian.records.models.records import ServiceRecordQuerySet
from shijian.records.queries import certificates
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer


def issuer_for(unit: Unit) -> Unit:
    """The unit that certifies what `unit` recorded: itself, else the one that took it over, else the one above.

    民发〔2015〕149号: a successor or the superior unit issues for one that was merged or dissolved.
    """
    while unit.state in (UnitState.MERGED, UnitState.CLOSED):
        heir = unit.merged_into or unit.parent
        if heir is None:
            break
        unit = heir
    return unit


def issuers(volunteers: Iterable[Volunteer]) -> list[Unit]:
    """The units that may certify something of these volunteers today, by name."""
    rows = ServiceRecord.objects.counted().filter(volunteer__in=list(volunteers))
    recorded = Unit.objects.filter(pk__in=rows.values("unit_id")).select_related("merged_into", "parent")
    found = {each.pk: each for each in map(issuer_for, recorded)}
    return sorted(found.values(), key=lambda unit: (unit.name, unit.pk))


def records_for(volunteer: Volunteer, unit: Unit, start: dt.date, end: dt.date) -> ServiceRecordQuerySet:
    """What counts of what the unit, or one whose heir it is, recorded of the volunteer; days in the county's time."""
    own = ServiceRecord.objects.counted().filter(volunteer=volunteer)
    recorded = Unit.objects.filter(pk__in=own.values("unit_id")).select_related("merged_into", "parent")
    theirs = [each.pk for each in recorded if issuer_for(each).pk == unit.pk]
    return own.filter(started_at__date__range=(start, end), unit_id__in=theirs).order_by("started_at", "pk")


def records_of(request: CertificateRequest, *, locked: bool = False) -> list[ServiceRecord]:
    """What a certificate would rest on today; `locked`, nobody voids one of them until the transaction is over."""
    rows = records_for(request.volunteer, request.unit, request.starts_on, request.ends_on)
    return list(rows.select_for_update(of=("self",)) if locked else rows)


def with_people(rows: QuerySet[CertificateRequest]) -> QuerySet[CertificateRequest]:
    """Fetch what a list and a page show in one query."""
    return rows.select_related("unit", "volunteer__person", "asked_by", "handled_by", "decided_by")


def waiting(actor: Actor) -> QuerySet[CertificateRequest]:
    """What the actor may check, approve, or look at again because a record was voided; never his own."""
    state = CertificateRequestState
    own = own_or_ward(actor.person_id, "volunteer__person")
    part = Q(handled_by_id=actor.person_id) | own_or_ward(actor.person_id, "asked_by")
    check = Q(state=state.ASKED) & actor.within(Permission.SERVICE_RECORD, "unit_path")
    approves = actor.within(Permission.RECORD_VOID, "unit_path")
    approve = Q(state=state.CHECKED) & approves & ~part
    again = Q(state=state.ISSUED, flagged_at__isnull=False) & approves
    return with_people(CertificateRequest.objects.filter(check | approve | again).exclude(own))


def of_person(person_id: int) -> QuerySet[CertificateRequest]:
    """What a person asked for, or what was asked for him or a ward."""
    own = own_or_ward(person_id, "asked_by") | own_or_ward(person_id, "volunteer__person")
    return with_people(CertificateRequest.objects.filter(own))


def latest(request: CertificateRequest) -> Certificate | None:
    """The certificate that was issued last, revoked or not."""
    return certificates.of_sources(CERTIFICATE_REQUEST_KIND, [request.pk]).get(request.pk)


def resting_on(record: ServiceRecord) -> QuerySet[CertificateRequest]:
    """The requests whose certificate in force rests on a record."""
    papers = Certificate.objects.valid().filter(lines__record=record)
    return CertificateRequest.objects.filter(
        state=CertificateRequestState.ISSUED, certificates__certificate__in=papers
    )


def before_the_public(unit: Unit) -> QuerySet[ServiceCertificate]:
    """The certificates of a unit and below that are before the public, newest first."""
    rows = ServiceCertificate.objects.filter(
        paths.below("certificate__unit_path", unit.path), in_force_from__gt=clock.today(),
        certificate__revocation__isnull=True,
    )  # fmt: skip
    return rows.select_related("certificate__holder").order_by("-pk")
