"""Certificates of service: ask, check, approve (which issues), refuse, take back, revoke, replace, flag."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.records import policies
from shijian.records import rules_certificates as rules
from shijian.records.flow import CERTIFICATE_FLOW
from shijian.records.models import CertificateRequest, ServiceRecord
from shijian.records.operations import certificate_telling as telling
from shijian.records.operations.service_papers import issue, revoke
from shijian.records.queries import service_certificates as reads
from shijian.records.queries import traces
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

LONGEST, PURPOSE = 1000, 60


@operation
def ask_certificate(
    volunteer: Volunteer,
    *,
    unit: Unit,
    starts_on: dt.date,
    ends_on: dt.date,
    actor: Actor,
    purpose: str = "",
    with_list: bool = True,
    whole_document: bool = False,
) -> CertificateRequest:
    """Ask a unit to certify what it recorded of a volunteer from a day to a day (谁组织谁记录谁证明).

    Raises `OutOfReach`, `Invalid` where the unit recorded nothing that counts, `Conflict` while one is open there.
    """
    volunteer = lock(Volunteer.objects.select_related("person"), pk=volunteer.pk)
    if not rules.can_ask(actor, volunteer):
        raise OutOfReach
    if ends_on < starts_on or ends_on > clock.today():
        raise Invalid(fields={"ends_on": _("The period ends today at the latest, and after it began.")})
    if not reads.records_for(volunteer, unit, starts_on, ends_on).exists():
        text = _("This unit recorded nothing in that time that counts already. Choose another unit or time.")
        raise Invalid(fields={"unit": text})
    now = clock.now()
    row = CertificateRequest(
        volunteer=volunteer, unit=unit, unit_path=unit.path, starts_on=starts_on, ends_on=ends_on,
        purpose=purpose.strip()[:PURPOSE], with_list=with_list, whole_document=whole_document,
        asked_by_id=actor.person_id or 0, channel=actor.channel, created_at=now,
        due_at=clock.add_working_days(now, policy.get(policies.CERTIFICATE_DECIDE_DAYS)),
    )  # fmt: skip
    _demand_one(row)
    row.save()
    person_id = volunteer.person_id
    audit.record(
        "certificate-request.ask", row, actor=actor, for_person_id=person_id, changes=traces.made(row)
    )
    telling.tell_unit(row, key="asked")
    return row


@operation
def check_certificate_request(request: CertificateRequest, *, actor: Actor) -> CertificateRequest:
    """Say as 经办人 that the records bear it out; what they come to is kept.

    Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Conflict` where nothing counts.
    """
    request = _opened(request, actor)
    duties.demand("certificate-request.check", request, actor=actor)
    records = reads.records_of(request)
    minutes = sum(record.minutes for record in records)
    before = _standing(request)
    if request.is_open and rules.can_check(actor, request):
        if not minutes:
            raise Conflict(_("Nothing that counts is left in this time. Refuse it and say why."))
        request.handled_by_id, request.minutes, request.checked_records = (
            actor.person_id,
            minutes,
            _keys(records),
        )
        request.save(update_fields=["handled_by", "minutes", "checked_records"])
    CERTIFICATE_FLOW.advance(request, "check", actor=actor)
    _noted(request, "check", before, actor)
    telling.tell_unit(request, key=f"checked:{request.certificates.count()}:{minutes}")
    return request


@operation
def approve_certificate_request(request: CertificateRequest, *, actor: Actor) -> CertificateRequest:
    """Approve as 负责人: the certificate is issued under the next number and goes before the public.

    Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Conflict` where the records changed since they were checked.
    """
    request = _opened(request, actor)
    duties.demand("certificate-request.approve", request, actor=actor)
    before = _standing(request)
    if CERTIFICATE_FLOW.can(request, "approve", actor=actor):
        records = reads.records_of(request, locked=True)
        if _keys(records) != request.checked_records:
            raise Conflict(_("The records changed since they were checked. Have them checked again."))
        request.decided_by_id, request.over_at, request.flagged_at = actor.person_id, clock.now(), None
        request.save(update_fields=["decided_by", "over_at", "flagged_at"])
        issue(request, records, actor=actor)
    CERTIFICATE_FLOW.advance(request, "approve", actor=actor)
    _ended(request, "approve", before, actor)
    return request


@operation
def refuse_certificate_request(
    request: CertificateRequest, *, answer: str, actor: Actor
) -> CertificateRequest:
    """Refuse with a reason that those concerned read. Raises `NotAllowed`, `WrongState`, `Invalid`."""
    request = _opened(request, actor)
    if not answer.strip():
        raise Invalid(fields={"answer": _("Say why. Who asked and the volunteer read it.")})
    before = _standing(request)
    if CERTIFICATE_FLOW.can(request, "refuse", actor=actor):
        request.decided_by_id, request.over_at = actor.person_id, clock.now()
        request.answer = answer.strip()[:LONGEST]
        request.save(update_fields=["decided_by", "over_at", "answer"])
    CERTIFICATE_FLOW.advance(request, "refuse", actor=actor)
    _ended(request, "refuse", before, actor)
    return request


@operation
def withdraw_certificate_request(request: CertificateRequest, *, actor: Actor) -> CertificateRequest:
    """Take a wish back, as whoever asked or gains by it. Raises `NotAllowed`, `WrongState`."""
    request = _opened(request, actor)
    before = _standing(request)
    if request.is_open:
        request.over_at = clock.now()
        request.save(update_fields=["over_at"])
    CERTIFICATE_FLOW.advance(request, "withdraw", actor=actor)
    _ended(request, "withdraw", before, actor)
    return request


@operation
def revoke_service_certificate(
    request: CertificateRequest, *, answer: str, actor: Actor
) -> CertificateRequest:
    """Revoke what was issued, with a reason that those concerned read. Raises `NotAllowed`, `WrongState`, `Invalid`."""
    return _take_away(request, "revoke", answer, actor)


@operation
def replace_service_certificate(
    request: CertificateRequest, *, answer: str, actor: Actor
) -> CertificateRequest:
    """Revoke what was issued and take the wish up anew: it is checked and approved again, under a new number.

    Raises `NotAllowed`, `WrongState`, `Invalid`, `Conflict` where nothing is left to certify or another is open.
    """
    return _take_away(request, "replace", answer, actor)


@operation
def flag_certificates(record: ServiceRecord, *, actor: Actor) -> int:
    """Put certificates in force that rest on a record before the officers again; how many. The caller voided it."""
    rows = list(reads.resting_on(record).filter(flagged_at__isnull=True).order_by("pk"))
    for row in rows:
        before = traces.stored(row)
        row.flagged_at = clock.now()
        row.due_at = clock.add_working_days(row.flagged_at, policy.get(policies.CERTIFICATE_DECIDE_DAYS))
        row.save(update_fields=["flagged_at", "due_at"])
        person_id, changes = record.volunteer.person_id, traces.since(before, row)
        audit.record("certificate-request.flag", row, actor=actor, for_person_id=person_id, changes=changes)
    return len(rows)


def _take_away(request: CertificateRequest, move: str, answer: str, actor: Actor) -> CertificateRequest:
    request = _opened(request, actor)
    if not answer.strip():
        raise Invalid(fields={"answer": _("Say why. Who asked and the volunteer read it.")})
    before = _standing(request)
    CERTIFICATE_FLOW.advance(request, move, actor=actor)
    revoke(request, reason=answer, actor=actor)
    request.flagged_at, request.answer = None, answer.strip()[:LONGEST]
    if move == "replace":
        _begin_again(request)
    request.save()
    _ended(request, move, before, actor)
    if move == "replace":
        telling.tell_unit(request, key=f"asked:{request.certificates.count()}")
    return request


def _begin_again(request: CertificateRequest) -> None:
    """An heir of the unit goes on with it."""
    request.unit = reads.issuer_for(request.unit)
    request.unit_path = request.unit.path
    _demand_one(request)
    if not reads.records_of(request):
        raise Conflict(_("Nothing that counts is left in this time. Revoke it instead."))
    request.due_at = clock.add_working_days(clock.now(), policy.get(policies.CERTIFICATE_DECIDE_DAYS))
    request.handled_by = request.decided_by = request.minutes = request.checked_records = request.over_at = (
        None
    )


def _demand_one(row: CertificateRequest) -> None:
    """One open wish of a volunteer at a unit; whoever comes here holds the lock of the volunteer."""
    others = CertificateRequest.objects.open().filter(volunteer=row.volunteer, unit=row.unit)
    if others.exclude(pk=row.pk).exists():
        raise Conflict(_("A certificate of this unit is asked for already. It waits for a decision."))


def _keys(records: list[ServiceRecord]) -> list[int]:
    return sorted(record.pk for record in records)


def _standing(request: CertificateRequest) -> tuple[str, str]:
    return request.state, traces.stored(request)


def _noted(request: CertificateRequest, move: str, before: tuple[str, str], actor: Actor) -> None:
    state, digest = before
    changes = {"state": [state, request.state], **traces.since(digest, request)}
    person_id = request.volunteer.person_id
    audit.record(
        f"certificate-request.{move}", request, actor=actor, for_person_id=person_id, changes=changes
    )


def _ended(request: CertificateRequest, move: str, before: tuple[str, str], actor: Actor) -> None:
    _noted(request, move, before, actor)
    telling.tell_end(request, key=f"{move}:{request.certificates.count()}", actor=actor)


def _opened(request: CertificateRequest, actor: Actor) -> CertificateRequest:
    """The volunteer is locked first, as by records, so that two never wait for each other."""
    if not rules.can_see(actor, request):
        raise OutOfReach
    lock(Volunteer.objects.all(), pk=request.volunteer_id)
    row = lock(reads.with_people(CertificateRequest.objects.all()), pk=request.pk)
    if not rules.can_see(actor, row):
        raise NotAllowed
    return row
