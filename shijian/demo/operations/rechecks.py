"""The random re-check of last month in the demo: its promise, its draw, and calls in several states."""

from __future__ import annotations

import datetime as dt
import hashlib

from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.models import FlowLog
from shijian.people.enums import Role
from shijian.people.models import Appointment, Person
from shijian.records.enums import RECHECK_KIND, RecheckState
from shijian.records.models import Recheck, RecheckDraw, SeedPromise, ServiceRecord
from shijian.records.queries import rechecks
from shijian.units.models import Unit

PERMILLE, TRIES = 20, 3  # the county of the demo decided nothing else
S = RecheckState
STATES = (S.OPEN, S.CONFIRMED, S.UNREACHED, S.OPEN)
MOVES = {S.CONFIRMED: "confirm", S.UNREACHED: "give-up"}


def write(recipe: Recipe) -> None:
    """Write the promise and the draw of last month, and what came of it."""
    today = clock.local(recipe.now).date()
    month = (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    seed = hashlib.sha256(f"demo:{month}".encode()).hexdigest()
    ids = rechecks.candidates(month)
    picked = rechecks.drawn(seed, ids, PERMILLE)
    at = _at(today.replace(day=1))
    promise = SeedPromise(
        month=month,
        commitment=rechecks.commitment_of(seed),
        sealed=SeedPromise.seal(seed),
        at=_at(month - dt.timedelta(days=20)),
    )
    save(SeedPromise, [promise])
    draw = RecheckDraw(
        promise=promise, seed=seed, permille=PERMILLE, candidates=len(ids), drawn=len(picked),
        fingerprint=rechecks.fingerprint_of(ids), at=at,
    )  # fmt: skip
    save(RecheckDraw, [draw])
    records = ServiceRecord.objects.select_related("volunteer__person").filter(pk__in=picked).order_by("pk")
    units = rechecks.callers()
    rows = [_call(number, row, draw, units) for number, row in enumerate(records)]
    save(Recheck, rows)
    save(FlowLog, [_log(row) for row in rows if row.by is not None])


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 1, 30, tzinfo=dt.UTC)


def _call(number: int, record: ServiceRecord, draw: RecheckDraw, units: list[Unit]) -> Recheck:
    unit = rechecks.caller_for(record, draw.seed, units) or record.unit
    post = Appointment.objects.filter(unit=unit, role__in=(Role.STATION, Role.HUB)).order_by("pk").first()
    by: Person | None = post.person if post else None
    state = STATES[number % len(STATES)] if by else S.OPEN
    over = None if state == S.OPEN else draw.at + dt.timedelta(days=1, hours=2)
    return Recheck(
        draw=draw, record=record, handler=unit, handler_path=unit.path, state=state, created_at=draw.at,
        due_at=clock.add_working_days(draw.at, 10), by=by if over else None, over_at=over,
        tries=TRIES if state == S.UNREACHED else 0, note="说来过，帮了一个多小时。" if state == S.CONFIRMED else "",
    )  # fmt: skip


def _log(row: Recheck) -> FlowLog:
    return FlowLog(
        kind=RECHECK_KIND, object_id=row.pk, transition=MOVES[S(row.state)], source=S.OPEN, target=row.state,
        at=row.over_at or row.created_at, actor_person_id=row.by_id, actor_name=row.by.name if row.by else "",
        channel="web",
    )  # fmt: skip
