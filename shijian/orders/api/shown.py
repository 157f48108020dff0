"""Finding what a route is about, and showing it as far as the actor may know it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, OutOfReach, WrongState
from shijian.orders import rules
from shijian.orders.api.schemas import AssignmentOut, OrderDetail, RatingOut
from shijian.orders.enums import AssignmentState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Assignment, Order
from shijian.orders.operations.verify import URGEABLE
from shijian.orders.queries import demands, offers, planned, recipients, timeline

# The names of moves in the transition table, and the routes that make them.
ROUTES = {
    "verify": "verify", "reject": "reject", "appeal": "appeal", "offer": "dispatch", "claim": "claim",
    "return": "hand-over", "start": "check-in", "finish": "finish", "rate": "rate", "withdraw": "withdraw",
    "refer": "refer",
}  # fmt: skip


def found(actor: Actor, order_id: int) -> Order:
    """The order as far as `actor` sees it; 404 otherwise."""
    return get_object_or_404(_whole(Order.objects.visible_to(actor)), pk=order_id)


def shown(order_id: int, actor: Actor) -> OrderDetail:
    """The order read anew after a move, for the one who made it."""
    return detail(_whole(Order.objects.all()).get(pk=order_id), actor)


def detail(order: Order, actor: Actor) -> OrderDetail:
    """The facts of `order`; contact and story only for those who may read them."""
    result = OrderDetail.of(order)
    result.actions = _actions(order, actor)
    result.planned = planned.words_for(order, actor)
    result.demands = [f"{label}: {words}" for label, words in demands.of(order)]
    if (contact := recipients.contact(order, actor)) is not None:
        result.recipient_name, result.description = contact.name, contact.description
        result.address, result.contact_phone = contact.address, contact.phone
    if rules.can_read_story(actor, order):
        result.assignments = [_assignment(row, order, actor) for row in offers.of_order(order)]
        result.ratings = [RatingOut.of(row) for row in order.ratings.order_by("pk")]
    return result


def assignment_of(order: Order, volunteer_id: int | None, actor: Actor) -> Assignment:
    """The part of a volunteer, oneself by default, in this round. Raises `Invalid`, `OutOfReach`."""
    wanted = volunteer_id or actor.volunteer_id
    if wanted is None:
        raise Invalid(fields={"volunteer_id": _("Say whose service it is.")})
    row = _bound(order).filter(volunteer_id=wanted).first()
    if row is None:
        raise OutOfReach
    return row


def serving_one(order: Order, volunteer_id: int | None) -> Assignment:
    """The one who serves now, or the named one of several. Raises `WrongState`, `Invalid`."""
    rows = _bound(order).filter(state=AssignmentState.SERVING)
    serving = list(rows.filter(volunteer_id=volunteer_id) if volunteer_id else rows)
    if not serving:
        raise WrongState(_("Nobody is serving now."))
    if len(serving) > 1:
        raise Invalid(fields={"volunteer_id": _("Say whose service it is.")})
    return serving[0]


def _whole(rows: QuerySet[Order]) -> QuerySet[Order]:
    rows = rows.select_related("recipient", "asked_by", "unit", "team", "handler", "item")
    return rows.prefetch_related("assignments__volunteer__person")


def _bound(order: Order) -> QuerySet[Assignment]:
    return offers.of_order(order).exclude(state=AssignmentState.WITHDRAWN)


def _actions(order: Order, actor: Actor) -> list[str]:
    names = [ROUTES[move] for move in ORDER_FLOW.moves(order, actor=actor) if move in ROUTES]
    if order.state in URGEABLE and rules.can_withdraw(actor, order):
        names.append("urge")
    return names


def _assignment(row: Assignment, order: Order, actor: Actor) -> AssignmentOut:
    """A resident reads the surname only, as on the page."""
    person = row.volunteer.person
    whole = rules.can_record_service(actor, order) or row.volunteer_id == actor.volunteer_id
    name = person.name if whole else timeline.surname(person)
    return AssignmentOut.of(row, name=name)
