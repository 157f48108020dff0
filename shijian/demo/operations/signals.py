"""Signals about records around the hub of the cast, one in each state."""

from __future__ import annotations

import datetime as dt
import hashlib

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.models import FlowLog
from shijian.people.models import Person
from shijian.records.enums import SIGNAL_KIND, Grade, SignalKind, SignalState
from shijian.records.models import ServiceRecord, Signal

S = SignalState
MOVES = {S.REVIEW: ["take"], S.CONFIRMED: ["take", "confirm"], S.CLEARED: ["take", "clear"]}
# state, kind, how many records, what was found
STORIES: list[tuple[SignalState, SignalKind, int, str]] = [
    (S.OPEN, SignalKind.KIN, 3, ""),
    (S.REVIEW, SignalKind.LATE, 4, ""),
    (S.OPEN, SignalKind.DEVICE, 3, ""),
    (S.CONFIRMED, SignalKind.GHOST, 5, "问了三户和村里值班的人，当天没有办活动。相关记录另行作废。"),
    (S.CLEARED, SignalKind.CREDITING, 3, "几位老人没有手机，由队长代录，逐户电话问过，确有服务。"),
]


def write(cast: Cast, recipe: Recipe) -> None:
    """Write them with what happened to them; each is about records of its own."""
    officer = cast.people["hub"]
    parts = {person.pk for person in cast.people.values()}
    rows = ServiceRecord.objects.valid().filter(
        unit_path__startswith=officer.unit.path, grade=Grade.WITNESSED
    )
    found = list(rows.exclude(volunteer__person__in=parts).exclude(recorder=officer).order_by("-pk")[:18])
    made: list[tuple[Signal, list[ServiceRecord]]] = []
    for story in STORIES:
        own, found = found[: story[2]], found[story[2] :]
        if own:
            made.append((_signal(story, own, officer, recipe), own))
    save(Signal, [signal for signal, _own in made])
    links = Signal.records.through
    save(links, [links(signal=signal, servicerecord=row) for signal, own in made for row in own])
    save(FlowLog, [log for signal, _own in made for log in _logs(signal, officer)])


def _signal(
    story: tuple[SignalState, SignalKind, int, str], own: list[ServiceRecord], officer: Person, recipe: Recipe
) -> Signal:
    state, kind, _count, answer = story
    noticed = recipe.now - dt.timedelta(days=2, hours=list(SignalState).index(state))
    hours = round(sum(row.minutes for row in own) / 60)
    oldest = max((noticed - row.ended_at).days for row in own)
    people = len({row.volunteer_id for row in own})
    units = len({row.unit_id for row in own})
    facts = {
        "count": len(own),
        "hours": hours,
        "people": people,
        "days": oldest,
        "homes": people,
        "units": units,
    }
    over = noticed + dt.timedelta(days=1) if answer else None
    return Signal(
        kind=kind, key=hashlib.sha256(f"demo:{kind}".encode()).hexdigest(), unit=officer.unit,
        unit_path=officer.unit.path, facts=facts, state=state,
        created_at=noticed, due_at=clock.add_working_days(noticed, 10), answer=answer, over_at=over,
        taken_by=None if state == S.OPEN else officer, decided_by=officer if answer else None,
    )  # fmt: skip


def _logs(row: Signal, officer: Person) -> list[FlowLog]:
    moves = MOVES.get(S(row.state), [])
    return [
        FlowLog(
            kind=SIGNAL_KIND, object_id=row.pk, transition=move, source=S.REVIEW if number else S.OPEN,
            target=row.state if number else S.REVIEW, at=row.created_at + dt.timedelta(hours=2 + 22 * number),
            actor_person_id=officer.pk, actor_name=officer.name, channel="web",
        )
        for number, move in enumerate(moves)
    ]  # fmt: skip
