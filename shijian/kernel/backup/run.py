"""A whole run: make, copy, rotate, write it down, whatever happens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Channel
from shijian.kernel.backup import copying, make, operations, place, sets
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.backup.make import Made, Say
from shijian.kernel.models.backups import Result


def run(to: str, keys_to: str, say: Say, *, scheduled: bool) -> Made:
    """Make one backup and rotate. Raises `BackupError`; a run that failed stands in the book, too."""
    started = clock.now()
    try:
        with place.alone():
            made = _make(to, keys_to, say)
            problem = _copied(made)
    except (BackupError, OSError) as error:
        reason = _reason(error)
        _note(result=Result.FAILED, started_at=started, scheduled=scheduled, reason=reason)
        raise BackupError(reason) from None
    _note(
        result=Result.NOT_COPIED if problem else Result.OK,
        started_at=started,
        scheduled=scheduled,
        reason=problem,
        name=made.backup.folder.name,
        rows=made.rows,
        uploads=made.uploads,
        written=made.written,
    )
    if problem:
        raise BackupError(problem)
    return made


def _note(**facts: Any) -> None:
    """Write it down; right before an upgrade the tables of the new version may not be there yet."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        operations.note_run(actor=SYSTEM.via(Channel.COMMAND), **facts)


def _make(to: str, keys_to: str, say: Say) -> Made:
    folder = place.target(to)
    keys_folder, keep = place.keys_target(keys_to, folder), place.keep()
    place.refuse_unfinished()
    made = make.make(folder, keys_folder, say)
    for name in sets.rotate(folder, keep):
        say(_("Removed by rotation: %(name)s") % {"name": name})
    return made


def _copied(made: Made) -> str:
    try:
        copying.copy_out(made.backup)
    except BackupError as error:
        return str(error)
    return ""


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        where = Path(str(error.filename)).name if error.filename else ""
        return _("The medium refused: %(why)s %(where)s") % {"why": error.strerror or "", "where": where}
    return str(error)
