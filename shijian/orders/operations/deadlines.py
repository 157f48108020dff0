"""The clock's own deeds. Each order in its own transaction: killed at any moment, nothing is lost or said twice."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.operation import operation
from shijian.orders import policies, service_policies
from shijian.orders.enums import AssignmentState, OfferState, OrderState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Offer, Order
from shijian.orders.operations import deadline, steps, telling
from shijian.orders.queries import eligibility, orders
from shijian.people.enums import Role

logger = logging.getLogger(__name__)
BATCH = 500
DUE = gettext_noop("%(number)s %(title)s is overdue: %(state)s.")
UP = gettext_noop("%(number)s %(title)s was not done in time below and is yours now: %(state)s.")
ASK_OUT = gettext_noop(
    "“%(title)s”: are you still there? If you have left, please tell your leader or the station."
)
ASK_IN = gettext_noop("“%(title)s” should have begun. Please check in, or say that you cannot come.")
STEPS = {OrderState.VERIFYING: policies.VERIFY_HOURS, OrderState.QUEUED: policies.DISPATCH_HOURS}


def sweep() -> int:
    """Handle expired offers and orders past their deadline, one by one; returns how many were handled."""
    handled = sum(_guarded(expire_offers, pk) for pk in _with_expired_offers())
    return handled + sum(_guarded(meet_deadline, pk) for pk in _overdue())


def _guarded(step: Callable[..., bool], pk: int) -> bool:
    """One order that cannot be handled must not hold up the others; it is tried again in a minute."""
    try:
        return step(pk, actor=SYSTEM)
    except Exception:
        logger.exception("deadline of an order failed", extra={"order_id": pk})
        return False


def _with_expired_offers() -> list[int]:
    rows = Offer.objects.filter(state=OfferState.OPEN, expires_at__lte=clock.now()).order_by("expires_at")
    return list(dict.fromkeys(rows.values_list("order_id", flat=True)[:BATCH]))


def _due() -> Q:
    """Past the deadline, and either not reminded of yet or long enough ago for the level above."""
    now = clock.now()
    long_ago = now - dt.timedelta(hours=policy.get(service_policies.ESCALATE_HOURS))
    again = Q(reminded_at__lte=long_ago, needs_call=False)
    return Q(due_at__lte=now) & (Q(reminded_at__isnull=True) | again | Q(state=OrderState.RATING))


def _overdue() -> list[int]:
    rows = Order.objects.filter(_due()).order_by("due_at", "pk")
    return list(rows.values_list("pk", flat=True)[:BATCH])


def _locked(pk: int, condition: Q) -> Order | None:
    """Lock the order if it is still as it was found and nobody else holds it."""
    skip = connection.features.has_select_for_update_skip_locked
    rows: QuerySet[Order] = Order.objects.select_related("recipient", "unit", "handler__parent")
    return rows.select_for_update(of=("self",), skip_locked=skip).filter(condition, pk=pk).first()


@operation
def expire_offers(order_id: int, *, actor: Actor) -> bool:
    """End the offers of one order that nobody answered in time; with none left the order goes back."""
    order = _locked(order_id, Q())
    if order is None:
        return False
    rows = order.offers.filter(state=OfferState.OPEN, expires_at__lte=clock.now())
    gone = rows.update(state=OfferState.EXPIRED, answered_at=clock.now())
    if gone:
        steps.remark(order, "expire", actor, extra={"count": gone})
        audit.record("offer.expire", order, actor=actor, changes={"offers": [None, gone]})
        steps.settle(order, actor=actor)
    return bool(gone)


@operation
def meet_deadline(order_id: int, *, actor: Actor) -> bool:
    """Remind once, then move the order one level up; close a service that nobody rated as unrated."""
    order = _locked(order_id, _due())
    if order is None or order.due_at is None:
        return False
    if order.state == OrderState.RATING:
        _lapse(order, actor)
    elif order.reminded_at is None:
        _remind(order, actor)
    else:
        _escalate(order, actor)
    return True


def _lapse(order: Order, actor: Actor) -> None:
    log = ORDER_FLOW.advance(order, "lapse", actor=actor)
    order.closed_at, order.due_at, order.reminded_at = log.at, None, None
    order.save(update_fields=["closed_at", "due_at", "reminded_at"])
    audit.record("order.lapse", order, actor=actor)


def _remind(order: Order, actor: Actor) -> None:
    key = _key(order, "due")
    order.reminded_at = clock.now()
    order.save(update_fields=["reminded_at"])
    roles = _roles(order)
    unit = orders.nearest_handler(order.handler, roles)
    telling.tell_staff(order, orders.staff_of(unit.pk, roles), key=key, text=_words(order, DUE), actor=actor)
    _ask_volunteers(order, key, actor)
    steps.remark(order, "remind", actor)


def _ask_volunteers(order: Order, key: str, actor: Actor) -> None:
    """A forgotten check-out or a service that has not begun: ask those who know."""
    sentence = {OrderState.SERVING: ASK_OUT, OrderState.ACCEPTED: ASK_IN}.get(OrderState(order.state))
    if sentence is None:
        return
    bound = order.assignments.filter(state__in=eligibility.BOUND, service_round=order.service_round).order_by(
        "pk"
    )
    if order.state == OrderState.SERVING:
        bound = bound.filter(state=AssignmentState.SERVING)
    text = steps.say(order, sentence)
    for pk, person_id in bound.values_list("pk", "volunteer__person_id"):
        telling.tell(
            [person_id], key=f"order:{order.pk}:{key}", text=text, route="orders:service", pk=pk, actor=actor
        )
    leaders, route = steps.leaders_of(order.team_id), "orders:team-order"
    telling.tell(
        leaders, key=f"order:{order.pk}:{key}:team", text=text, route=route, pk=order.pk, actor=actor
    )


def _escalate(order: Order, actor: Actor) -> None:
    """One level up with a new deadline; at the top the centre phones the resident."""
    key, roles, before = _key(order, "up"), _roles(order), order.handler
    unit = orders.nearest_handler(order.unit, roles, above=before.path)
    if len(unit.path) >= len(before.path):
        order.needs_call, order.reminded_at = True, clock.now()
        unit = before
    else:
        order.due_at = _next_due(order)
        deadline.hand_to(order, unit)
    order.save()
    steps.remark(order, "escalate", actor, extra={"to": unit.name})
    audit.record("order.escalate", order, actor=actor, changes={"handler": [before.pk, unit.pk]})
    telling.tell_staff(order, orders.staff_of(unit.pk, roles), key=key, text=_words(order, UP), actor=actor)


def _next_due(order: Order) -> dt.datetime:
    return deadline.due(order, STEPS.get(OrderState(order.state), policies.DISPATCH_HOURS))


def _roles(order: Order) -> frozenset[Role]:
    dispatching = order.state in (OrderState.QUEUED, OrderState.OFFERED)
    return orders.DISPATCHERS if dispatching else orders.VERIFIERS


def _words(order: Order, sentence: str) -> telling.Words:
    """The state is a lazy word, said in the county's language as the sentence is."""
    return steps.say(order, sentence, state=OrderState(order.state).label)


def _key(order: Order, what: str) -> str:
    when = order.due_at.strftime("%Y%m%d%H%M%S") if order.due_at else ""
    return f"{what}:{order.state}:{when}"
