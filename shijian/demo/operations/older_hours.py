"""Tables of older hours that the station brought: one waits for the hub, one for its columns, one is recorded."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.files.base import ContentFile

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.publicity import counts_from
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.models import FlowLog
from shijian.kernel.tables import stored
from shijian.people.models import Person
from shijian.records.enums import RECORD_IMPORT_KIND, Grade, ImportRowState, ImportState, Recipient
from shijian.records.models import ImportedRow, RecordImport, ServiceRecord
from shijian.volunteers.models import Volunteer

# state, where from, days before the network began, why, proof, answer
STORIES: list[tuple[ImportState, str, int, str, str, str]] = [
    (
        ImportState.DONE,
        "纸质签到册",
        1200,
        "启用新系统以前的纸质签到册。",
        "塔哇村签到册第 3 页",
        "签字和名册一致。",
    ),
    (ImportState.ASKED, "志愿汇", 1300, "志愿者以前在志愿汇上的时长。", "志愿汇导出单 0615 号", ""),
]
# content, place, from hour (None: only the day is known), minutes
SERVICES: list[tuple[str, str, int | None, int]] = [
    ("清扫村道", "村口", 9, 120), ("看望独居老人", "二社", 14, 90), ("植树", "后山", None, 180),
]  # fmt: skip


FOREIGN = (
    "谁,哪天干的,干了多久,干了啥\n{number},2023-05-06,2,清扫村道\n{number},2023-05-13,1.5,看望独居老人\n"
)


def write(cast: Cast, recipe: Recipe) -> None:
    """Write them with their rows; the done one with its records."""
    station, hub = cast.people["station"], cast.people["hub"]
    _foreign(cast, recipe, station)
    for state, system, days, reason, proof, answer in STORIES:
        run = _run(state, system, station, hub, recipe, reason=reason, document=proof, answer=answer)
        first = clock.local(recipe.began) - dt.timedelta(days=days)
        rows = [_row(run, number, cast.volunteer, first) for number in range(len(SERVICES))]
        save(ImportedRow, rows)
        moves = [_log(run, "hand-in", ImportState.DRAFT, ImportState.ASKED, station)]
        if state == ImportState.DONE:
            for row in rows:
                _record(run, row, cast.volunteer)
            moves.append(_log(run, "approve", ImportState.ASKED, ImportState.APPROVED, hub))
            moves.append(_log(run, "finish", ImportState.APPROVED, ImportState.DONE, None))
        save(FlowLog, moves)


def _run(
    state: ImportState, system: str, station: Person, hub: Person, recipe: Recipe, **words: str
) -> RecordImport:
    made = recipe.now - dt.timedelta(days=20 if state == ImportState.DONE else 2)
    over = made + dt.timedelta(days=1) if state == ImportState.DONE else None
    return RecordImport.objects.create(
        unit=station.unit, unit_path=station.unit.path, handler=hub.unit, handler_path=hub.unit.path, asked_by=station,
        system=system, recipient=Recipient.PUBLIC, file_name=f"{system}.xlsx", sha256=f"{len(system):064x}",
        created_at=made, state=state, due_at=clock.add_working_days(made, 10), decided_by=hub if over else None,
        over_at=over, **words,
    )  # fmt: skip


def _foreign(cast: Cast, recipe: Recipe, station: Person) -> None:
    """A table with headings that nobody knows: the station still has to say what its columns hold."""
    content = FOREIGN.format(number=cast.volunteer.number).encode()
    RecordImport.objects.create(
        unit=station.unit, unit_path=station.unit.path, asked_by=station, system="村级台账", recipient=Recipient.PUBLIC,
        file_name="台账.csv", sha256=hashlib.sha256(content).hexdigest(), state=ImportState.COLUMNS, sheet="CSV",
        created_at=recipe.now - dt.timedelta(days=1), table_key=stored.put(ContentFile(content)),
    )  # fmt: skip


def _row(run: RecordImport, number: int, volunteer: Volunteer, first: dt.datetime) -> ImportedRow:
    content, place, hour, minutes = SERVICES[number]
    start = (first + dt.timedelta(days=7 * number)).replace(hour=hour or 8, minute=0, second=0, microsecond=0)
    reference = f"zy{run.pk}-{number + 1}"
    return ImportedRow(
        run=run, number=number + 2, volunteer=volunteer, started_at=start, content=content, place=place,
        ended_at=start + dt.timedelta(minutes=minutes), times_known=hour is not None, system=run.system,
        reference=reference, key=hashlib.sha256(f"{run.system}\x1f{reference}".encode()).hexdigest(),
        state=ImportRowState.MADE if run.state == ImportState.DONE else ImportRowState.FINE,
    )  # fmt: skip


def _record(run: RecordImport, row: ImportedRow, volunteer: Volunteer) -> None:
    content = row.content if row.times_known else f"{row.content}（起止时间不详）"
    over = run.over_at or run.created_at
    start = row.started_at or over
    ServiceRecord.objects.create(
        volunteer=volunteer, unit=run.unit, unit_path=run.unit_path, source_kind=RECORD_IMPORT_KIND,
        source_id=row.pk, started_at=start, ended_at=start + dt.timedelta(minutes=row.minutes), minutes=row.minutes,
        grade=Grade.IMPORTED,
        recipient=run.recipient, content=content, place=row.place, responsible=run.asked_by, recorder=run.decided_by,
        recorded_at=over, counts_from=counts_from(over),
    )  # fmt: skip


def _log(run: RecordImport, move: str, source: str, target: str, who: Person | None) -> FlowLog:
    return FlowLog(
        kind=RECORD_IMPORT_KIND, object_id=run.pk, transition=move, source=source, target=target,
        at=run.over_at or run.created_at, actor_person_id=who.pk if who else None, actor_name=who.name if who else "",
        channel="web" if who else "job",
    )  # fmt: skip
