"""Choosing a village: units by what people type."""

from __future__ import annotations

from django.db.models import Q

from shijian.units.enums import UnitKind
from shijian.units.models import Unit

HOMES = (UnitKind.STATION, UnitKind.HUB, UnitKind.CENTRE)


def homes(typed: str, *, within: Q | None = None, limit: int = 20) -> list[Unit]:
    """Working units at which a person may be at home whose name or place holds `typed`; none for nothing typed."""
    typed = typed.strip()
    rows = Unit.objects.active().filter(within or Q(), kind__in=HOMES).select_related("parent")
    if typed:
        rows = rows.filter(Q(place_name__icontains=typed) | Q(name__icontains=typed))
    return list(rows.order_by("-kind", "path")[:limit])
