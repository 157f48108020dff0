"""What units must know of people when they are merged or closed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import ngettext

from shijian.people.models import Appointment, Person, Position
from shijian.units.models import Unit
from shijian.units.operations import ENDERS, TENANTS, Tenant


def attach() -> None:
    """Persons move with their unit; appointments and positions at it end."""
    TENANTS.append(Tenant("persons", _persons, lambda: Person.objects.filter(merged_into__isnull=True)))
    ENDERS.append(end_terms)


def end_terms(unit: Unit, on: dt.date) -> dict[str, int]:
    """End the running terms at a unit that ends on the day `on`, never before they began."""
    running = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    rows: dict[str, QuerySet[Any]] = {
        "appointments": Appointment.objects.filter(unit=unit),
        "positions": Position.objects.filter(unit=unit),
    }
    last_day = Greatest("starts_on", on)
    return {name: terms.filter(running).update(ends_on=last_day) for name, terms in rows.items()}


def _persons(count: int) -> str:
    return ngettext("%(n)s person", "%(n)s persons", count) % {"n": count}
