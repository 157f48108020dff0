"""What pages of packages below show of several domains."""

from __future__ import annotations

from typing import Any

from shijian.kernel.actor import Actor
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from shijian.web import pictures

WITH_UNITS_BELOW = (UnitKind.CENTRE, UnitKind.HUB)


def map_panel(unit: Unit, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The map of a unit that has units below it; one query for visitors, none for a station."""
    if unit.kind not in WITH_UNITS_BELOW:
        return None
    found = pictures.places(unit.path, actor)
    return ("web/map_panel.html", found) if found else None
