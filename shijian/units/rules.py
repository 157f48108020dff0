"""Who may see and change units; `can_see` agrees with `Unit.objects.visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel import paths
from shijian.kernel.actor import Actor, Permission
from shijian.units.enums import UnitKind, UnitState

if TYPE_CHECKING:
    from shijian.units.models import Unit

K = UnitKind
_SERVING = frozenset({K.CENTRE, K.HUB, K.STATION})
_ABOVE: dict[UnitKind, frozenset[UnitKind]] = {
    K.OVERSIGHT: frozenset({K.OVERSIGHT}),
    K.CENTRE: frozenset({K.OVERSIGHT}),
    K.HUB: frozenset({K.CENTRE}),
    K.STATION: frozenset({K.CENTRE, K.HUB}),
    K.POINT: _SERVING | {K.DEPARTMENT, K.ENTERPRISE},
    K.DEPARTMENT: _SERVING,
    K.ENTERPRISE: _SERVING,
    K.POST: _SERVING | {K.DEPARTMENT, K.ENTERPRISE},
    K.BASE: _SERVING | {K.DEPARTMENT, K.ENTERPRISE},
}
_ROOTS = frozenset({K.OVERSIGHT, K.CENTRE})


def can_see(actor: Actor, unit: Unit) -> bool:
    """Active units are public; others need unit:view in reach."""
    return unit.state == UnitState.ACTIVE or actor.may(Permission.UNIT_VIEW, unit.path)


def can_edit(actor: Actor, unit: Unit) -> bool:
    """Change a unit's own facts and offices."""
    return actor.may(Permission.UNIT_EDIT, unit.path)


def can_found_below(actor: Actor, unit: Unit) -> bool:
    """Found a unit directly below `unit`."""
    return unit.state == UnitState.ACTIVE and actor.may(Permission.UNIT_EDIT, unit.path)


def can_govern(actor: Actor, unit: Unit) -> bool:
    """Rename, merge, close or give a code: for the office above; a unit without one governs itself."""
    return actor.may(Permission.UNIT_EDIT, unit.path[: -paths.WIDTH] or unit.path)


def can_lay_out(actor: Actor) -> bool:
    """Found units without a unit above and whole counties."""
    return actor.may_anywhere(Permission.SYSTEM_MANAGE)


def fits_below(kind: str, above: str | None) -> bool:
    """Say whether a unit of `kind` may lie right below one of kind `above`, or (None) at the top."""
    return kind in _ROOTS if above is None else above in _ABOVE[UnitKind(kind)]


def kinds_below(above: str) -> list[UnitKind]:
    """Give the kinds that may lie right below one of kind `above`."""
    return [kind for kind in UnitKind if fits_below(kind, above)]
