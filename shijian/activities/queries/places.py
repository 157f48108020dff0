"""Where people look for activities: their village, their town, the towns of the county, a unit that a link names."""

from __future__ import annotations

from django.db.models import Q

from shijian.kernel import paths
from shijian.kernel.actor import Actor
from shijian.people.models import Person
from shijian.units.enums import UnitKind
from shijian.units.models import Unit


def near(actor: Actor, named: str | None = None) -> list[Unit]:
    """Units to choose from, one's own village and town first; `named` is the key of a unit in the address."""
    path = _home(actor)
    own = (
        Q(path__in=[each for each in paths.ancestors(path) if len(each) > paths.WIDTH])
        if path
        else Q(pk__in=[])
    )
    key = int(named) if named and named.isascii() and named.isdigit() and len(named) < 19 else 0
    rows = Unit.objects.active().filter(Q(kind=UnitKind.HUB) | own | Q(pk=key)).order_by("path")
    return sorted(rows, key=lambda unit: _far(unit, path))


def _far(unit: Unit, home: str) -> tuple[bool, int, str]:
    is_own = bool(home) and home.startswith(unit.path)
    return not is_own, -len(unit.path) if is_own else 0, unit.path


def _home(actor: Actor) -> str:
    if actor.person_id is None:
        return ""
    return Person.objects.filter(pk=actor.person_id).values_list("unit_path", flat=True).first() or ""
