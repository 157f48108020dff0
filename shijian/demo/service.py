"""The service itself: check-in, check-out, the hours with their evidence, and what is wrong with a few of them."""

from __future__ import annotations

import datetime as dt
from copy import copy
from typing import Any

from shijian.demo import words
from shijian.demo.plans import LAPSE_DAYS, UNBEGUN, UNENDED
from shijian.demo.publicity import counts_from
from shijian.demo.tale import Tale
from shijian.kernel.actor import Channel
from shijian.kernel.models import AuditEntry
from shijian.orders.enums import ORDER_KIND, AssignmentState, OrderState
from shijian.orders.models import Assignment
from shijian.people.models import Person
from shijian.records.enums import Grade, RecordState
from shijian.records.models import ServiceRecord
from shijian.records.queries import traces

S = OrderState
A = AssignmentState
GRADES = {Grade.MUTUAL: 42, Grade.SELF: 36, Grade.WITNESSED: 14, Grade.SITE: 8}
LATE_HOURS = 4


def serve(tale: Tale) -> None:
    """Go through the service as far as the plan says."""
    if tale.plan.ending == UNBEGUN:
        return
    check_in(tale, tale.plan.served)
    if tale.plan.ending not in (S.SERVING, UNENDED):
        check_out(tale)


def check_in(tale: Tale, at: dt.datetime) -> None:
    """Everybody comes, but now and then one."""
    tale.limit = tale.world.recipe.now - dt.timedelta(minutes=1)
    tale.go_to(at)
    people = tale.bound()
    if len(people) > 1 and tale.world.turn("no-show", 25):
        people[-1].state, people[-1].note = A.NO_SHOW, words.NO_SHOW
        tale.remark(
            "no-show", tale.world.officer(tale.order), extra={"who": people[-1].volunteer.person.name}
        )
    for row in tale.bound():
        row.state, row.checked_in_at = A.SERVING, tale.at + dt.timedelta(minutes=tale.rng.randint(0, 6))
        row.checked_in_at = min(row.checked_in_at, tale.limit)
        row.checked_in_by = row.volunteer.person
        tale.deed("service.check-in", row, row.volunteer.person)
    tale.move("start", S.SERVING, tale.bound()[0].volunteer.person)
    order = tale.order
    order.due_at = max(order.wished_until, tale.at + dt.timedelta(minutes=order.minutes)) + dt.timedelta(
        hours=LATE_HOURS
    )


def check_out(tale: Tale) -> None:
    """Everybody leaves; the hours are recorded."""
    order, rng = tale.order, tale.rng
    length = max(order.minutes * rng.uniform(0.8, 1.15), 15)
    tale.go_to(tale.at + dt.timedelta(minutes=length))
    for row in tale.bound():
        _leave(tale, row)
    order.finished_at = tale.at
    order.due_at = tale.at + dt.timedelta(days=LAPSE_DAYS)
    tale.move("finish", S.RATING, tale.bound()[0].volunteer.person)


def _leave(tale: Tale, row: Assignment) -> None:
    person = row.volunteer.person
    grade = _grade(tale)
    by = _enterer(tale, grade, person)
    soonest = (row.checked_in_at or tale.at) + dt.timedelta(minutes=10)
    row.state, row.checked_out_at = A.DONE, max(tale.at, soonest)
    row.checked_in_by = row.checked_out_by = by
    row.confirmed_by = tale.order.recipient if grade == Grade.MUTUAL else None
    tale.deed("service.check-out", row, by, for_id=person.pk)
    row.record = _record(tale, row, grade, by)
    tale.records.append(row.record)
    if not tale.is_open and tale.world.turn("void", 150):
        _void(tale, row.record)


def _grade(tale: Tale) -> Grade:
    """How well the hours are proved; the hours of today cannot be late yet."""
    if not tale.is_open and tale.world.turn("late", 60):
        return Grade.LATE
    return tale.rng.choices(list(GRADES), list(GRADES.values()))[0]


def _enterer(tale: Tale, grade: Grade, person: Person) -> Person:
    """Who entered the times: the volunteer himself, the leader, the station after the day."""
    if grade == Grade.LATE:
        return tale.world.officer(tale.order)
    return _witness(tale, person) if grade == Grade.WITNESSED else person


def _witness(tale: Tale, person: Person) -> Person:
    """A second person: the leader, or the station for the leader's own service."""
    team = tale.order.team
    leader = tale.world.leader(team) if team is not None else person
    return leader if leader.pk != person.pk else tale.world.officer(tale.order)


def _record(tale: Tale, row: Assignment, grade: Grade, recorder: Person) -> ServiceRecord:
    order, start, end = tale.order, row.checked_in_at or tale.at, row.checked_out_at or tale.at
    late = dt.timedelta(days=tale.rng.randint(1, 3)) if grade == Grade.LATE else dt.timedelta()
    return ServiceRecord(
        volunteer=row.volunteer,
        unit=order.unit,
        unit_path=order.unit_path,
        team=order.team,
        source_kind=ORDER_KIND,
        started_at=start,
        ended_at=end,
        minutes=int((end - start).total_seconds() // 60),
        grade=grade,
        recipient=order.recipient_kind,
        content=order.title,
        place=tale.world.units[order.unit_id].name,
        responsible=recorder,
        recorder=recorder,
        recorded_at=end + late,
        counts_from=counts_from(end + late),
    )


def _void(tale: Tale, record: ServiceRecord) -> None:
    """The hours were wrong: void, and every second time written anew."""
    record.state, record.void_reason = RecordState.VOID, words.VOID
    record.voided_by = tale.world.dispatcher(tale.order)
    record.voided_at = min(record.recorded_at + dt.timedelta(days=2), tale.limit)
    if not tale.world.turn("reissue", 2):
        return
    again = copy(record)
    again.state, again.void_reason, again.voided_by, again.voided_at = RecordState.VALID, "", None, None
    again.minutes = max(record.minutes - 10, 5)
    again.ended_at = record.started_at + dt.timedelta(minutes=again.minutes)
    again.grade, again.recorder, again.recorded_at = Grade.WITNESSED, record.voided_by, record.voided_at
    again.replaces, again.counts_from = record, counts_from(record.voided_at)
    tale.reissued.append(again)


def record_audits(record: ServiceRecord, digest: str) -> list[AuditEntry]:
    """What the trail says of a record; the digest is that of the row as it was written."""
    changes = {"minutes": [None, record.minutes], **traces.between(None, digest)}
    deeds = [_audit(record, "record.create", record.recorder, record.recorded_at, changes)]
    if record.voided_at is not None:
        changes = {"state": ["valid", "void"], **traces.between(digest, digest)}
        deeds.append(_audit(record, "record.void", record.voided_by, record.voided_at, changes))
    return deeds


def _audit(
    record: ServiceRecord, action: str, who: Person | None, at: dt.datetime, changes: dict[str, Any]
) -> AuditEntry:
    return AuditEntry(
        at=at,
        actor_person_id=who.pk if who else None,
        actor_name=who.name if who else "",
        for_person_id=record.volunteer.person_id,
        action=action,
        object_kind="records.servicerecord",
        object_id=record.pk,
        unit_path=record.unit_path,
        changes=changes,
        channel=Channel.WEB,
    )
