"""By when a step must be done, and who does it next."""

from __future__ import annotations

import datetime as dt

from shijian.kernel import clock, policy
from shijian.orders import policies
from shijian.orders.enums import Urgency
from shijian.orders.models import Order
from shijian.units.models import Unit


def due(order: Order, key: str) -> dt.datetime:
    """The deadline of a step that begins now: working hours by policy `key`; an emergency runs by the clock."""
    if order.urgency == Urgency.EMERGENCY:
        return clock.now() + dt.timedelta(hours=policy.get(policies.EMERGENCY_HOURS))
    return clock.add_working_hours(clock.now(), policy.get(key))


def hand_to(order: Order, handler: Unit) -> None:
    """Make `handler` answer for the next step; a reminder of the last step no longer counts. Saves nothing."""
    order.handler, order.handler_path = handler, handler.path
    order.reminded_at = None
