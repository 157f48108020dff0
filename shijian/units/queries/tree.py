"""Walks through the tree of units; nothing here reads more than the caller shows."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Q

from shijian.kernel import clock, paths, search
from shijian.kernel.actor import Actor
from shijian.units.enums import CodeKind, UnitKind, UnitState
from shijian.units.models import Unit, UnitCode, UnitLevel, UnitQuerySet


def roots(actor: Actor) -> UnitQuerySet:
    """The units without a unit above that the actor may see, with `working_below`."""
    return _counted(Unit.objects.visible_to(actor).filter(parent__isnull=True))


def children(unit: Unit, actor: Actor) -> UnitQuerySet:
    """The units right below that the actor may see, with `working_below`: how many work right below each."""
    return _counted(Unit.objects.visible_to(actor).filter(parent=unit))


def ancestors(unit: Unit) -> list[Unit]:
    """The units above, the highest first, without the unit itself; one query, none for a root."""
    above = paths.ancestors(unit.path)[:-1]
    return list(Unit.objects.filter(path__in=above).order_by("path")) if above else []


def nearest(unit: Unit, kind: UnitKind) -> Unit | None:
    """The unit itself or the closest one above that is of `kind`."""
    return Unit.objects.on_the_way(unit.path).filter(kind=kind).order_by("-path").first()


def by_code(code: str, *, on: dt.date | None = None, kind: CodeKind = CodeKind.STATISTICAL) -> Unit | None:
    """The unit that holds a code on a day (today); area codes of fewer than 12 digits are padded."""
    whole = code.ljust(12, "0") if kind == CodeKind.STATISTICAL else code
    held = UnitCode.objects.filter(UnitCode.on(on or clock.today()), kind=kind, code=whole)
    row = held.select_related("unit").order_by("-valid_from").first()
    return row.unit if row else None


def search_units(actor: Actor, words: str) -> UnitQuerySet:
    """Units by name, place, or pinyin of the place, that the actor may see, with `working_below`."""
    return _counted(Unit.objects.visible_to(actor).filter(pk__in=search.find("unit", words)))


def level_words() -> dict[str, UnitLevel]:
    """The network's own words by kind of unit; kinds that it never named are missing."""
    return {level.kind: level for level in UnitLevel.objects.order_by("rank")}


def level_names() -> dict[str, str]:
    """A word for every kind: the network's own, else ours; one query."""
    own = {kind: level.name for kind, level in level_words().items()}
    return {kind.value: own.get(kind) or str(kind.label) for kind in UnitKind}


def _counted(units: UnitQuerySet) -> UnitQuerySet:
    working = Count("children", filter=Q(children__state=UnitState.ACTIVE))
    return units.annotate(working_below=working)
