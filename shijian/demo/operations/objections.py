"""Objections to service records around the station of the cast, one in each state."""

from __future__ import annotations

import datetime as dt

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.models import FlowLog
from shijian.people.models import Person
from shijian.records.enums import OBJECTION_KIND, ObjectionGround, ObjectionState
from shijian.records.models import RecordObjection, ServiceRecord

S = ObjectionState
MOVES = {S.UPHELD: "uphold", S.REJECTED: "reject", S.WITHDRAWN: "withdraw"}
# state, ground, words, answer
STORIES: list[tuple[ObjectionState, str, str, str]] = [
    (S.OPEN, ObjectionGround.TOO_LONG, "那天十点就散了，记到了十一点多。", ""),
    (S.UPHELD, ObjectionGround.NOT_THERE, "当天他在县里开会，没有来。", "查了签到，确实没有到场，记录作废。"),
    (S.REJECTED, ObjectionGround.TOO_LONG, "我觉得没有那么久。", "签到、签退都在现场完成，时长属实。"),
    (S.WITHDRAWN, ObjectionGround.OTHER, "好像记错了人。", ""),
]


def write(cast: Cast, recipe: Recipe) -> None:
    """Write them with what happened to them."""
    by, officer = cast.people["resident"], cast.people["hub"]
    rows = [
        _objection(story, record, by, officer, recipe)
        for story in STORIES
        if (record := _record(story[0], officer.unit.path, by)) is not None
    ]
    save(RecordObjection, rows)
    save(FlowLog, [_log(row, by, officer) for row in rows if row.state in MOVES])


def _record(state: ObjectionState, path: str, by: Person) -> ServiceRecord | None:
    """A record of the hub and below that fits: before the public for an open one, void for one that was upheld."""
    rows = ServiceRecord.objects.filter(unit_path__startswith=path).exclude(volunteer__person=by)
    if state == S.OPEN:
        rows = rows.in_publicity()
    elif state == S.UPHELD:
        rows = rows.exclude(state="valid")
    else:
        rows = rows.counted()
    found = rows.order_by("-recorded_at", "-pk")
    return found[0 if state != S.WITHDRAWN else 1 :].first()


def _objection(
    story: tuple[ObjectionState, str, str, str],
    record: ServiceRecord,
    by: Person,
    officer: Person,
    recipe: Recipe,
) -> RecordObjection:
    state, ground, words, answer = story
    made = min(record.recorded_at + dt.timedelta(hours=5), recipe.now)
    over = None if state == S.OPEN else record.voided_at or min(made + dt.timedelta(days=1), recipe.now)
    return RecordObjection(
        record=record, by=by, ground=ground, words=words, state=state, channel="web", created_at=made,
        due_at=clock.add_working_days(made, 5), decided_by=officer if answer else None, over_at=over, answer=answer,
    )  # fmt: skip


def _log(row: RecordObjection, by: Person, officer: Person) -> FlowLog:
    who = by if row.state == S.WITHDRAWN else officer
    return FlowLog(
        kind=OBJECTION_KIND, object_id=row.pk, transition=MOVES[S(row.state)], source=S.OPEN, target=row.state,
        at=row.over_at or row.created_at, actor_person_id=who.pk, actor_name=who.name, channel="web",
    )  # fmt: skip
