"""What the clock did with an order that lay too long: a reminder, then one office upwards, at last the telephone."""

from __future__ import annotations

import datetime as dt

from shijian.demo.tale import STEP_HOURS, Tale
from shijian.kernel import clock
from shijian.orders.enums import OrderState
from shijian.units.models import Unit

ESCALATE = dt.timedelta(hours=8)
MINUTE = dt.timedelta(minutes=1)
MOST = 4


def tell(tale: Tale) -> None:
    """Tell all reminders up to now."""
    now = tale.limit = tale.world.recipe.now
    for _ in range(MOST):
        due = tale.order.due_at
        if due is None or tale.order.state == OrderState.RATING or due + MINUTE >= now:
            return
        tale.go_to(due + MINUTE)
        tale.remark("remind", None)
        tale.order.reminded_at = tale.at
        if tale.at + ESCALATE + MINUTE >= now or tale.order.needs_call:
            return
        _escalate(tale)


def _escalate(tale: Tale) -> None:
    order, before = tale.order, tale.order.handler
    tale.go_to(tale.at + ESCALATE)
    above = _above(tale, before)
    if above is before:
        order.needs_call, order.reminded_at = True, tale.at
    else:
        order.handler, order.handler_path, order.reminded_at = above, above.path, None
        order.due_at = clock.add_working_hours(tale.at, STEP_HOURS)
    tale.remark("escalate", None, extra={"to": above.name})


def _above(tale: Tale, unit: Unit) -> Unit:
    county = tale.world.county
    hub = county.hub_of(unit)
    return county.centre if unit is hub or unit.pk == hub.pk else hub
