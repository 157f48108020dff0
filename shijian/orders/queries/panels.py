"""Sections of the menu on the pages of units and teams."""

from __future__ import annotations

from typing import Any

from shijian.kernel.actor import Actor
from shijian.orders.models import MenuItem
from shijian.orders.queries import menu
from shijian.units.models import Unit
from shijian.volunteers.models import Team

Panel = tuple[str, dict[str, Any]]
SHOWN = 6
TEMPLATE = "orders/menu_panel.html"


def unit_panel(unit: Unit, actor: Actor) -> Panel | None:
    """What can be asked for around a unit; nothing when nothing is listed. One query."""
    return _panel(menu.listed().filter(menu.touching(unit)), unit_id=unit.pk, may_add=False)


def team_panel(team: Team, actor: Actor) -> Panel | None:
    """What a team offers; its leaders may add. One query."""
    return _panel(menu.listed().filter(team=team), unit_id=0, may_add=team.pk in actor.led_team_ids)


def _panel(rows: Any, *, unit_id: int, may_add: bool) -> Panel | None:
    items: list[MenuItem] = list(rows[: SHOWN + 1])
    if not items and not may_add:
        return None
    more = len(items) > SHOWN
    return TEMPLATE, {"items": items[:SHOWN], "more": more, "menu_unit": unit_id, "may_add": may_add}
