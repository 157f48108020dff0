"""A unit is renamed, merged, closed or reopened; what it was stays on record."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, WrongState
from shijian.kernel.operation import lock, operation
from shijian.units import rules
from shijian.units.enums import UnitState
from shijian.units.models import Office, Unit, UnitName
from shijian.units.operations import tenants
from shijian.units.operations.checks import clean, governed, require, require_past, require_working
from shijian.units.operations.codes import end_codes
from shijian.units.operations.indexing import index_now

DAY = dt.timedelta(days=1)
LIVING = (UnitState.ACTIVE, UnitState.PLANNED)


@operation
def rename_unit(
    unit: Unit, *, name: str, on: dt.date, actor: Actor, document_no: str = "", place_name: str | None = None
) -> Unit:
    """Call the unit `name` from the day `on`; the old name is kept with its days.

    Raises `Invalid` (same name, day before the present name or to come), `Conflict` (a sibling), `WrongState`.
    """
    fresh = governed(unit, actor)
    require_working(fresh)
    require_past(on)
    old, fresh.name = fresh.name, name.strip()
    if place_name is not None:
        fresh.place_name = place_name.strip()
    _check_new_name(fresh, old)
    _end_name(fresh, old, on)
    row = UnitName(unit=fresh, name=fresh.name, document_no=document_no.strip(), valid_from=on)
    clean(row, ["name", "document_no"])
    row.save()
    fresh.save(update_fields=["name", "place_name"])
    changes = {"name": [old, fresh.name], "document_no": ["", row.document_no]}
    audit.record("unit.rename", fresh, actor=actor, changes=changes)
    index_now([fresh])
    return fresh


@operation
def merge_unit(unit: Unit, *, into: Unit, on: dt.date, actor: Actor) -> Unit:
    """Merge `unit` into another working unit of its kind on a day that has come; who lives there moves with it.

    Terms of office at the unit end. Raises `Invalid` (itself, another kind, the day), `NotAllowed`, `WrongState`
    (either is not at work, units below).
    """
    first, second = sorted((unit.pk, into.pk))
    locked = {pk: lock(Unit.objects.all(), pk=pk) for pk in (first, second)}
    fresh, target = locked[unit.pk], locked[into.pk]
    require(actor, fresh, rules.can_govern(actor, fresh))
    require(actor, target, rules.can_govern(actor, target))
    require_working(fresh)
    require_working(target)
    if fresh.pk == target.pk or fresh.kind != target.kind:
        raise Invalid(fields={"into": _("Choose another unit of the same kind.")})
    _end(fresh, UnitState.MERGED, on, into=target)
    counts = tenants.move_in(fresh, target) | tenants.end_terms(fresh, on)
    changes = {"merged_into": [None, target.pk], "closed_on": [None, on]}
    said = {name: [0, count] for name, count in counts.items()}
    audit.record("unit.merge", fresh, actor=actor, changes=changes | said)
    return fresh


@operation
def close_unit(unit: Unit, *, on: dt.date, actor: Actor) -> Unit:
    """Close a working or planned unit on a day that has come; terms of office at it end.

    Raises `WrongState` while units below work or anything still lives there: that is merged elsewhere first.
    """
    fresh = governed(unit, actor)
    if fresh.state != UnitState.PLANNED:
        require_working(fresh)
    _require_empty(fresh)
    _end(fresh, UnitState.CLOSED, on)
    ended = {name: [0, count] for name, count in tenants.end_terms(fresh, on).items()}
    audit.record("unit.close", fresh, actor=actor, changes={"closed_on": [None, on]} | ended)
    return fresh


@operation
def reopen_unit(unit: Unit, *, actor: Actor) -> Unit:
    """A closed unit works again; its codes have ended and are given anew. A merged unit stays merged."""
    fresh = governed(unit, actor)
    if fresh.state != UnitState.CLOSED:
        raise WrongState(_("Only a closed unit can be reopened."))
    if fresh.parent is not None:
        require_working(fresh.parent)
    closed_on, fresh.state, fresh.closed_on = fresh.closed_on, UnitState.ACTIVE, None
    fresh.save(update_fields=["state", "closed_on"])
    audit.record("unit.reopen", fresh, actor=actor, changes={"closed_on": [closed_on, None]})
    return fresh


def _check_new_name(unit: Unit, old: str) -> None:
    clean(unit, ["name", "place_name"])
    if unit.name == old:
        raise Invalid(fields={"name": _("The unit already has this name.")})
    siblings = Unit.objects.filter(parent_id=unit.parent_id, state__in=LIVING).exclude(pk=unit.pk)
    if siblings.filter(name=unit.name).exists():
        raise Conflict(_("There is already a unit named %(name)s here.") % {"name": unit.name})


def _end_name(unit: Unit, old: str, on: dt.date) -> None:
    row = UnitName.objects.filter(unit=unit, valid_until__isnull=True).first()
    if row is None:  # written down late: the old name held at least until the day before
        row = UnitName(unit=unit, name=old, valid_from=min(unit.founded_on or on - DAY, on - DAY))
    if on <= row.valid_from:
        raise Invalid(
            fields={
                "on": _("The present name began on %(day)s; choose a later day.") % {"day": row.valid_from}
            }
        )
    row.valid_until = on
    row.save()


def _require_empty(unit: Unit) -> None:
    if left := tenants.still_here(unit):
        raise WrongState(
            _("Still at %(name)s: %(what)s. Merge the unit into another one; they move with it.")
            % {"name": unit.name, "what": _(", ").join(left)}
        )


def _end(unit: Unit, state: UnitState, on: dt.date, into: Unit | None = None) -> None:
    require_past(on)
    if unit.founded_on and on < unit.founded_on and unit.state != UnitState.PLANNED:
        raise Invalid(fields={"on": _("A unit ends after it was founded.")})
    if Unit.objects.filter(parent=unit, state__in=LIVING).exists():
        raise WrongState(
            _("Units below %(name)s are still at work. Merge or close them first.") % {"name": unit.name}
        )
    if unit.state == UnitState.PLANNED:
        unit.founded_on = None
    unit.state, unit.closed_on, unit.merged_into = state, on, into
    unit.save(update_fields=["state", "closed_on", "merged_into", "founded_on"])
    end_codes(unit, on)
    Office.objects.filter(unit=unit, dissolved_on__isnull=True).update(dissolved_on=on)
