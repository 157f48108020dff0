"""A whole run: make, copy, rotate, write it down, whatever happens."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Channel
from shijian.kernel.backup import copying, make, operations, place, sets
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.backup.make import Made, Say
from shijian.kernel.models.backups import Result


def run(to: str, keys_to: str, say: Say, *, scheduled: bool) -> Made:
    """Make one backup and rotate. Raises `BackupError`; a run that failed stands in the book, too."""
    started, actor = clock.now(), SYSTEM.via(Channel.COMMAND)
    try:
        with place.alone():
            made = _make(to, keys_to, say)
            problem = _copied(made)
    except (BackupError, OSError) as error:
        reason = _reason(error)
        operations.note_run(
            actor=actor, result=Result.FAILED, started_at=started, scheduled=scheduled, reason=reason
        )
        raise BackupError(reason) from None
    operations.note_run(
        actor=actor,
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
