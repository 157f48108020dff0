"""Units within reach, for pickers and for acting for a unit below."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from shijian.kernel import paths
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.pickers import unit_label
from shijian.units.enums import UnitState
from shijian.units.models import Unit

SHOWN = 200

__all__ = ["level", "unit_label", "units"]


def units(actor: Actor, permission: Permission | None) -> QuerySet[Unit]:
    """The working units at which the actor holds a permission; all of them, which are public, for none."""
    within = actor.within(permission) if permission else Q()
    return Unit.objects.active().filter(within).select_related("parent")


def level(actor: Actor, permission: Permission | None, key: str, only: Q | None = None) -> dict[str, Any]:
    """The level of the tree at the unit of `key`: the way to it and the units right below; the top for no such unit."""
    rows = units(actor, permission)
    fits = key.isascii() and key.isdigit() and len(key) < 19
    here = rows.filter(pk=int(key)).first() if fits else None
    if here is not None and not rows.filter(parent=here).exists() and here.parent_id:
        here = rows.filter(pk=here.parent_id).first() or here
    below = Q(parent=here) if here else _top(actor, permission)
    working = Count("children", filter=Q(children__state=UnitState.ACTIVE))
    found = rows.filter(below).filter(only or Q()).annotate(working_below=working).order_by("path")
    way = rows.filter(path__in=paths.ancestors(here.path)).order_by("path") if here else []
    return {"way": list(way), "here": here, "rows": [(unit, unit_label(unit)) for unit in found[:SHOWN]]}


def _top(actor: Actor, permission: Permission | None) -> Q:
    """The units at which the reach begins."""
    if permission is None or actor.is_system:
        return Q(parent__isnull=True)
    return Q(path__in=[scope.path for scope in actor.grants.get(permission, ())])
