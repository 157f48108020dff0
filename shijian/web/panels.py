"""What pages of packages below show of several domains."""

from __future__ import annotations

from typing import Any

from shijian.kernel.actor import Actor
from shijian.kernel.models import Picture
from shijian.units.enums import UnitKind
from shijian.units.models import Unit
from shijian.volunteers.models import Team
from shijian.web import operations, pictures

WITH_UNITS_BELOW = (UnitKind.CENTRE, UnitKind.HUB)


def map_panel(unit: Unit, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The map of a unit that has units below it; one query for visitors, none for a station."""
    if unit.kind not in WITH_UNITS_BELOW:
        return None
    found = pictures.places(unit.path, actor)
    return ("web/map_panel.html", found) if found else None


def unit_picture(unit: Unit, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The picture of a unit; one query."""
    return _picture("unit", unit, actor)


def team_picture(team: Team, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The picture of a team; one query."""
    return _picture("team", team, actor)


def _picture(kind: str, owner: Any, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    shown = Picture.objects.filter(object_kind=owner._meta.label_lower, object_id=owner.pk)
    picture = shown.filter(removed_at__isnull=True).first()
    may_change = operations.may_change(kind, owner, actor)
    if picture is None and not may_change:
        return None
    context = {
        "picture": picture,
        "picture_kind": kind,
        "picture_owner": owner,
        "may_change_picture": may_change,
    }
    return "web/picture_panel.html", context
