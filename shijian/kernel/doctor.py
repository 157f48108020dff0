"""Is this installation well? Each check looks at one thing and gives findings with a hint on what to do."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from shijian.kernel import clock, keyring

Level = Literal["ok", "warn", "fail"]
OLDEST_PYTHON, OLDEST_SQLITE, OLDEST_POSTGRESQL = (3, 11), (3, 35), (15,)
PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
TIGHT, FULL = 2 * 1024**3, 200 * 1024**2
SILENCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw: how bad it is, about what, in words, and what to do about it."""

    level: Level
    about: str
    text: str
    hint: str = ""


Findings = Iterator[Finding]
# Apps add what they look at; each may read the database.
CHECKS: list[Callable[[], Iterator[Finding]]] = []


def examine() -> Findings:
    """Run every check in turn. Without a database the checks that need one are left out."""
    for check in (python, home, disk, keys, messages):
        yield from check()
    reached = True
    for finding in database():
        reached = reached and finding.level != "fail"
        yield finding
    from shijian.kernel.backup.health import backups

    for check in (migrations, worker, trail, backups, calendar, *CHECKS) if reached else ():
        yield from _guarded(check)


def _guarded(check: Callable[[], Findings]) -> Findings:
    try:
        yield from list(check())
    except DatabaseError as error:
        yield Finding("fail", check.__name__, str(error).strip(), _("Run: shijian migrate"))


def python() -> Findings:
    """The version of Python."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] >= OLDEST_PYTHON:
        yield Finding("ok", "python", version)
    else:
        yield Finding("fail", "python", version, _("Python 3.11 or newer is needed."))


def home() -> Findings:
    """The folder of this installation can be written."""
    if os.access(settings.HOME, os.W_OK | os.X_OK):
        yield Finding("ok", "home", str(settings.HOME))
    else:
        yield Finding(
            "fail", "home", str(settings.HOME), _("Give the account of the service the right to write here.")
        )


def disk() -> Findings:
    """Free space where the data lies."""
    free = shutil.disk_usage(settings.HOME).free
    level: Level = "fail" if free < FULL else "warn" if free < TIGHT else "ok"
    hint = "" if level == "ok" else _("Make room: a full disk stops every write.")
    yield Finding(level, "disk", _("%(size).1f GB free") % {"size": free / 1024**3}, hint)


def keys() -> Findings:
    """Nobody but the service reads the keys."""
    folder = Path(settings.KEYS_DIR)
    files = [path for path in sorted(folder.iterdir()) if path.is_file()] if folder.is_dir() else []
    loose = [path.name for path in (folder, *files) if path.exists() and path.stat().st_mode & 0o077]
    if keyring.is_index_key_waiting():
        text = _("a new key of the blind indexes waits: its change was begun and not ended")
        yield Finding("fail", "keys", text, _("Run: shijian keys rotate --index"))
    elif not files:
        yield Finding("warn", "keys", _("no keys yet"), _("They are made on the first start."))
    elif loose:
        yield Finding(
            "fail", "keys", ", ".join(loose), _("Run: chmod 700 on the folder, chmod 600 on the files.")
        )
    else:
        yield Finding("ok", "keys", _("%(count)d files, mode 600") % {"count": len(files)})


def messages() -> Findings:
    """Every catalogue is compiled and not older than its source."""
    sources = [path for app in apps.get_app_configs() if app.name.startswith("shijian.")
               for path in sorted(Path(app.path).glob("locale/*/LC_MESSAGES/django.po"))]  # fmt: skip
    stale = [path.parts[-5] for path in sources if not _is_compiled(path)]
    if stale:
        yield Finding("warn", "messages", ", ".join(stale), _("Run: make messages"))
    else:
        yield Finding("ok", "messages", _("%(count)d catalogues compiled") % {"count": len(sources)})


def _is_compiled(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def database() -> Findings:
    """The database answers, is new enough, and SQLite keeps what it acknowledges."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(
            "fail", "database", str(error).strip(), _("Check DATABASE_URL and that the server runs.")
        )
        return
    if connection.vendor == "postgresql":
        yield from _postgresql()
    else:
        yield from _sqlite()


def _postgresql() -> Findings:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        number = int(cursor.fetchone()[0])
    text = f"PostgreSQL {number // 10000}.{number % 10000}"
    old = number // 10000 < OLDEST_POSTGRESQL[0]
    yield Finding(
        "fail" if old else "ok", "database", text, _("PostgreSQL 15 or newer is needed.") if old else ""
    )


def _sqlite() -> Findings:
    import sqlite3

    old = sqlite3.sqlite_version_info < OLDEST_SQLITE
    yield Finding("fail" if old else "ok", "database", f"SQLite {sqlite3.sqlite_version}")
    wrong = [name for name, value in PRAGMAS.items() if _pragma(name) not in (value, "memory")]
    if wrong:
        yield Finding(
            "fail",
            "pragmas",
            ", ".join(wrong),
            _("An acknowledged write could be lost or break a reference."),
        )
    else:
        yield Finding("ok", "pragmas", "WAL, synchronous FULL, foreign keys")


def _pragma(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return str(cursor.fetchone()[0])


def migrations() -> Findings:
    """Every migration is applied."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _back in missing[:3])
        yield Finding("fail", "migrations", f"{names} … ({len(missing)})", _("Run: shijian migrate"))
    else:
        yield Finding("ok", "migrations", _("all applied"))


def worker() -> Findings:
    """The worker moved the sealing of the audit trail on within the last minutes."""
    from django_q.models import Schedule

    due = Schedule.objects.filter(name="audit.seal").values_list("next_run", flat=True).first()
    hint = _("Start it with: shijian worker (shijian run starts it too).")
    if due is None:
        yield Finding("warn", "worker", _("has never run"), hint)
    elif due < clock.now() - SILENCE:
        yield Finding(
            "warn", "worker", _("silent since %(when)s") % {"when": f"{clock.local(due):%F %H:%M}"}, hint
        )
    else:
        yield Finding("ok", "worker", _("alive"))


def trail() -> Findings:
    """The audit trail is guarded by the database, sealed without delay and signed every day."""
    from shijian.kernel.audit import health

    problems = list(health.problems())
    for serious, text, hint in problems:
        yield Finding("fail" if serious else "warn", "trail", text, hint)
    if not problems:
        yield Finding("ok", "trail", _("guarded, sealed, signed every day"))


def calendar() -> Findings:
    """The working days of this year, and in December those of the next, are known."""
    today = clock.today()
    for year in sorted({today.year, (today + timedelta(days=31)).year}):
        if clock.is_published(year):
            yield Finding("ok", "calendar", str(year))
        else:
            yield Finding(
                "warn", "calendar", str(year), _("Enter the holidays of that year; weekends count till then.")
            )
