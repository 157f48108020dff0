"""What `doctor` says about backups."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.backup import place, queries, schedule
from shijian.kernel.doctor import Finding


def backups() -> Iterator[Finding]:
    """A restore that ended halfway; the newest sound backup is from the last day."""
    if place.unfinished().exists():
        yield Finding("fail", "restore", _("did not finish"), _("Run: shijian restore"))
    if not settings.BACKUP_TO:
        yield Finding(
            "warn", "backups", _("not scheduled"), _("Set SHIJIAN_BACKUP_TO; see docs/recovery.md.")
        )
    elif not place.is_set_up():
        yield Finding("fail", "backups", _("not set up"), _("Run: shijian backup setup"))
    else:
        yield _newest()


def _newest() -> Finding:
    alarm = queries.alarms(SYSTEM).first()
    safe, due = queries.last_safe(), schedule.last_due(clock.now())
    since = f"{clock.local(safe):%F %H:%M}" if safe else _("none yet")
    if alarm is not None:
        return Finding("fail", "backups", f"{since}: {alarm.reason}", _("Mend it, then run: shijian backup"))
    if safe is None or clock.now() > due + schedule.GRACE > safe + schedule.GRACE:
        return Finding("fail", "backups", since, _("The last one is missing. Is the worker running?"))
    return Finding("ok", "backups", since)
