"""Tables of older hours whose columns somebody has to name: kept until then, read, forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO, cast

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.kernel.tables import choosing, stored
from shijian.kernel.tables.headings import Heading
from shijian.kernel.tables.rows import reference
from shijian.kernel.tables.workbook import Book, Table
from shijian.records import policies
from shijian.records import rules_imports as rules
from shijian.records.enums import ImportRowState, ImportState
from shijian.records.flow import IMPORT_FLOW
from shijian.records.imports import columns, judging, people, reading
from shijian.records.imports.reading import Line
from shijian.records.models import ImportedRow, RecordImport
from shijian.records.queries import traces
from shijian.volunteers.operations.column_memory import remember
from shijian.volunteers.queries.column_memory import recall

# Where a table lacks a column, the cell that says the same.
BESIDE = {"minutes": ("hours", "end"), "day": ("start",), "start": ("day",), "end": ("start",)}


def begin(run: RecordImport, file: File[bytes], *, choose: bool, actor: Actor) -> None:
    """Save an uploaded table: read where its columns are known, else kept. In the caller's transaction."""
    book = Book(cast("BinaryIO", file))
    heading = reading.heading_of(book)
    table = book.table(heading.sheet)
    reading.demand_rows(table, heading.row)
    run.sheet, run.heading_row = heading.sheet, heading.row
    mapping = columns.VOCABULARY.mapping(heading.titles, recall(run.unit, heading))
    found: list[Line] = []
    if choose or columns.lacking(mapping):
        run.state, run.table_key = ImportState.COLUMNS, stored.put(file)
        run.save()
    else:
        found = _read(run, table, mapping, actor)
    audit.record("record-import.upload", run, actor=actor, changes={**_counts(found), **traces.made(run)})


@operation
def choose_import_sheet(
    run: RecordImport, *, sheet: str, row: int | None = None, actor: Actor
) -> RecordImport:
    """Look for the headings in another sheet, or in a row (from 1) of it.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid` by field.
    """
    run = _opened(run, actor)
    book = stored.book(run.table_key)
    if sheet not in book.sheets:
        raise Invalid(fields={"sheet": _("Choose from the list.")})
    known = columns.VOCABULARY
    heading = known.likely(book, sheet) if row is None else known.at(book, sheet, row - 1)
    if heading is None or heading.sheet != sheet:
        raise Invalid(fields={"row": _("There are no headings in this row.")})
    run.sheet, run.heading_row = heading.sheet, heading.row
    run.save(update_fields=["sheet", "heading_row"])
    audit.record("record-import.sheet", run, actor=actor)
    return run


@operation
def choose_import_columns(run: RecordImport, *, mapping: Mapping[str, str], actor: Actor) -> RecordImport:
    """Say what each column ("0", "1", ...) holds and have the rows read; the unit's next such table knows it.

    The file goes. Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid`.
    """
    run = _opened(run, actor)
    known = {number: code for number, code in mapping.items() if code in columns.VOCABULARY.by_code}
    if fault := choosing.twice(known) or columns.lacking(known):
        raise Invalid(fault)
    before, heading = traces.stored(run), heading_of(run)
    remember(run.unit, heading, known)
    found = _read(run, stored.table(run.table_key, run.sheet), known, actor)
    IMPORT_FLOW.advance(run, "read", actor=actor)
    forget(run)
    changes = {**_counts(found), **traces.since(before, run)}
    audit.record("record-import.columns", run, actor=actor, changes=changes)
    return run


def heading_of(run: RecordImport) -> Heading:
    """The headings of a kept table as they were found or chosen. Raises `Invalid` when the file is gone."""
    heading = columns.VOCABULARY.at(stored.book(run.table_key), run.sheet, run.heading_row)
    if heading is None:
        raise Invalid(_("There are no headings in this row."))
    return heading


def forget(run: RecordImport) -> None:
    """Take the file of a table away. In the caller's transaction."""
    if run.table_key:
        key, run.table_key = run.table_key, ""
        run.save(update_fields=["table_key"])
        transaction.on_commit(lambda: stored.drop(key))


def lapse(run: RecordImport) -> None:
    """End a table whose columns nobody named in time. In the caller's transaction."""
    run.over_at = clock.now()
    run.save(update_fields=["over_at"])
    IMPORT_FLOW.advance(run, "lapse", actor=SYSTEM)
    forget(run)


def _opened(run: RecordImport, actor: Actor) -> RecordImport:
    run = lock(RecordImport.objects.select_related("unit", "asked_by"), pk=run.pk)
    if not rules.can_see(actor, run):
        raise OutOfReach
    if not rules.asked(actor, run):
        raise NotAllowed
    if run.state != ImportState.COLUMNS:
        raise WrongState
    return run


def _read(run: RecordImport, table: Table, mapping: dict[str, str], actor: Actor) -> list[Line]:
    found = reading.lines(table, run.heading_row, mapping, int(policy.get(policies.IMPORT_ROWS)))
    people.find(found, actor)
    judging.judge(found, run.system)
    run.save()
    ImportedRow.objects.bulk_create([_row(run, line, mapping) for line in found], batch_size=500)
    return found


def _counts(found: list[Line]) -> dict[str, list[int]]:
    return {"rows": [0, len(found)], "wrong": [0, sum(bool(line.problems) for line in found)]}


def _row(run: RecordImport, line: Line, mapping: dict[str, str]) -> ImportedRow:
    is_fine = not line.problems and line.span is not None
    start, end = line.span if line.span and is_fine else (None, None)
    problems = [
        {"cell": _cell(mapping, line.number, each.column), "text": each.message} for each in line.problems
    ]
    return ImportedRow(
        run=run, number=line.number, state=ImportRowState.FINE if is_fine else ImportRowState.WRONG,
        volunteer_id=line.volunteer_id, started_at=start, ended_at=end, times_known=line.times_known,
        key=line.key, problems=problems, **(line.texts if is_fine else {}),
    )  # fmt: skip


def _cell(mapping: dict[str, str], number: int, column: str) -> str:
    return reference(mapping, number, column, *BESIDE.get(column, ()), "number", "name")
