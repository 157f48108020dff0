"""The panel of heads and liaison on a unit's page."""

from __future__ import annotations

from typing import Any

from shijian.kernel.actor import Actor
from shijian.people import rules
from shijian.people.queries import charts
from shijian.units.models import Unit
from shijian.units.queries import PANELS

TEMPLATE = "people/unit_panel.html"


def attach() -> None:
    """Hang the panel on the page of a unit."""
    if panel not in PANELS:
        PANELS.append(panel)


def panel(unit: Unit, actor: Actor) -> tuple[str, dict[str, Any]]:
    """Heads, deputies and the liaison with the public phone; one query."""
    positions = charts.current_positions(unit)
    context = {
        "unit": unit,
        "heads": [each for each in positions if each.kind in charts.LEADING],
        "liaison": charts.liaison_of(positions),
        "may_place": rules.can_place_at(actor, unit),
        "may_appoint": rules.can_appoint_at(actor, unit),
    }
    return TEMPLATE, context
