"""What a unit was called, which codes it held, who was merged into it."""

from __future__ import annotations

from shijian.units.models import Unit, UnitCode, UnitName

LIMIT = 50


def names(unit: Unit) -> list[UnitName]:
    """The names of a unit, the present one first, at most 50."""
    return list(UnitName.objects.filter(unit=unit).order_by("-valid_from", "-pk")[:LIMIT])


def codes(unit: Unit) -> list[UnitCode]:
    """The codes of a unit, the newest first, at most 50."""
    return list(UnitCode.objects.filter(unit=unit).order_by("-valid_from", "-pk")[:LIMIT])


def absorbed(unit: Unit) -> list[Unit]:
    """The units that were merged into this one, the latest first, at most 50."""
    return list(Unit.objects.filter(merged_into=unit).order_by("-closed_on", "-pk")[:LIMIT])
