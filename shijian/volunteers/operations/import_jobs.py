"""The two long parts of an import, as jobs: both may be killed and run again at any moment."""

from __future__ import annotations

import gc
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, jobs
from shijian.kernel.actor import Actor, Channel
from shijian.kernel.errors import ShijianError
from shijian.people.queries.actors import actor_for
from shijian.volunteers import rules
from shijian.volunteers.imports import matching, source
from shijian.volunteers.imports.enums import Outcome, RunState
from shijian.volunteers.imports.matching import Candidate, Known
from shijian.volunteers.imports.rows import Parsed, Raw
from shijian.volunteers.models import ImportRow, ImportRun
from shijian.volunteers.operations import import_batches

BATCH = 500
PATIENCE = 200
UPDATED = ["outcome", "name", "problems", "match", "same_row", "person", "volunteer", "note"]
Progress = Callable[[int, int], None]


def check(run_id: int, progress: Progress | None = None) -> None:
    """Check every row of a run that waits for it, and note what is to be said. Writes nothing of the register."""
    _guarded(run_id, RunState.CHECKING, _check, progress)


def work(run_id: int, progress: Progress | None = None) -> None:
    """Import the rows of a run that are not done yet, batch by batch; each batch is there wholly or not at all."""
    _guarded(run_id, RunState.RUNNING, _work, progress)


def _guarded(
    run_id: int,
    state: RunState,
    part: Callable[[ImportRun, Actor, Progress], None],
    progress: Progress | None,
) -> None:
    run = ImportRun.objects.select_related("unit", "created_by").filter(pk=run_id, state=state).first()
    if run is None:
        return
    actor = actor_for(run.created_by, channel=Channel.JOB)
    with translation.override(run.language):
        try:
            if not rules.can_import_at(actor, run.unit):
                _fail(run, _("Whoever started this import may no longer import here."), actor)
                return
            part(run, actor, progress or (lambda _done, _total: None))
        except ShijianError as error:
            _fail(run, str(error), actor)


@transaction.atomic
def _fail(run: ImportRun, problem: str, actor: Actor) -> None:
    now = clock.now()
    ImportRun.objects.filter(pk=run.pk).update(state=RunState.FAILED, problem=problem[:200], finished_at=now)
    audit.record("volunteer.import-fail", run, actor=actor, success=False)


def _check(run: ImportRun, actor: Actor, progress: Progress) -> None:
    raws, reader = source.people(run, actor)
    known, counts, found = Known(), Counter[str](), list[ImportRow]()
    with _kept(raws):
        for start in range(0, len(raws), BATCH):
            batch = [reader.read(raw) for raw in raws[start : start + BATCH]]
            found.extend(_findings(batch, run, known, counts, actor))
            progress(min(start + BATCH, len(raws)), len(raws))
    _save_findings(run, found, counts, len(raws), actor)


def _findings(
    batch: Sequence[Parsed], run: ImportRun, known: Known, counts: Counter[str], actor: Actor
) -> list[ImportRow]:
    keys = {row.number: matching.keys_of(row.facts) for row in batch if row.facts}
    matching.from_register(known, keys.values(), actor)
    found = []
    for row in batch:
        finding = import_batches.result(run, row, Outcome.WRONG if row.is_wrong else Outcome.WARNED)
        match = known.match(keys[row.number]) if row.facts else None
        if match:
            finding.outcome, finding.match = Outcome.DUPLICATE, match[0]
            _point(finding, match[1])
        elif row.facts:
            matching.from_roll(known, row, keys[row.number])
        is_fine = finding.outcome == Outcome.WARNED
        counts["fine" if is_fine else finding.outcome] += 1
        counts["warned"] += bool(is_fine and row.problems)
        counts[f"match:{finding.match}"] += bool(finding.match)
        if not is_fine or row.problems:
            found.append(finding)
    return found


def _point(finding: ImportRow, known: Candidate) -> None:
    finding.same_row = known.row
    if known.is_in_reach and known.person_id:
        finding.person_id, finding.volunteer_id = known.person_id, known.volunteer_id
    elif known.person_id:
        finding.note = _("Already registered elsewhere.")


@transaction.atomic
def _save_findings(
    run: ImportRun, found: list[ImportRow], counts: Counter[str], total: int, actor: Actor
) -> None:
    locked = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.state != RunState.CHECKING:
        return
    locked.rows.all().delete()
    ImportRow.objects.bulk_create(found, batch_size=BATCH)
    locked.state, locked.total, locked.counts = RunState.CHECKED, total, dict(counts)
    locked.save(update_fields=["state", "total", "counts"])
    audit.record(
        "volunteer.import-check",
        run,
        actor=actor,
        changes={"rows": [0, total], "wrong": [0, counts["wrong"]]},
    )


def _work(run: ImportRun, actor: Actor, progress: Progress) -> None:
    raws, reader = source.people(run, actor)
    until = time.monotonic() + PATIENCE
    with _kept(raws):
        while (done := _one_batch(run, raws, reader.read, actor)) is not None:
            progress(done, len(raws))
            if time.monotonic() > until:
                jobs.enqueue(f"{__name__}.work", run.pk)
                return


@contextmanager
def _kept(_rows: Sequence[Raw]) -> Iterator[None]:
    """Spare the collector of cycles the rows of the roll: it would walk through all of them at each batch."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _one_batch(
    run: ImportRun, raws: Sequence[Raw], read: Callable[[Raw], Parsed], actor: Actor
) -> int | None:
    """Import the next rows in one transaction; returns how many rows are done, None when nothing is left to do."""
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update(of=("self",)).select_related("unit").get(pk=run.pk)
        if locked.state != RunState.RUNNING:
            return None
        start = bisect_right(raws, locked.position, key=lambda raw: raw.number)
        batch = raws[start : start + BATCH]
        if not batch:
            _finish(locked, actor)
            return None
        results = import_batches.store(locked, [read(raw) for raw in batch], actor=actor)
        return _advance(locked, results, batch[-1].number, actor)


def _advance(run: ImportRun, results: list[ImportRow], position: int, actor: Actor) -> int:
    ImportRow.objects.bulk_create(
        results, update_conflicts=True, unique_fields=["run", "number"], update_fields=UPDATED
    )
    counts = Counter(run.counts) + Counter(str(row.outcome) for row in results)
    run.counts, run.position, run.done = dict(counts), position, run.done + len(results)
    run.save(update_fields=["counts", "position", "done"])
    changes = {"rows": [run.done - len(results), run.done], "counts": [None, dict(counts)]}
    audit.record("volunteer.import-batch", run, actor=actor, changes=changes)
    return run.done


def _finish(run: ImportRun, actor: Actor) -> None:
    run.state, run.finished_at = RunState.DONE, clock.now()
    run.save(update_fields=["state", "finished_at"])
    audit.record(
        "volunteer.import", run, actor=actor, changes={"rows": [0, run.done], "counts": [None, run.counts]}
    )
