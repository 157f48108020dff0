"""When the next backup is due, who starts it, and the alarm when it does not come.

The backup runs as a process of its own: the worker stops jobs that take longer than some minutes.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

from django.conf import settings
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.backup import operations, place, queries
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.models.backups import Result

GRACE = dt.timedelta(hours=3)
AGAIN = dt.timedelta(hours=1)


def tick() -> str:
    """Start the backup that is due, and note one that is missing; returns what was done. Any number of times."""
    if not settings.BACKUP_TO:
        return "not scheduled"
    due, now = last_due(clock.now()), clock.now()
    safe = queries.last_safe()
    if safe is not None and safe >= due:
        return "safe"
    if now > due + GRACE and _was_there(due) and not queries.was_noted(Result.MISSED, due):
        words = _("The backup of %(when)s did not come.") % {"when": f"{clock.local(due):%F %H:%M}"}
        operations.note_run(actor=SYSTEM, result=Result.MISSED, started_at=due, scheduled=True, reason=words)
    if queries.was_noted(Result.FAILED, now - AGAIN):
        return "waits after a failure"
    return start()


def _was_there(due: dt.datetime) -> bool:
    installed = queries.installed_at()
    return installed is not None and installed < due


def last_due(now: dt.datetime) -> dt.datetime:
    """The latest moment at which a backup was due."""
    local = clock.local(now)
    today = local.replace(hour=place.hour().hour, minute=place.hour().minute, second=0, microsecond=0)
    return (today if today <= local else today - dt.timedelta(days=1)).astimezone(dt.UTC)


def start() -> str:
    """Start a backup in a process of its own unless one is running."""
    try:
        with place.alone():
            pass
    except BackupError:
        return "running"
    subprocess.Popen(
        [sys.executable, "-m", "django", "backup", "--scheduled"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "shijian.config.settings"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return "started"
