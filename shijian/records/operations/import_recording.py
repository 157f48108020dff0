"""Makes the records of an approved table, in a job that may be killed and run again; and voids them."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import SYSTEM, Actor, Channel
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, ShijianError
from shijian.kernel.operation import lock, operation
from shijian.people.queries.actors import actor_for
from shijian.records import rules_imports as rules
from shijian.records.enums import RECORD_IMPORT_KIND, Grade, ImportRowState, ImportState
from shijian.records.flow import IMPORT_FLOW
from shijian.records.imports import judging
from shijian.records.models import ImportedRow, RecordImport, ServiceRecord
from shijian.records.operations import import_telling as telling
from shijian.records.operations.records import record_service, void_record
from shijian.records.queries import imports, traces

BATCH = 50
VOIDED_AT_ONCE = 200
LONGEST = 200


def work(run_id: int) -> None:
    """Record every row of an approved table. A job: what is done is not done again."""
    while record_batch(run_id, actor=SYSTEM):
        pass


@operation
def record_batch(run_id: int, *, actor: Actor = SYSTEM) -> bool:
    """Record the next rows of an approved table, in the name of who approved it; whether any were left to do.

    A row that collides with what was recorded meanwhile fails with the reason. Only the clock does this.
    """
    if not actor.is_system:
        raise NotAllowed
    run = lock(RecordImport.objects.select_related("unit", "asked_by", "decided_by"), pk=run_id)
    if run.state != ImportState.APPROVED:
        return False
    before = traces.stored(run)
    rows = list(run.rows.filter(state=ImportRowState.FINE).order_by("volunteer_id", "number")[:BATCH])
    by = actor_for(run.decided_by, channel=Channel.JOB)
    with translation.override(settings.LANGUAGE_CODE):
        for row in rows:
            _record(run, row, by)
    if rows:
        changes = {"rows": [0, len(rows)], **traces.since(before, run)}
        audit.record("record-import.record", run, actor=SYSTEM, changes=changes)
    else:
        _finish(run, before)
    return bool(rows)


@operation
def void_import(run: RecordImport, *, reason: str, actor: Actor) -> int:
    """Void the records of a table with one reason, at most 200 at once, as somebody without a part in any of them.

    Returns how many are left. Raises `OutOfReach`, `OwnEntry`, `NotAllowed`, `Invalid`.
    """
    run = lock(RecordImport.objects.all(), pk=run.pk)
    if not rules.can_see(actor, run):
        raise OutOfReach
    duties.demand("record-import.void", run, actor=actor)
    if not rules.can_void(actor, run):
        raise NotAllowed
    if not reason.strip():
        raise Invalid(fields={"reason": _("Say why the record is void.")})
    records = imports.records_of(run).order_by("volunteer_id", "pk")
    done = [void_record(record, reason=reason, actor=actor) for record in records[:VOIDED_AT_ONCE]]
    audit.record("record-import.void", run, actor=actor, changes={"voided": [0, len(done)]})
    return records.count()


def _record(run: RecordImport, row: ImportedRow, by: Actor) -> None:
    try:
        with transaction.atomic():
            _once(row)
            _make(run, row, by)
    except (ShijianError, IntegrityError) as error:
        said = "; ".join(map(str, error.fields.values())) if isinstance(error, ShijianError) else ""
        text = said or (
            str(error) if isinstance(error, ShijianError) else _("This service was taken over before.")
        )
        row.state, row.problems = ImportRowState.FAILED, [{"cell": str(row.number), "text": text[:LONGEST]}]
        row.save(update_fields=["state", "problems"])


def _once(row: ImportedRow) -> None:
    """Refuse what another table brought meanwhile; free the key of what was voided."""
    if row.key in judging.credited([row.key]):
        raise Invalid(_("This service was taken over before."))
    same = ImportedRow.objects.filter(key=row.key, state=ImportRowState.MADE)
    for run in RecordImport.objects.filter(rows__in=same).select_for_update(of=("self",)).order_by("pk"):
        before = traces.stored(run)
        same.filter(run=run).update(state=ImportRowState.VOID)
        if run.pk != row.run_id:
            changes = traces.since(before, run)
            audit.record("record-import.free", run, actor=SYSTEM, changes=changes)


def _make(run: RecordImport, row: ImportedRow, by: Actor) -> None:
    if row.volunteer is None or row.started_at is None or row.ended_at is None:
        raise Invalid(_("This row names nobody or no time."))
    content = row.content
    if not row.times_known:
        _only_of_the_day(run, row)
        content = _("%(content)s (times of day not known)") % {"content": content[:180]}
    row.state = ImportRowState.MADE
    row.save(update_fields=["state"])
    record_service(
        row.volunteer, actor=by, unit=run.unit, source_kind=RECORD_IMPORT_KIND, source_id=row.pk,
        started_at=row.started_at, ended_at=row.ended_at, grade=Grade.IMPORTED, recipient=run.recipient,
        content=content, place=row.place, responsible_id=run.asked_by_id,
    )  # fmt: skip


def _only_of_the_day(run: RecordImport, row: ImportedRow) -> None:
    """Refuse a row without times beside a record of that day that came from elsewhere meanwhile."""
    if row.started_at is None:
        return
    day = clock.local(row.started_at).date()
    others = ServiceRecord.objects.valid().filter(volunteer=row.volunteer_id, started_at__date=day)
    own = ImportedRow.objects.filter(run=run, volunteer=row.volunteer_id, state=ImportRowState.MADE)
    if others.exclude(source_kind=RECORD_IMPORT_KIND, source_id__in=own.values("pk")).exists():
        raise Invalid(
            _(
                "There is a record on this day already. Write beginning and end, so that both can be told apart."
            )
        )


def _finish(run: RecordImport, before: str) -> None:
    IMPORT_FLOW.advance(run, "finish", actor=SYSTEM)
    made = run.rows.filter(state=ImportRowState.MADE).count()
    changes = {"made": [0, made], **traces.since(before, run)}
    audit.record("record-import.finish", run, actor=SYSTEM, changes=changes)
    telling.tell_volunteers(run)
    telling.tell_end(run, actor=SYSTEM)
