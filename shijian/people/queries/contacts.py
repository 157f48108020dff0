"""Whom to phone about a unit."""

from __future__ import annotations

from shijian.kernel import clock
from shijian.kernel.support import Contact
from shijian.people.enums import PositionKind
from shijian.people.models import Position
from shijian.units.models import Unit


def contact_for(unit: Unit) -> Contact | None:
    """The liaison's phone or the unit's own, of the nearest unit upwards that has one. Two queries."""
    units = {row.path: row for row in Unit.objects.on_the_way(unit.path)}
    liaisons = Position.objects.filter(
        Position.on(clock.today()), kind=PositionKind.LIAISON, unit__path__in=list(units)
    )
    phones = dict(liaisons.values_list("unit__path", "public_phone"))
    for path in sorted(units, key=len, reverse=True):
        if phone := phones.get(path) or units[path].phone:
            return Contact(units[path].name, phone)
    return None
