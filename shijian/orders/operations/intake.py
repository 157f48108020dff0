"""A need comes in 点单: for oneself, for a ward, or taken down by staff for a caller or at the door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, search
from shijian.kernel.actor import Actor, Channel
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach
from shijian.kernel.numbering import save_numbered
from shijian.kernel.operation import first_result, operation, remember_result
from shijian.orders import policies, rules
from shijian.orders.enums import ORDER_KIND
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import MenuItem, Order
from shijian.orders.operations import deadline, need, telling
from shijian.orders.operations.others import find_or_register
from shijian.orders.operations.verify import (
    appeal_order,
    refer_order,
    reject_order,
    urge_order,
    verify_order,
    withdraw_order,
)
from shijian.orders.queries import orders
from shijian.people.models import Person
from shijian.people.queries.minors import access
from shijian.units.models import Unit
from shijian.volunteers.models import Skill

__all__ = [
    "appeal_order",
    "create_order",
    "refer_order",
    "reject_order",
    "urge_order",
    "verify_order",
    "withdraw_order",
]
FOR_OTHERS = frozenset({Channel.PHONE, Channel.DOOR, Channel.PAPER, Channel.WEB, Channel.API})


@operation
def create_order(
    *,
    actor: Actor,
    unit: Unit,
    wished_from: dt.datetime,
    wished_until: dt.datetime,
    recipient: Person | None = None,
    other_name: str = "",
    other_phone: str = "",
    asked_by: Person | None = None,
    asker_name: str = "",
    asker_phone: str = "",
    item: MenuItem | None = None,
    skills: Iterable[Skill] = (),
    channel: Channel | None = None,
    idempotency_key: str | None = None,
    **details: Any,
) -> Order:
    """Take down a need at `unit` and hand it in (state verifying). Times are aware; `details` are `need.FREE`.

    `recipient` is known; a resident may instead name somebody else by `other_name` and `other_phone`, who is
    found among the residents of the unit or registered. Staff act by proxy: `taken_by` is theirs, `asked_by`
    (or `asker_name` with `asker_phone`) is who asked, the recipient by default, and `channel` how.
    Raises `Invalid` by field, `OutOfReach` for a stranger's entry, `NotAllowed`.
    """
    if earlier := first_result(Order, key=idempotency_key, actor=actor):
        return earlier
    need.check_place(unit)
    helped = _helped(recipient, (other_name, other_phone), unit, actor)
    order = Order(recipient=helped, unit=unit, unit_path=unit.path, created_at=clock.now(), item=item)
    asked_by = asked_by or find_or_register(asker_name, asker_phone, field="asker", unit=unit, actor=actor)
    _sign(order, actor, asked_by, channel)
    known = _known(order, actor, other_phone)
    _fill(order, item, {**known, **details, "wished_from": wished_from, "wished_until": wished_until})
    save_numbered(order, clock.local(order.created_at).strftime("%Y%m%d-"))
    order.skills.set(item.skills.all() if item is not None else skills)
    order.trainings.set(item.trainings.all() if item is not None else [])
    _hand_in(order, actor)
    remember_result(order, key=idempotency_key, actor=actor)
    return order


def _helped(recipient: Person | None, other: tuple[str, str], unit: Unit, actor: Actor) -> Person:
    if recipient is not None and not rules.can_order_for(actor, recipient, unit.path):
        raise OutOfReach
    found = recipient or find_or_register(*other, field="other", unit=unit, actor=actor)
    if found is None:
        raise Invalid(fields={"recipient": _("Say who needs help.")})
    return found


def _known(order: Order, actor: Actor, other_phone: str) -> dict[str, Any]:
    """Address and phone from the register; whoever names a neighbour does not get to read the neighbour's."""
    person = order.recipient
    if rules.can_order_for(actor, person, order.unit_path):
        return {"address": person.address, "contact_phone": other_phone or person.phone}
    return {"contact_phone": other_phone}


def _sign(order: Order, actor: Actor, asked_by: Person | None, channel: Channel | None) -> None:
    """Record who asked, who took it down, and how it came."""
    own = actor.person_id in (order.recipient_id, *order.recipient.guardian_ids)
    proxy = not own and rules.can_take_for_others(actor, order.unit_path)
    if proxy or actor.is_system:
        order.asked_by = asked_by or order.recipient
        order.taken_by_id = actor.person_id
        order.channel = _channel(channel or actor.channel)
        return
    if actor.person_id is None:
        raise NotAllowed
    order.asked_by_id = actor.person_id
    order.channel = _channel(actor.channel)


def _channel(channel: Channel) -> str:
    return channel if channel in FOR_OTHERS else Channel.WEB


def _fill(order: Order, item: MenuItem | None, details: dict[str, Any]) -> None:
    """Set what is needed: the facts of the menu first, then what the person said."""
    facts = need.from_item(item, order.unit) if item is not None else {}
    details = {name: value for name, value in details.items() if value != "" or name not in facts}
    need.put(order, {**facts, **details})
    need.check_window(order)
    if item is not None:
        need.check_season(item, order)
    order.due_at = deadline.due(order, policies.VERIFY_HOURS)
    deadline.hand_to(
        order, orders.nearest_handler(order.unit, orders.VERIFIERS, without=orders.close_to(order))
    )


def _hand_in(order: Order, actor: Actor) -> None:
    for_id = order.asked_by_id if order.asked_by_id != actor.person_id else None
    by_proxy = actor.via(Channel(order.channel))
    log = ORDER_FLOW.advance(order, "submit", actor=by_proxy, for_person_id=for_id)
    audit.record(
        "order.create", order, actor=by_proxy, changes={"number": [None, order.number]}, for_person_id=for_id
    )
    text = (order.number, order.title)
    search.index(
        ORDER_KIND,
        order.pk,
        names=[] if access.is_protected(order.recipient) else [order.recipient.name],
        text=text,
        unit_path=order.unit_path,
        title=order.title,
    )

    def words() -> str:
        return _("New order %(number)s: %(title)s. Please verify it.") % _names(order)

    staff = orders.staff_of(order.handler_id, orders.VERIFIERS)
    telling.tell_staff(order, staff, key=f"{log.pk}", text=words, actor=actor)


def _names(order: Order) -> dict[str, str]:
    return {"number": order.number, "title": order.title}
