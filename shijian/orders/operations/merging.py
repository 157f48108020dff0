"""When two entries of one person become one, the orders go to the entry that stays."""

from __future__ import annotations

from shijian.kernel.actor import Actor
from shijian.orders.models import Order
from shijian.people.models import Person


def merge_orders(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """Move what was asked for and by `old`; who took it down stays as it was. In the caller's transaction."""
    moved = Order.objects.filter(recipient=old).update(recipient=kept)
    asked = Order.objects.filter(asked_by=old).update(asked_by=kept)
    return {"orders": moved, "orders_asked": asked}
