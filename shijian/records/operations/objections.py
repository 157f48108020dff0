"""Objections to service records: make, uphold with a void or a record anew, reject, take back, remind."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people.models import Person
from shijian.records import policies, rules
from shijian.records.enums import ObjectionGround
from shijian.records.models import RecordObjection, ServiceRecord
from shijian.records.operations import late
from shijian.records.operations import objection_telling as telling
from shijian.records.operations.objection_ends import end
from shijian.records.operations.records import reissue_record, void_record
from shijian.records.queries import traces

LONGEST = 1000


@operation
def object_to_record(record: ServiceRecord, *, ground: str, words: str, actor: Actor) -> RecordObjection:
    """Say that a record is wrong: anybody logged in during its publicity, the one who served at any time.

    Until it is decided the record does not count. Raises `OutOfReach`, `Invalid` by field, `Conflict` when one of the
    same person is open.
    """
    record = lock(ServiceRecord.objects.select_related("volunteer__person"), pk=record.pk)
    if not rules.can_object(actor, record):
        raise OutOfReach
    if ground not in ObjectionGround.values:
        raise Invalid(fields={"ground": _("Choose from the list.")})
    _need(words, "words", _("Say in a few words what is wrong."))
    _check_open_ones(record, actor)
    now = clock.now()
    objection = RecordObjection.objects.create(
        record=record,
        by_id=actor.person_id or 0,
        ground=ground,
        words=words.strip()[:LONGEST],
        channel=actor.channel,
        created_at=now,
        due_at=clock.add_working_days(now, policy.get(policies.OBJECTION_DAYS)),
    )
    audit.record(
        "objection.make",
        objection,
        actor=actor,
        for_person_id=record.volunteer.person_id,
        changes={"ground": [None, ground], **traces.made(objection)},
    )
    telling.tell_made(objection, actor=actor)
    return objection


@operation
def uphold_objection(
    objection: RecordObjection,
    *,
    answer: str,
    actor: Actor,
    started_at: dt.datetime | None = None,
    ended_at: dt.datetime | None = None,
) -> RecordObjection:
    """Agree, as a second person: the record is voided, or written anew where the right times are given.

    Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid` by field; then everything stays as it was.
    """
    objection = _opened(objection, actor)
    duties.demand("objection.uphold", objection, actor=actor)
    _need(answer, "answer", _("Write what was found. Who objected and who served read it."))
    if (started_at is None) != (ended_at is None):
        raise Invalid(fields={"ended_at": _("Give both times, or none of them.")})
    reason = answer.strip()[:200]
    record = objection.record
    end(objection, "uphold", answer=answer.strip()[:LONGEST], actor=actor)
    if started_at is None or ended_at is None:
        void_record(record, reason=reason, actor=actor)
    else:
        reissue_record(record, started_at=started_at, ended_at=ended_at, reason=reason, actor=actor)
    return objection


@operation
def reject_objection(objection: RecordObjection, *, answer: str, actor: Actor) -> RecordObjection:
    """Disagree with a reason, as a second person. Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid`."""
    objection = _opened(objection, actor)
    duties.demand("objection.reject", objection, actor=actor)
    _need(answer, "answer", _("Write what was found. Who objected and who served read it."))
    return end(objection, "reject", answer=answer.strip()[:LONGEST], actor=actor)


@operation
def withdraw_objection(objection: RecordObjection, *, actor: Actor) -> RecordObjection:
    """Take it back, as the one who made it. Raises `NotAllowed`, `WrongState`."""
    objection = _opened(objection, actor)
    return end(objection, "withdraw", answer="", actor=actor)


@operation
def remind_of_objection(objection: RecordObjection, *, actor: Actor = SYSTEM) -> bool:
    """Remind once of one that is late; whether it did. Only the clock does this. Raises `NotAllowed`."""
    late.only_the_clock(actor)
    return late.remind(_locked(objection), "objection.remind", telling.tell_deciders, actor)


def sweep() -> None:
    """For the scheduler: each late objection in a transaction of its own."""
    late.sweep(RecordObjection.objects.open(), remind_of_objection, "objections")


def move_objections(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, the objections follow. In the caller's transaction."""
    rows = RecordObjection.objects.filter(by=old)
    twice = RecordObjection.objects.open().filter(by=kept).values("record_id")
    if rows.open().filter(record_id__in=twice).exists():
        raise Conflict(_("Both entries object to the same service record. One of them takes it back first."))
    return {"objections": rows.update(by=kept)}


def _check_open_ones(record: ServiceRecord, actor: Actor) -> None:
    """One of each person to a record, and not so many that one person holds up the hours of a county."""
    mine = RecordObjection.objects.open().filter(by_id=actor.person_id)
    if mine.filter(record=record).exists():
        raise Conflict(_("You object to this record already. It waits for a decision."))
    most = policy.get(policies.OBJECTIONS_MOST)
    if mine.count() >= most:
        text = _("%(most)s of your objections wait for a decision. Please wait for one of them first.")
        raise Conflict(text % {"most": most})


def _locked(objection: RecordObjection) -> RecordObjection:
    """The record is locked first, as everywhere, so that two never wait for each other."""
    lock(ServiceRecord.objects.all(), pk=objection.record_id)
    rows = RecordObjection.objects.select_related("by", "record__volunteer__person", "record__unit")
    return lock(rows, pk=objection.pk)


def _opened(objection: RecordObjection, actor: Actor) -> RecordObjection:
    objection = _locked(objection)
    if not rules.can_see_objection(actor, objection):
        raise OutOfReach
    return objection


def _need(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise Invalid(fields={field: sentence})
