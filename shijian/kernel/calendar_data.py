"""The working-day calendar as stored data: seeding it, and reading the days of a year."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import router
from django.db.models.signals import post_delete, post_migrate, post_save

SOURCE = Path(__file__).parent / "data" / "calendar.json"

Year = dict[date, str]
_remembered: ContextVar[dict[int, Year] | None] = ContextVar("calendar_years", default=None)


def days(year: int) -> Year:
    """The exceptions of a year, date -> kind; empty for a year whose notice is not known. One query."""
    kept = _remembered.get()
    if kept is None:
        return _read(year)
    if year not in kept:
        kept[year] = _read(year)
    return kept[year]


def _read(year: int) -> Year:
    from shijian.kernel.models import CalendarDay

    return dict(CalendarDay.objects.filter(date__year=year).values_list("date", "kind"))


@contextmanager
def remembered() -> Iterator[None]:
    """Keep every year read inside the block, for bulk work: one query per year however many dates are asked.

    Saving or deleting a CalendarDay in this process forgets what was kept. Outside such a block nothing is
    kept, so that a calendar edited by another process counts at once.
    """
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def forget(**_signal: Any) -> None:
    """Drop what the surrounding `remembered()` block holds; call it after a bulk write of CalendarDay."""
    kept = _remembered.get()
    if kept is not None:
        kept.clear()


def connect(app: AppConfig) -> None:
    """Watch the edits of the calendar and seed it after each migration; called once by the app's `ready`."""
    from shijian.kernel.models import CalendarDay

    for signal in (post_save, post_delete):
        signal.connect(forget, sender=CalendarDay, dispatch_uid="kernel_calendar_forget")
    post_migrate.connect(seed, sender=app, dispatch_uid="kernel_calendar_seed")


def seed(using: str = "default", **_signal: Any) -> int:
    """Add the shipped years of which the database has no day at all; edited years stay as they are.

    A receiver of post_migrate, so that a fresh and a flushed database both know the calendar. Returns the
    number of days added.
    """
    from shijian.kernel.models import CalendarDay

    if not router.allow_migrate_model(using, CalendarDay):
        return 0
    manager = CalendarDay.objects.using(using)
    known = set(manager.order_by().values_list("date__year", flat=True).distinct())
    rows = [row for row in shipped() if row["date"].year not in known]
    added = manager.bulk_create([CalendarDay(**row) for row in rows], ignore_conflicts=True)
    forget()
    return len(added)


def shipped() -> list[dict[str, Any]]:
    """The days of the shipped file, as field values of CalendarDay."""
    rows: list[dict[str, Any]] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return [row | {"date": date.fromisoformat(row["date"])} for row in rows]
