"""Writes of service records: record, void, reissue. The only place where minutes are computed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.records import policies, rules
from shijian.records.enums import Grade, RecordState
from shijian.records.models import ServiceRecord
from shijian.records.operations.certificate_requests import flag_certificates
from shijian.records.operations.objection_ends import settle_open
from shijian.records.operations.signals_now import look_soon
from shijian.records.queries import traces
from shijian.units.models import Unit
from shijian.volunteers.models import Team, Volunteer


class Overlap(Conflict):
    """The volunteer already has a record in this span."""

    code = "record-overlap"
    message = gettext_lazy("This volunteer already has a service record in that time.")


@operation
def record_service(
    volunteer: Volunteer,
    *,
    actor: Actor,
    unit: Unit,
    source_kind: str,
    source_id: int,
    started_at: dt.datetime,
    ended_at: dt.datetime,
    grade: Grade,
    recipient: str,
    content: str,
    team: Team | None = None,
    place: str = "",
    responsible_id: int | None = None,
    replaces: ServiceRecord | None = None,
) -> ServiceRecord:
    """Record one span of service; whole minutes, rounded down, from the server's times. It counts after its publicity.

    The caller has checked who may record. Raises `Invalid` (span, day limit), `Overlap`.
    """
    lock(Volunteer.objects.all(), pk=volunteer.pk)
    minutes = int((ended_at - started_at).total_seconds() // 60)
    check_span(volunteer, started_at, ended_at, minutes)
    facts = {
        "unit": unit,
        "unit_path": unit.path,
        "team": team,
        "source_kind": source_kind,
        "source_id": source_id,
    }
    times = {"started_at": started_at, "ended_at": ended_at, "minutes": minutes, "grade": grade}
    words = {"recipient": recipient, "content": content, "place": place, "responsible_id": responsible_id}
    record = _insert(volunteer, actor, {**facts, **times, **words, "replaces": replaces})
    changes = {"minutes": [None, minutes], **traces.made(record)}
    audit.record("record.create", record, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    look_soon(record)
    return record


def counts_from() -> dt.date:
    """The day from which a record of today counts: the one after its working days before the public."""
    today = clock.today()
    days = policy.get(policies.PUBLICITY_DAYS, on=today)
    return clock.add_working_days(today, days) + dt.timedelta(days=1) if days else today


def _insert(volunteer: Volunteer, actor: Actor, facts: dict[str, Any]) -> ServiceRecord:
    try:
        with transaction.atomic():
            return ServiceRecord.objects.create(
                volunteer=volunteer,
                recorder_id=actor.person_id,
                recorded_at=clock.now(),
                counts_from=counts_from(),
                **facts,
            )
    except IntegrityError as error:
        if "overlap" in str(error):
            raise Overlap from None
        raise


def check_span(volunteer: Volunteer, start: dt.datetime, end: dt.datetime, minutes: int) -> None:
    """Refuse a span that cannot be, overlaps or goes past the limit of a day: `Invalid`, `Overlap`."""
    if end <= start:
        raise Invalid(
            _("The service ends before it starts."), fields={"ended_at": _("Must be after the start.")}
        )
    if end > clock.now() + dt.timedelta(minutes=1):
        raise Invalid(_("A service cannot be recorded before it has ended."))
    spans = ServiceRecord.objects.valid().filter(volunteer=volunteer, started_at__lt=end, ended_at__gt=start)
    if spans.exists():
        raise Overlap
    limit = policy.get("hours.max_per_day_block", on=clock.local(start).date()) * 60
    if minutes + _minutes_of_day(volunteer, start) > limit:
        raise Invalid(
            _("More than %(hours)s hours of service in one day cannot be recorded.") % {"hours": limit // 60}
        )


def _minutes_of_day(volunteer: Volunteer, moment: dt.datetime) -> int:
    midnight = clock.local(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = ServiceRecord.objects.valid().filter(
        volunteer=volunteer, started_at__gte=midnight, started_at__lt=midnight + dt.timedelta(days=1)
    )
    return sum(rows.values_list("minutes", flat=True))


@operation
def void_record(record: ServiceRecord, *, reason: str, actor: Actor) -> ServiceRecord:
    """Void `record` with a reason, as a second person. Raises `NotAllowed`, `WrongState`, `Invalid`."""
    record = lock(ServiceRecord.objects.select_related("volunteer__person"), pk=record.pk)
    if record.state == RecordState.VOID:
        raise WrongState(_("This record is void already."))
    duties.demand("record.void", record, actor=actor)
    if not rules.can_void(actor, record):
        raise NotAllowed(_("A record is voided by a second person of the unit above, not by those involved."))
    if not reason.strip():
        raise Invalid(fields={"reason": _("Say why the record is void.")})
    before = traces.stored(record)
    record.state, record.void_reason = RecordState.VOID, reason.strip()[:200]
    record.voided_by_id, record.voided_at = actor.person_id, clock.now()
    record.save(update_fields=["state", "void_reason", "voided_by", "voided_at"])
    person_id, changes = (
        record.volunteer.person_id,
        {"state": ["valid", "void"], **traces.since(before, record)},
    )
    audit.record("record.void", record, actor=actor, for_person_id=person_id, changes=changes)
    _tell(record, actor)
    settle_open(record)
    flag_certificates(record, actor=actor)
    return record


@operation
def reissue_record(
    record: ServiceRecord, *, started_at: dt.datetime, ended_at: dt.datetime, reason: str, actor: Actor
) -> ServiceRecord:
    """Void `record` and write it anew with the right times. A corrected span is at best `witnessed`."""
    duties.demand("record.reissue", record, actor=actor)
    void_record(record, reason=reason, actor=actor)
    weaker = record.grade if record.grade in (Grade.LATE, Grade.IMPORTED) else Grade.WITNESSED
    return record_service(
        record.volunteer,
        actor=actor,
        unit=record.unit,
        team=record.team,
        source_kind=record.source_kind,
        source_id=record.source_id,
        started_at=started_at,
        ended_at=ended_at,
        grade=Grade(weaker),
        recipient=record.recipient,
        content=record.content,
        place=record.place,
        responsible_id=record.responsible_id,
        replaces=record,
    )


def _tell(record: ServiceRecord, actor: Actor) -> None:
    people.notify(
        record.volunteer.person_id,
        key=f"record-void:{record.pk}",
        text=_("A service record of %(minutes)s minutes was voided: %(reason)s")
        % {"minutes": record.minutes, "reason": record.void_reason},
        url=f"/records/{record.pk}/",
        actor=actor,
    )
