"""Wishes for missing records: ask, approve (which records), refuse, take back, remind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, policy, sameness
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.people.models import Person
from shijian.records import policies
from shijian.records import rules_topups as rules
from shijian.records.enums import TOP_UP_KIND, Grade, Recipient
from shijian.records.flow import TOP_UP_FLOW
from shijian.records.models import TopUp
from shijian.records.operations import ending, late
from shijian.records.operations import top_up_telling as telling
from shijian.records.operations.records import check_span, record_service
from shijian.records.queries import lines, topups, traces
from shijian.units.models import Unit
from shijian.volunteers.models import Team, Volunteer

LONGEST = 1000


@operation
def ask_top_up(
    volunteer: Volunteer,
    *,
    started_at: dt.datetime,
    ended_at: dt.datetime,
    place: str,
    content: str,
    recipient: str,
    reason: str,
    proof: sameness.Proof,
    actor: Actor,
    team: Team | None = None,
) -> TopUp:
    """Ask to record a service late, with a photo; the server computes the minutes.

    Raises `OutOfReach`, `Invalid` by field (also past `hours.topup_days`), `Overlap`, `SamePhoto`, `Conflict`.
    """
    volunteer = lock(Volunteer.objects.select_related("person", "unit"), pk=volunteer.pk)
    if not rules.can_ask(actor, volunteer, team):
        raise OutOfReach
    if team is not None and not team.members.current().filter(volunteer=volunteer).exists():
        raise Invalid(fields={"team": _("This volunteer does not belong to the team.")})
    words = _words(place=place, content=content, reason=reason)
    if recipient not in Recipient.values:
        raise Invalid(fields={"recipient": _("Choose from the list.")})
    _check_times(volunteer, started_at, ended_at)
    sameness.claim(proof.digest)
    unit = team.unit if team is not None else volunteer.unit
    top_up = _create(
        volunteer, unit, actor, team=team, started_at=started_at, ended_at=ended_at, recipient=recipient,
        file_key=proof.file_key, digest=proof.digest, **words,
    )  # fmt: skip
    changes = {"minutes": [None, top_up.minutes], **traces.made(top_up)}
    audit.record("top-up.ask", top_up, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    telling.tell_deciders(top_up, key="asked")
    return top_up


@operation
def approve_top_up(top_up: TopUp, *, actor: Actor, answer: str = "") -> TopUp:
    """Approve as a second person above: the record is made now, of grade `late`, and goes before the public.

    Raises `OwnEntry`, `NotAllowed`, `WrongState`; `Overlap` and `Invalid` where the span is taken meanwhile.
    """
    top_up = _opened(top_up, actor)
    duties.demand("top-up.approve", top_up, actor=actor)
    if top_up.is_open and rules.can_decide(actor, top_up):
        top_up.record = record_service(
            top_up.volunteer, actor=actor, unit=top_up.unit, team=top_up.team, source_kind=TOP_UP_KIND,
            source_id=top_up.pk, started_at=top_up.started_at, ended_at=top_up.ended_at, grade=Grade.LATE,
            recipient=top_up.recipient, content=top_up.content, place=top_up.place, responsible_id=top_up.asked_by_id,
        )  # fmt: skip
    return _end(top_up, "approve", answer=answer, actor=actor)


@operation
def refuse_top_up(top_up: TopUp, *, answer: str, actor: Actor) -> TopUp:
    """Refuse with a reason, as a second person above. Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid`."""
    top_up = _opened(top_up, actor)
    duties.demand("top-up.refuse", top_up, actor=actor)
    if not answer.strip():
        raise Invalid(fields={"answer": _("Say why. Who asked and who served read it.")})
    return _end(top_up, "refuse", answer=answer, actor=actor)


@operation
def withdraw_top_up(top_up: TopUp, *, actor: Actor) -> TopUp:
    """Take it back, as the one who asked. Raises `NotAllowed`, `WrongState`."""
    return _end(_opened(top_up, actor), "withdraw", answer="", actor=actor)


@operation
def remind_of_top_up(top_up: TopUp, *, actor: Actor = SYSTEM) -> bool:
    """Remind once of one that is late; whether it did. Only the clock does this. Raises `NotAllowed`."""
    late.only_the_clock(actor)
    return late.remind(_locked(top_up), "top-up.remind", telling.tell_deciders, actor)


def sweep() -> None:
    """For the scheduler: each late one in a transaction of its own."""
    late.sweep(TopUp.objects.open(), remind_of_top_up, "top-ups")


def move_top_ups(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, the wishes follow. In the caller's transaction."""
    rows = TopUp.objects.filter(asked_by=old)
    if rows.filter(decided_by=kept).exists():
        raise Conflict(_("One entry asked for a record that the other one decided about."))
    return {"top_ups": rows.update(asked_by=kept)}


def _words(**words: str) -> dict[str, str]:
    empty = {name: _("Please fill this in.") for name, text in words.items() if not text.strip()}
    if empty:
        raise Invalid(fields=empty)
    return {name: text.strip()[: LONGEST if name == "reason" else 200] for name, text in words.items()}


def _check_times(volunteer: Volunteer, start: dt.datetime, end: dt.datetime) -> None:
    check_span(volunteer, start, end, int((end - start).total_seconds() // 60))
    served = clock.local(end).date()
    days = policy.get(policies.TOP_UP_DAYS, on=served)
    if served + dt.timedelta(days=days) < clock.today():
        text = _("A missing record can be asked for within %(days)s days after the service only.")
        raise Invalid(fields={"ended_at": text % {"days": days}})
    waiting = TopUp.objects.open().filter(volunteer=volunteer, started_at__lt=end, ended_at__gt=start)
    if waiting.exists():
        raise Conflict(_("A record of that time is asked for already. It waits for a decision."))


def _create(volunteer: Volunteer, unit: Unit, actor: Actor, **facts: Any) -> TopUp:
    person, now = volunteer.person, clock.now()
    parts = {person.pk, *person.guardian_ids, actor.person_id or 0}
    line = lines.line_of(actor, unit)
    handler = lines.handler_for(line, parts)
    if handler is None:
        raise Invalid(lines.lacking(line))
    return TopUp.objects.create(
        volunteer=volunteer, unit=unit, unit_path=unit.path,
        asked_by_id=actor.person_id or 0, channel=actor.channel, created_at=now,
        due_at=clock.add_working_days(now, policy.get(policies.TOP_UP_DECIDE_DAYS)), **handler.facts, **facts,
    )  # fmt: skip


def _end(top_up: TopUp, move: str, *, answer: str, actor: Actor) -> TopUp:
    before = traces.stored(top_up)
    moved = ending.end(TOP_UP_FLOW, top_up, move, answer=answer, actor=actor, also=("record",))
    changes = {**moved, **traces.since(before, top_up)}
    audit.record(
        f"top-up.{move}", top_up, actor=actor, for_person_id=top_up.volunteer.person_id, changes=changes,
        purpose=lines.said_to_auditors(top_up) if top_up.decided_by_id else "",
    )  # fmt: skip
    telling.tell_end(top_up, actor=actor)
    return top_up


def _locked(top_up: TopUp) -> TopUp:
    """The volunteer is locked first, as by `record_service`, so that two never wait for each other."""
    lock(Volunteer.objects.all(), pk=top_up.volunteer_id)
    return lock(topups.with_people(TopUp.objects.all()), pk=top_up.pk)


def _opened(top_up: TopUp, actor: Actor) -> TopUp:
    top_up = _locked(top_up)
    if not rules.can_see(actor, top_up):
        raise OutOfReach
    return top_up
