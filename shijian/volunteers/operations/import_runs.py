"""Imports of rolls as their owner drives them: upload, columns, start, cancel; files are removed in time."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import BinaryIO, cast

from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, jobs, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, OutOfReach, WrongState
from shijian.kernel.operation import first_result, lock, operation, remember_result
from shijian.kernel.tables import stored
from shijian.kernel.tables.headings import Heading
from shijian.kernel.tables.workbook import Book
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.volunteers import policies, rules
from shijian.volunteers.imports import columns, fields, source
from shijian.volunteers.imports.enums import CHOICES, RunState
from shijian.volunteers.models import ImportRun
from shijian.volunteers.operations import column_memory
from shijian.volunteers.queries.column_memory import recall

JOBS = "shijian.volunteers.operations.import_jobs"
UNFINISHED = (RunState.MAPPING, RunState.CHECKING, RunState.CHECKED, RunState.RUNNING)
OPEN = (RunState.MAPPING, RunState.CHECKED, RunState.FAILED)


@operation
def upload_roll(
    file: File[bytes], *, name: str, unit: Unit, actor: Actor, idempotency_key: str | None = None
) -> ImportRun:
    """Store a roll for `unit`, with a guess at its columns. Raises `OutOfReach`, `Invalid`."""
    if earlier := first_result(ImportRun, key=idempotency_key, actor=actor):
        return earlier
    if not rules.can_import_at(actor, unit):
        raise OutOfReach
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not at work.")})
    content = Book(cast("BinaryIO", file))
    run = ImportRun(unit=unit, unit_path=unit.path, created_by_id=actor.person_id, created_at=clock.now())
    run.language, run.file_name = translation.get_language() or "zh-hans", name[-120:]
    run.sheets, run.sha256 = content.sheets, _digest(file)
    _look(run, content, "")
    run.file_key = stored.put(file)
    run.save()
    audit.record("volunteer.import-upload", run, actor=actor, changes={"unit": [None, unit.pk]})
    remember_result(run, key=idempotency_key, actor=actor)
    return run


@operation
def choose_sheet(run: ImportRun, *, sheet: str, actor: Actor) -> ImportRun:
    """Look for the roll in another sheet. Raises `OutOfReach`, `WrongState`, `Invalid`."""
    run = _owned(run, actor, OPEN)
    if sheet not in run.sheets:
        raise Invalid(fields={"sheet": _("Choose from the list.")})
    _look(run, source.book(run), sheet)
    run.state = RunState.MAPPING
    run.save()
    audit.record("volunteer.import-sheet", run, actor=actor)
    return run


@operation
def choose_columns(run: ImportRun, *, mapping: Mapping[str, str], actor: Actor) -> ImportRun:
    """Say what each column holds and have the roll checked; the unit's next roll with these headings knows it.

    Raises `OutOfReach`, `WrongState`, `Invalid`.
    """
    run = _owned(run, actor, OPEN)
    known = {number: code for number, code in mapping.items() if code in fields.BY_CODE}
    if fault := columns.problems(known):
        raise Invalid(fault)
    heading = Heading(run.sheet, run.heading_row, run.titles, run.hidden)
    column_memory.remember(run.unit, heading, mapping)
    run.mapping, run.state, run.position, run.done = known, RunState.CHECKING, 0, 0
    run.counts, run.problem = {}, ""
    run.save()
    audit.record("volunteer.import-columns", run, actor=actor)
    jobs.enqueue(f"{JOBS}.check", run.pk)
    return run


@operation
def start_import(
    run: ImportRun, *, choices: Mapping[str, str], evidence: str = "", actor: Actor
) -> ImportRun:
    """Let the import run: `choices` say by kind of match what becomes of duplicates.

    `evidence` says where the signed forms are kept. Raises `OutOfReach`, `WrongState`, `Invalid`.
    """
    run = _owned(run, actor, (RunState.CHECKED,))
    for match, offered in CHOICES.items():
        if choices.get(match, offered[0]) not in offered:
            raise Invalid(_("Choose what to do with duplicates."))
    run.choices = {match.value: str(choices.get(match, offered[0])) for match, offered in CHOICES.items()}
    run.evidence, run.state = evidence.strip()[:200], RunState.RUNNING
    run.position, run.done, run.counts = 0, 0, {}
    run.save()
    audit.record("volunteer.import-start", run, actor=actor, changes={"choices": [None, run.choices]})
    jobs.enqueue(f"{JOBS}.work", run.pk)
    return run


@operation
def cancel_import(run: ImportRun, *, actor: Actor) -> ImportRun:
    """Stop an import; rows that are done stay. Raises `OutOfReach`, `WrongState`."""
    run = _owned(run, actor, (*UNFINISHED, RunState.FAILED))
    before, run.state, run.finished_at = run.state, RunState.CANCELLED, clock.now()
    run.save(update_fields=["state", "finished_at"])
    audit.record(
        "volunteer.import-cancel",
        run,
        actor=actor,
        changes={"state": [before, run.state], "done": [0, run.done]},
    )
    return run


@operation
def resume_import(run: ImportRun, *, actor: Actor) -> ImportRun:
    """Go on with an import that stands still; what is done is not done again. Raises `OutOfReach`, `WrongState`."""
    run = _owned(run, actor, (RunState.CHECKING, RunState.RUNNING))
    audit.record("volunteer.import-resume", run, actor=actor)
    jobs.enqueue(f"{JOBS}.{'check' if run.state == RunState.CHECKING else 'work'}", run.pk)
    return run


def sweep() -> int:
    """Remove the files and row notes of imports whose time is over; returns how many. A job."""
    limit = clock.now() - dt.timedelta(days=int(policy.get(policies.IMPORT_KEEP_DAYS)))
    old = ImportRun.objects.filter(created_at__lt=limit).exclude(file_key="").order_by("pk")
    count = 0
    for run in old[:200]:
        with transaction.atomic():
            run.rows.all().delete()
            key, run.file_key = run.file_key, ""
            if run.state in UNFINISHED:
                run.state, run.finished_at = RunState.CANCELLED, clock.now()
            run.save(update_fields=["file_key", "state", "finished_at"])
        stored.drop(key)
        count += 1
    return count


def _owned(run: ImportRun, actor: Actor, states: tuple[RunState, ...]) -> ImportRun:
    run = lock(ImportRun.objects.select_related("unit"), pk=run.pk)
    if not rules.can_import_at(actor, run.unit):
        raise OutOfReach
    if run.state not in states:
        raise WrongState(
            _("This import is at another step now: %(state)s.") % {"state": run.get_state_display()}
        )
    return run


def _look(run: ImportRun, content: Book, sheet: str) -> None:
    found = columns.find(content, sheet)
    run.sheet, run.heading_row = found.sheet, found.row
    run.titles, run.hidden = [title[:60] for title in found.titles], found.hidden
    run.mapping = columns.mapping(run.titles, recall(run.unit, found))


def _digest(file: File[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()
