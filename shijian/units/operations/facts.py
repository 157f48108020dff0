"""What a unit says about itself: address, phone, opening hours, position."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, WrongState
from shijian.kernel.operation import operation, relock
from shijian.units import rules
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.units.operations.checks import clean, require
from shijian.units.operations.indexing import index_now

FACTS = (
    "place_name", "address", "phone", "opening_hours", "introduction", "latitude", "longitude", "plaque_on",
)  # fmt: skip
CHANGEABLE = (*FACTS, "founded_on")


@operation
def change_unit(unit: Unit, *, facts: Mapping[str, Any], actor: Actor) -> Unit:
    """Change facts of a unit that works or is planned; what is not named stays.

    Raises `Invalid` (unknown fact, wrong value, half a position), `WrongState`, `NotAllowed`, `OutOfReach`.
    """
    fresh = relock(unit)
    require(actor, fresh, rules.can_edit(actor, fresh))
    if fresh.state not in (UnitState.ACTIVE, UnitState.PLANNED):
        raise WrongState(_("A unit that has ended is not changed any more."))
    require_known(facts, CHANGEABLE)
    before = {name: getattr(fresh, name) for name in facts}
    for name, value in facts.items():
        setattr(fresh, name, value)
    clean(fresh, facts)
    check_position(fresh)
    fresh.save(update_fields=list(facts))
    audit.record("unit.change", fresh, actor=actor, changes=_changes(before, dict(facts)))
    index_now([fresh])
    return fresh


def require_known(facts: Mapping[str, Any], known: Collection[str] = FACTS) -> None:
    """Refuse facts that units do not have."""
    if unknown := [name for name in facts if name not in known]:
        raise Invalid(fields=dict.fromkeys(unknown, _("Units have no such fact.")))


def check_position(unit: Unit) -> None:
    """Refuse half a position, one off the globe, and an end before the beginning."""
    if (unit.latitude is None) != (unit.longitude is None):
        raise Invalid(fields={"latitude": _("Give latitude and longitude together.")})
    if unit.latitude is not None and not (-90 <= unit.latitude <= 90):
        raise Invalid(fields={"latitude": _("Latitude lies between -90 and 90.")})
    if unit.longitude is not None and not (-180 <= unit.longitude <= 180):
        raise Invalid(fields={"longitude": _("Longitude lies between -180 and 180.")})
    if unit.founded_on and unit.closed_on and unit.closed_on < unit.founded_on:
        raise Invalid(fields={"founded_on": _("A unit ends after it was founded.")})


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    changes = audit.difference(before, after)
    return changes | ({"phone": ["set", "changed"]} if "phone" in changes else {})
