"""What the installation writes down about its backups."""

from __future__ import annotations

import datetime as dt

from shijian.kernel import audit, clock, jobs
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import NotAllowed
from shijian.kernel.models import BackupRun
from shijian.kernel.models.backups import Result
from shijian.kernel.operation import operation


@operation
def note_run(
    *,
    actor: Actor,
    result: Result,
    started_at: dt.datetime,
    scheduled: bool,
    reason: str = "",
    name: str = "",
    rows: int = 0,
    uploads: int = 0,
    written: int = 0,
) -> BackupRun:
    """Write down how a backup went. `written` are bytes; `reason` says in words why it went wrong."""
    run = BackupRun.objects.create(
        result=result,
        started_at=started_at,
        ended_at=clock.now(),
        scheduled=scheduled,
        reason=reason[:400],
        name=name,
        rows=rows,
        uploads=uploads,
        written=written,
    )
    audit.record(f"backup.{result}", run, actor=actor, success=result == Result.OK)
    return run


@operation
def ask_for_backup(*, actor: Actor) -> str:
    """Have the worker make a backup now; returns the id of the job. Raises `NotAllowed`."""
    if not actor.may_anywhere(Permission.SYSTEM_MANAGE):
        raise NotAllowed
    audit.record("backup.ask", actor=actor)
    return jobs.enqueue("shijian.kernel.backup.schedule.start")
