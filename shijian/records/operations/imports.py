"""Older hours: read a table, hand it in, approve (which has the records made), refuse, take back, erase in time."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties, jobs, photos, policy, sameness
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach
from shijian.kernel.operation import first_result, lock, operation, remember_result
from shijian.people.models import Person
from shijian.records import policies
from shijian.records import rules_imports as rules
from shijian.records.enums import ImportRowState, ImportState, Recipient
from shijian.records.flow import IMPORT_FLOW
from shijian.records.models import RecordImport
from shijian.records.operations import ending, import_columns, late
from shijian.records.operations import import_telling as telling
from shijian.records.queries import imports, lines, traces
from shijian.units.enums import UnitState
from shijian.units.models import Unit

LONGEST, MOST = 1000, 200
WORK = "shijian.records.operations.import_recording.work"
UNFINISHED = (ImportState.COLUMNS, ImportState.DRAFT)
OVER = (ImportState.DONE, ImportState.REFUSED, ImportState.WITHDRAWN)


@operation
def upload_hours(
    file: File[bytes],
    *,
    name: str,
    unit: Unit,
    system: str,
    recipient: str,
    actor: Actor,
    choose: bool = False,
    idempotency_key: str | None = None,
) -> RecordImport:
    """Read a table of older hours of `unit` and say of each row whether it can be recorded. No record is made.

    `system` is the roll or the system from which they come. With `choose`, and where headings are not known, the table
    waits until somebody says what its columns hold. Raises `OutOfReach`, `Invalid` by field.
    """
    if earlier := first_result(RecordImport, key=idempotency_key, actor=actor):
        return earlier
    if not rules.can_import_at(actor, unit):
        raise OutOfReach
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not at work.")})
    if recipient not in Recipient.values:
        raise Invalid(fields={"recipient": _("Choose from the list.")})
    if not system.strip():
        raise Invalid(fields={"system": _("Please fill this in.")})
    line = lines.line_of(actor, unit)
    if lines.handler_for(line, {actor.person_id}) is None:
        raise Invalid(fields={"unit": lines.lacking(line)})
    run = RecordImport(
        unit=unit, unit_path=unit.path, asked_by_id=actor.person_id or 0, system=system.strip()[:60],
        recipient=recipient, file_name=name[-120:], sha256=_digest(file), created_at=clock.now(),
    )  # fmt: skip
    import_columns.begin(run, file, choose=choose, actor=actor)
    remember_result(run, key=idempotency_key, actor=actor)
    return run


@operation
def hand_in_import(
    run: RecordImport, *, reason: str, document: str = "", proof: sameness.Proof | None = None, actor: Actor
) -> RecordImport:
    """Hand a read table in, with the reason and its proof: the number of a paper, or a photo of the signed roll.

    Rows that are wrong are left out. Raises `OutOfReach`, `WrongState`, `Invalid` by field, `SamePhoto`.
    """
    run = _opened(run, actor)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please fill this in.")})
    if not document.strip() and proof is None:
        raise Invalid(
            fields={"document": _("Write the number of a paper, or add a photo of the signed roll.")}
        )
    if not run.rows.filter(state=ImportRowState.FINE).exists():
        raise Invalid(_("No row of this table can be recorded."))
    line = lines.line_of(actor, run.unit)
    handler = lines.handler_for(line, imports.parts_of(run))
    if handler is None:
        raise Invalid(lines.lacking(line))
    before = traces.stored(run)
    if proof is not None:
        sameness.claim(proof.digest)
        run.file_key, run.digest = proof.file_key, proof.digest
    run.handler, run.handler_path, run.nobody_above = handler.unit, handler.unit.path, handler.nobody_above
    run.reason, run.document = reason.strip()[:LONGEST], document.strip()[:100]
    run.due_at = clock.add_working_days(clock.now(), policy.get(policies.IMPORT_DECIDE_DAYS))
    if IMPORT_FLOW.can(run, "hand-in", actor=actor):
        run.save()
    IMPORT_FLOW.advance(run, "hand-in", actor=actor)
    changes = {"state": [ImportState.DRAFT, run.state], **traces.since(before, run)}
    audit.record("record-import.hand-in", run, actor=actor, changes=changes)
    telling.tell_deciders(run, key="asked")
    return run


@operation
def approve_import(run: RecordImport, *, actor: Actor, answer: str = "") -> RecordImport:
    """Approve as a second person above; a job makes the records. Raises `OwnEntry`, `NotAllowed`, `WrongState`."""
    run = _opened(run, actor)
    duties.demand("record-import.approve", run, actor=actor)
    run = _end(run, "approve", answer, actor)
    jobs.enqueue(WORK, run.pk)
    return run


@operation
def refuse_import(run: RecordImport, *, answer: str, actor: Actor) -> RecordImport:
    """Refuse with a reason, as a second person above. Raises `OwnEntry`, `NotAllowed`, `WrongState`, `Invalid`."""
    run = _opened(run, actor)
    duties.demand("record-import.refuse", run, actor=actor)
    if not answer.strip():
        raise Invalid(fields={"answer": _("Say why. Who brought the table reads it.")})
    return _end(run, "refuse", answer, actor)


@operation
def withdraw_import(run: RecordImport, *, actor: Actor) -> RecordImport:
    """Take it back before it is decided, as the one who brought it. Raises `NotAllowed`, `WrongState`."""
    return _end(_opened(run, actor), "withdraw", "", actor)


@operation
def take_rows(run: RecordImport, *, actor: Actor) -> tuple[list[str], list[list[str]]]:
    """Give headings and rows of a table to take along, noted in the trail. Raises `OutOfReach`."""
    run = _opened(run, actor)
    lines = imports.shown(list(imports.rows_of(run, "")), actor)
    audit.record("record-import.take", run, actor=actor, changes={"rows": [0, len(lines)]})
    return imports.headings(), [imports.written(line) for line in lines]


@operation
def remind_of_import(run: RecordImport, *, actor: Actor = SYSTEM) -> bool:
    """Remind once of one that is late; whether it did. Only the clock does this. Raises `NotAllowed`."""
    late.only_the_clock(actor)
    run = lock(RecordImport.objects.select_related("unit", "asked_by"), pk=run.pk)
    return late.remind(run, "record-import.remind", telling.tell_deciders, actor)


def remind() -> None:
    """For the scheduler: each late one in a transaction of its own."""
    late.sweep(RecordImport.objects.open(), remind_of_import, "older hours")


def sweep() -> int:
    """Erase the rows of tables that were decided, or never handed in, long ago; returns how many tables. A job.

    What was recorded keeps where it came from, so that it is never credited twice.
    """
    limit = clock.now() - dt.timedelta(days=int(policy.get(policies.IMPORT_KEEP_DAYS)))
    over = Q(state__in=OVER, over_at__lt=limit) | Q(state__in=UNFINISHED, created_at__lt=limit)
    runs = RecordImport.objects.filter(over).exclude(file_name="")
    return sum(_erase(run) for run in runs.order_by("pk")[:MOST])


@transaction.atomic
def _erase(run: RecordImport) -> bool:
    before = traces.stored(run)
    run.rows.exclude(state__in=(ImportRowState.MADE, ImportRowState.VOID)).delete()
    run.rows.update(content="", place="", note="", problems=[])
    run.file_name = ""
    if run.state == ImportState.COLUMNS:
        import_columns.lapse(run)
    if run.state in (ImportState.REFUSED, ImportState.WITHDRAWN) and run.file_key:
        key, run.file_key = run.file_key, ""
        transaction.on_commit(lambda: photos.drop(key))
    run.save(update_fields=["file_name", "file_key"])
    audit.record("record-import.erase", run, actor=SYSTEM, changes=traces.since(before, run))
    return True


def move_imports(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, the tables follow. In the caller's transaction."""
    rows = RecordImport.objects.filter(asked_by=old)
    if rows.filter(decided_by=kept).exists():
        raise Conflict(_("One entry asked for a record that the other one decided about."))
    return {"record_imports": rows.update(asked_by=kept)}


def _digest(file: File[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(run: RecordImport, actor: Actor) -> RecordImport:
    run = lock(RecordImport.objects.select_related("unit", "asked_by"), pk=run.pk)
    if not rules.can_see(actor, run):
        raise OutOfReach
    return run


def _end(run: RecordImport, move: str, answer: str, actor: Actor) -> RecordImport:
    before = traces.stored(run)
    moved = ending.end(IMPORT_FLOW, run, move, answer=answer, actor=actor)
    if move == "withdraw":
        import_columns.forget(run)
    changes = {**moved, **traces.since(before, run)}
    said = lines.said_to_auditors(run) if run.decided_by_id else ""
    audit.record(f"record-import.{move}", run, actor=actor, changes=changes, purpose=said)
    telling.tell_end(run, actor=actor)
    return run
