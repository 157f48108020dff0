"""What lives at a unit follows it into the unit that it is merged into, and keeps it from being closed.

Packages above register their living rows here. Finished rows stay with the old unit: they are history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shijian.kernel.models import SearchEntry
from shijian.units.models import Unit


@dataclass(frozen=True, slots=True)
class Tenant:
    """Living rows of one kind: the columns of their unit and of its path, and how many of them are said."""

    name: str
    count_words: Callable[[int], str]
    rows: Callable[[], QuerySet[Any]]
    unit: str = "unit"
    path: str = "unit_path"


TENANTS: list[Tenant] = []
# Terms of office at a unit end with it: (unit, day) -> {what: how many}.
ENDERS: list[Callable[[Unit, dt.date], dict[str, int]]] = []


def still_here(unit: Unit) -> list[str]:
    """Say what still lives at the unit: "3 persons", "1 open order"."""
    counts = ((tenant, tenant.rows().filter(**{tenant.unit: unit}).count()) for tenant in TENANTS)
    return [tenant.count_words(count) for tenant, count in counts if count]


def move_in(old: Unit, new: Unit) -> dict[str, int]:
    """Take every living row of `old` to `new` with its path; gives how many of each kind."""
    moved = {
        tenant.name: tenant.rows()
        .filter(**{tenant.unit: old})
        .update(**{tenant.unit: new, tenant.path: new.path})
        for tenant in TENANTS
    }
    SearchEntry.objects.filter(unit_path=old.path).exclude(kind="unit").update(unit_path=new.path)
    return {name: count for name, count in moved.items() if count}


def end_terms(unit: Unit, on: dt.date) -> dict[str, int]:
    """End appointments and positions at the unit; gives how many of each kind."""
    ended: dict[str, int] = {}
    for end in ENDERS:
        ended |= end(unit, on)
    return {name: count for name, count in ended.items() if count}
