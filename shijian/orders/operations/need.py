"""What a need consists of: the facts of an order, taken from the menu or from own words, checked before saving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.kernel.checks import cleaned
from shijian.kernel.errors import Invalid
from shijian.orders import policies
from shijian.orders.enums import ItemState
from shijian.orders.models import MenuItem, Order
from shijian.orders.queries.menu import in_season
from shijian.people.rules import identity
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.volunteers.enums import Risk

COPIED = ("title", "category", "minutes", "headcount", "together", "risk", "risk_note", "strains")
FREE = frozenset(
    {
        "title", "description", "category", "wished_from", "wished_until", "minutes", "headcount",
        "language", "risk", "risk_note", "urgency", "address", "contact_phone", "recipient_kind",
        "strains", "together",
    }
)  # fmt: skip
PRIVATE = frozenset({"description", "address", "contact_phone"})
LONGEST_SERVICE = 24 * 60


def from_item(item: MenuItem, unit: Unit) -> dict[str, Any]:
    """The facts that an order takes from the menu. Raises `Invalid` when the item cannot be had there."""
    if item.state != ItemState.LISTED:
        raise Invalid(fields={"item": _("This is not on the menu any more. Please choose something else.")})
    if not unit.path.startswith(item.unit_path):
        raise Invalid(
            fields={"item": _("This is not offered where you live. Say what you need in your own words.")}
        )
    return {name: getattr(item, name) for name in COPIED} | {"recipient_kind": item.recipient}


def put(order: Order, facts: Mapping[str, Any]) -> None:
    """Set facts on an order and check them all. Raises `Invalid` with each wrong field, `TypeError` for unknown."""
    if unknown := set(facts) - FREE:
        raise TypeError(f"not facts of an order: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(order, name, value.strip() if isinstance(value, str) else value)
    order.contact_phone = identity.normal_phone(order.contact_phone or "")
    cleaned(order, exclude=[field.name for field in order._meta.concrete_fields if field.name not in FREE])
    if errors := _size(order) | _risk(order) | _phone(order):
        raise Invalid(fields=errors)


def check_window(order: Order) -> None:
    """The wished time lies ahead, ends after it begins and is not too far away. Raises `Invalid`."""
    last = clock.now() + dt.timedelta(days=policy.get(policies.ADVANCE_DAYS))
    if order.wished_until <= order.wished_from:
        raise Invalid(fields={"wished_until": _("The end must come after the beginning.")})
    if order.wished_until <= clock.now():
        raise Invalid(fields={"wished_from": _("This time has passed. Please choose a later one.")})
    if order.wished_until > last:
        raise Invalid(fields={"wished_from": _("This is too far away. Please ask again nearer the time.")})


def check_season(item: MenuItem, order: Order) -> None:
    """The item is offered in the month of the wished time. Raises `Invalid`."""
    if not in_season(item, clock.local(order.wished_from).month):
        raise Invalid(fields={"wished_from": _("This is not offered in that month.")})


def check_place(unit: Unit) -> None:
    """Only a unit at work takes orders. Raises `Invalid`."""
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not at work.")})


def _size(order: Order) -> dict[str, str]:
    if not 10 <= order.minutes <= LONGEST_SERVICE:
        return {"minutes": _("Between 10 minutes and one day.")}
    return {} if 1 <= order.headcount <= 200 else {"headcount": _("Between 1 and 200 volunteers.")}


def _risk(order: Order) -> dict[str, str]:
    if order.risk > Risk.NONE and not order.risk_note:
        return {"risk_note": _("Say which risks there are.")}
    return {}


def _phone(order: Order) -> dict[str, str]:
    if order.contact_phone and not identity.is_public_phone(order.contact_phone):
        return {"contact_phone": _("This is not a phone number.")}
    return {}
