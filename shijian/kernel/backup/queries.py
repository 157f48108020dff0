"""What is known about the backups of this installation."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from shijian.kernel.actor import Actor, Permission
from shijian.kernel.models import BackupRun
from shijian.kernel.models.backups import Result

SAFE = (Result.OK, Result.NOT_COPIED)


def runs(actor: Actor) -> QuerySet[BackupRun]:
    """All runs for a system administrator, none for anybody else; newest first."""
    rows: QuerySet[BackupRun] = BackupRun.objects.order_by("-started_at", "-id")
    return rows if actor.may_anywhere(Permission.SYSTEM_MANAGE) else rows.none()


def alarms(actor: Actor) -> QuerySet[BackupRun]:
    """The latest run, if it did not end well: it waits until one does."""
    later = BackupRun.objects.filter(started_at__gt=OuterRef("started_at"))
    return runs(actor).exclude(result=Result.OK).filter(~Exists(later))


def last_safe() -> dt.datetime | None:
    """When the newest sound backup was begun."""
    row = BackupRun.objects.filter(result__in=SAFE).order_by("-started_at").first()
    return row.started_at if row else None


def was_noted(result: Result, since: dt.datetime) -> bool:
    """Whether such a run stands in the book since then."""
    return bool(BackupRun.objects.filter(result=result, started_at__gte=since).exists())


def installed_at() -> dt.datetime | None:
    """When this database was laid out."""
    from django.db.migrations.recorder import MigrationRecorder

    row = MigrationRecorder(connection).migration_qs.order_by("applied").first()
    return row.applied if row else None
