"""Keeps the search over units: in line for a few, by jobs in steps for many."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.kernel import jobs, search
from shijian.units.models import Unit

IN_LINE = 5_000
STEP = 20_000
JOB = "shijian.units.operations.indexing.index_units"


def index_now(units: Iterable[Unit]) -> None:
    """Make units findable by name, place and pinyin of the place."""
    search.bulk_index(map(_row, units))


def index_below(path: str, count: int) -> None:
    """Make the `count` units at and below `path` findable: now if they are few, else by the worker."""
    if count <= IN_LINE:
        index_now(Unit.objects.below(path))
    else:
        jobs.enqueue(JOB, path)


def index_units(path: str, after: str = "") -> int:
    """Job: index the next units below `path` behind path `after`, then pass on to the next job; idempotent."""
    units = list(Unit.objects.below(path).filter(path__gt=after).order_by("path")[:STEP])
    index_now(units)
    if len(units) == STEP:
        jobs.enqueue(JOB, path, units[STEP - 1].path)
    return len(units)


def _row(unit: Unit) -> search.Row:
    names = (unit.place_name or unit.name,)
    return search.Row("unit", unit.pk, (unit.name, unit.address), names, unit.path, unit.name)
