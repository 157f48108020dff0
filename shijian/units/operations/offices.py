"""Bodies inside a unit: added, changed, dissolved; the default ones from data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, WrongState
from shijian.kernel.operation import lock, operation, relock
from shijian.units import rules
from shijian.units.enums import OfficeKind, UnitKind
from shijian.units.models import Office, Unit
from shijian.units.operations.checks import clean, require, require_past, require_working
from shijian.units.schemes import offices_of

SHOWN = ("name", "duty", "rank")


@operation
def add_office(
    unit: Unit,
    *,
    kind: OfficeKind,
    name: str,
    actor: Actor,
    parent: Office | None = None,
    duty: str = "",
    rank: int = 0,
) -> Office:
    """Add a body to a unit, below `parent` if given; a dissolved one of that name is set up again.

    Raises `Invalid`, `Conflict` (it stands already), `WrongState`, `NotAllowed`, `OutOfReach`.
    """
    fresh = _edited(unit, actor)
    if parent is not None and (parent.unit_id != fresh.pk or parent.dissolved_on is not None):
        raise Invalid(fields={"parent": _("Choose a standing office of this unit.")})
    office = Office.objects.filter(unit=fresh, name=name.strip()).first() or Office(
        unit=fresh, name=name.strip()
    )
    if office.pk and office.dissolved_on is None:
        raise Conflict(_("There is already an office named %(name)s here.") % {"name": office.name})
    office.kind, office.duty, office.rank, office.parent, office.dissolved_on = kind, duty, rank, parent, None
    clean(office, ["kind", *SHOWN])
    office.save()
    audit.record(
        "office.add", office, actor=actor, changes={"name": [None, office.name], "unit": [None, fresh.pk]}
    )
    return office


@operation
def change_office(office: Office, *, name: str, duty: str, rank: int, actor: Actor) -> Office:
    """Change name, duty and rank of a standing office."""
    unit = _edited(office.unit, actor)
    fresh = lock(Office.objects.all(), pk=office.pk)
    _require_standing(fresh)
    before = {field: getattr(fresh, field) for field in SHOWN}
    fresh.name, fresh.duty, fresh.rank = name.strip(), duty, rank
    clean(fresh, SHOWN)
    if Office.objects.filter(unit=unit, name=fresh.name).exclude(pk=fresh.pk).exists():
        raise Conflict(_("There is already an office named %(name)s here.") % {"name": fresh.name})
    fresh.save(update_fields=list(SHOWN))
    after = {field: getattr(fresh, field) for field in SHOWN}
    audit.record("office.change", fresh, actor=actor, changes=audit.difference(before, after))
    return fresh


@operation
def dissolve_office(office: Office, *, on: dt.date, actor: Actor) -> Office:
    """Dissolve an office and the offices below it on a day that has come."""
    _edited(office.unit, actor)
    fresh = lock(Office.objects.all(), pk=office.pk)
    _require_standing(fresh)
    require_past(on)
    _dissolve([fresh.pk], on)
    audit.record("office.dissolve", fresh, actor=actor, changes={"dissolved_on": [None, on]})
    fresh.dissolved_on = on
    return fresh


def give_default_offices(units: Iterable[Unit]) -> int:
    """Write the offices that units of their kinds start with; returns how many."""
    pairs = [
        (unit, rank, plan) for unit in units for rank, plan in enumerate(offices_of(UnitKind(unit.kind)))
    ]
    upper = [Office(unit=u, kind=p.kind, name=p.name, duty=p.duty, rank=rank) for u, rank, p in pairs]
    Office.objects.bulk_create(upper)
    lower = [
        Office(unit=unit, parent=office, kind=group.kind, name=group.name, duty=group.duty, rank=rank)
        for office, (unit, _rank, plan) in zip(upper, pairs, strict=True)
        for rank, group in enumerate(plan.groups)
    ]
    Office.objects.bulk_create(lower)
    return len(upper) + len(lower)


def _edited(unit: Unit, actor: Actor) -> Unit:
    fresh = relock(unit)
    require(actor, fresh, rules.can_edit(actor, fresh))
    require_working(fresh)
    return fresh


def _require_standing(office: Office) -> None:
    if office.dissolved_on is not None:
        raise WrongState(_("This office was dissolved on %(day)s.") % {"day": office.dissolved_on})


def _dissolve(ids: list[int], on: dt.date) -> None:
    while ids:
        Office.objects.filter(pk__in=ids, dissolved_on__isnull=True).update(dissolved_on=on)
        ids = list(
            Office.objects.filter(parent__in=ids, dissolved_on__isnull=True).values_list("pk", flat=True)
        )
