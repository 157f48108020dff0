"""A unit begins: it is founded, planned or opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, paths
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, WrongState
from shijian.kernel.operation import first_result, operation, relock, remember_result
from shijian.units import rules
from shijian.units.enums import CodeKind, UnitKind, UnitState
from shijian.units.models import Unit, UnitName
from shijian.units.operations.checks import clean, governed, require, require_past, require_working
from shijian.units.operations.codes import give_code, next_point_number
from shijian.units.operations.facts import FACTS, check_position, require_known
from shijian.units.operations.indexing import index_now
from shijian.units.operations.levels import ensure_levels
from shijian.units.operations.offices import give_default_offices


@operation
def found_unit(
    parent: Unit | None,
    *,
    kind: UnitKind,
    actor: Actor,
    name: str = "",
    place_name: str = "",
    founded_on: dt.date | None = None,
    code: str | None = None,
    idempotency_key: str | None = None,
    **facts: Any,
) -> Unit:
    """Found a unit below `parent`; without `name` the wording of its level follows the place.

    A founding day to come makes it planned. `code` is its statistical code; a point below a unit with one gets
    a local number. Raises `Invalid`, `Conflict` (a sibling of that name, a code in use), `WrongState`, `NotAllowed`.
    """
    if earlier := first_result(Unit, key=idempotency_key, actor=actor):
        return earlier
    parent = _checked_parent(parent, kind, actor)
    require_known(facts)
    unit = Unit(parent=parent, kind=kind, place_name=place_name.strip(), founded_on=founded_on, **facts)
    unit.name = name.strip() or _wording(unit)
    unit.state = UnitState.PLANNED if founded_on and founded_on > clock.today() else UnitState.ACTIVE
    _refuse_namesake(unit)
    unit.path = _next_path(parent)
    clean(unit, ["kind", "name", "path", "founded_on", *FACTS])
    check_position(unit)
    unit.save(force_insert=True)
    _give_first_attributes(unit, code)
    changes = {"name": [None, unit.name], "kind": [None, unit.kind], "code": [None, code]}
    audit.record("unit.found", unit, actor=actor, changes=changes)
    remember_result(unit, key=idempotency_key, actor=actor)
    return unit


@operation
def open_unit(unit: Unit, *, on: dt.date, actor: Actor) -> Unit:
    """A planned unit starts to work on a day that has come."""
    fresh = governed(unit, actor)
    if fresh.state != UnitState.PLANNED:
        raise WrongState(_("Only a planned unit can be opened."))
    require_past(on)
    fresh.state, fresh.founded_on = UnitState.ACTIVE, on
    fresh.save(update_fields=["state", "founded_on"])
    audit.record("unit.open", fresh, actor=actor, changes={"founded_on": [unit.founded_on, on]})
    return fresh


def _checked_parent(parent: Unit | None, kind: UnitKind, actor: Actor) -> Unit | None:
    if kind not in UnitKind.values:
        raise Invalid(fields={"kind": _("There is no such kind of unit.")})
    if parent is None and not rules.can_lay_out(actor):
        raise NotAllowed
    if parent is not None:
        parent = relock(parent)
        require(actor, parent, rules.can_edit(actor, parent))
        require_working(parent)
    if not rules.fits_below(kind, parent.kind if parent else None):
        raise Invalid(fields={"kind": _("A unit of this kind has no place there.")})
    return parent


def _wording(unit: Unit) -> str:
    if not unit.place_name:
        raise Invalid(fields={"name": _("Give a name or a place.")})
    return unit.place_name + ensure_levels(None)[unit.kind].suffix


def _refuse_namesake(unit: Unit) -> None:
    living = Unit.objects.filter(parent=unit.parent, state__in=(UnitState.ACTIVE, UnitState.PLANNED))
    if living.filter(name=unit.name).exists():
        raise Conflict(_("There is already a unit named %(name)s here.") % {"name": unit.name})


def _next_path(parent: Unit | None) -> str:
    if parent is None:
        return next_root_path()
    path = parent.path + paths.segment(parent.next_child)
    parent.next_child += 1
    parent.save(update_fields=["next_child"])
    return path


def next_root_path() -> str:
    """Give the path behind the last root; the locked levels keep two founders apart."""
    ensure_levels(None)
    last = Unit.objects.filter(parent__isnull=True).order_by("-path").values_list("path", flat=True).first()
    return paths.segment(int(last, 36) + 1 if last else 0)


def _give_first_attributes(unit: Unit, code: str | None) -> None:
    since = unit.founded_on or clock.today()
    UnitName.objects.create(unit=unit, name=unit.name, valid_from=since)
    if code:
        give_code(unit, CodeKind.STATISTICAL, code, since)
    if number := next_point_number(unit):
        give_code(unit, CodeKind.LOCAL, number, since)
    give_default_offices([unit])
    index_now([unit])
