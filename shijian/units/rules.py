"""Who may see and change units; `can_see` agrees with `Unit.objects.visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission
from shijian.units.enums import UnitState

if TYPE_CHECKING:
    from shijian.units.models import Unit


def can_see(actor: Actor, unit: Unit) -> bool:
    """Active units are public; others need unit:view in reach."""
    return unit.state == UnitState.ACTIVE or actor.may(Permission.UNIT_VIEW, unit.path)


def can_edit(actor: Actor, unit: Unit) -> bool:
    """Change a unit's own facts."""
    return actor.may(Permission.UNIT_EDIT, unit.path)


def can_found_below(actor: Actor, unit: Unit) -> bool:
    """Found a unit directly below `unit`."""
    return unit.state == UnitState.ACTIVE and actor.may(Permission.UNIT_EDIT, unit.path)
