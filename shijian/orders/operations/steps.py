"""What dispatch, answers and service share: binding a volunteer, sending an order back, telling those concerned."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shijian.kernel import clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict
from shijian.kernel.models import FlowLog
from shijian.kernel.operation import lock
from shijian.orders import policies, service_policies
from shijian.orders.enums import ORDER_KIND, OfferState, OrderState, Urgency
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Assignment, Offer, Order
from shijian.orders.operations import deadline, risks, telling
from shijian.orders.queries import eligibility, orders
from shijian.people import operations as people
from shijian.people.enums import Role
from shijian.volunteers.enums import TeamRole
from shijian.volunteers.models import TeamMember, Volunteer

BACK = gettext_noop("%(number)s %(title)s needs other volunteers. Please dispatch it again.")
CALL = gettext_noop("%(number)s %(title)s found nobody in %(rounds)s rounds. Please phone the resident.")
TAKEN = gettext_noop("“%(title)s” has found its volunteers. Thank you for being ready.")
ACCEPTED = gettext_noop("“%(title)s”: %(who)s will come.")


class PlaceTaken(Conflict):
    """The last place went to somebody else."""

    code = "place-taken"
    message = gettext_lazy("Others were faster: this order has its volunteers. Thank you for being ready.")


class Unfit(Conflict):
    """A hard rule forbids asking or binding this volunteer; `rule` names it."""

    code = "unfit"

    def __init__(self, message: str | Promise, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule


def say(order: Order, sentence: str, **more: Any) -> telling.Words:
    """Give the words of a message about `order`."""
    return lambda: _(sentence) % {"number": order.number, "title": order.title, **more}


def remark(
    order: Order, name: str, actor: Actor, *, note: str = "", extra: dict[str, Any] | None = None
) -> FlowLog:
    """Add a row to the order's timeline that moves nothing."""
    return FlowLog.objects.create(
        kind=ORDER_KIND,
        object_id=order.pk,
        transition=name,
        source=order.state,
        target=order.state,
        at=clock.now(),
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        channel=actor.channel,
        note=note,
        extra=extra or {},
    )


def answer_by(order: Order) -> dt.datetime:
    """Until when an offer made now may be answered: never past the start, but at least an hour."""
    emergency = order.urgency == Urgency.EMERGENCY
    hours = policy.get(policies.EMERGENCY_HOURS if emergency else service_policies.ACCEPT_HOURS)
    now = clock.now()
    return min(now + dt.timedelta(hours=hours), max(order.wished_from, now + dt.timedelta(hours=1)))


def live(order: Order) -> int:
    """Count the volunteers who are bound to this round of the order."""
    rows = Assignment.objects.filter(order=order, service_round=order.service_round)
    return rows.filter(state__in=eligibility.LIVE).count()


def bind(order: Order, volunteer_id: int, *, actor: Actor) -> Assignment:
    """Bind a volunteer to the locked order. Raises `PlaceTaken`, `Unfit`, `RiskUnread`."""
    if live(order) >= order.headcount:
        raise PlaceTaken
    volunteer = lock(Volunteer.objects.all(), pk=volunteer_id)
    people.hold_persons([volunteer.person_id])  # nor does the person take a place in an activity meanwhile
    if rule := eligibility.may_answer(order, volunteer_id, own=actor.volunteer_id == volunteer_id):
        raise Unfit(rule.message, rule=rule.code)
    risks.demand_reading(order, volunteer.person_id)
    return Assignment.objects.create(
        order=order, volunteer_id=volunteer_id, service_round=order.service_round, committed_at=clock.now()
    )


def accepted(order: Order) -> None:
    """Write when the order was accepted and by when it should be served."""
    order.accepted_at = order.accepted_at or clock.now()
    order.due_at, order.reminded_at, order.needs_call = order.wished_until, None, False
    order.save(update_fields=["accepted_at", "due_at", "reminded_at", "needs_call", "team"])


def cancel_open(order: Order, *, actor: Actor, teams_only: bool = False) -> None:
    """Take back the offers that nobody answered, and tell those who were asked."""
    rows = order.offers.filter(state=OfferState.OPEN)
    for offer in rows.filter(volunteer__isnull=True) if teams_only else rows:
        offer.state, offer.answered_at = OfferState.CANCELLED, clock.now()
        offer.save(update_fields=["state", "answered_at"])
        tell_asked(offer, order, key=f"offer:{offer.pk}:cancelled", text=say(order, TAKEN), actor=actor)


def tell_asked(offer: Offer, order: Order, *, key: str, text: telling.Words, actor: Actor) -> None:
    """Tell the volunteer or the leaders to whom an offer was made, except the actor."""
    persons = leaders_of(offer.team_id) if offer.team_id else _person_of(offer.volunteer_id)
    ids = [pk for pk in persons if pk != actor.person_id]
    telling.tell(ids, key=key, text=text, route="orders:offer", pk=offer.pk, actor=actor)


def leaders_of(team_id: int | None) -> list[int]:
    """Give the person ids of the leaders and deputies of a team."""
    rows = TeamMember.objects.current().filter(
        team_id=team_id or 0, role__in=(TeamRole.LEADER, TeamRole.DEPUTY)
    )
    return list(rows.order_by("pk").values_list("volunteer__person_id", flat=True))


def _person_of(volunteer_id: int | None) -> list[int]:
    return list(Volunteer.objects.filter(pk=volunteer_id or 0).values_list("person_id", flat=True))


def requeue(order: Order, *, actor: Actor, note: str = "", move: str = "requeue") -> None:
    """Send the locked order back to dispatch; after the last round the centre phones the resident."""
    log = ORDER_FLOW.advance(order, move, actor=actor, note=note)
    order.team = None
    if order.service_round == 1:
        order.accepted_at = None
    rounds = policy.get(service_policies.ROUNDS)
    order.needs_call = order.needs_call or order.round >= rounds
    order.due_at = deadline.due(order, policies.DISPATCH_HOURS)
    roles = frozenset({Role.CENTRE}) if order.needs_call else orders.DISPATCHERS
    deadline.hand_to(order, orders.nearest_handler(order.unit, roles))
    order.save()
    words = say(order, CALL, rounds=rounds) if order.needs_call else say(order, BACK)
    telling.tell_staff(
        order, orders.staff_of(order.handler_id, roles), key=f"{log.pk}", text=words, actor=actor
    )


def settle(order: Order, *, actor: Actor) -> None:
    """After a refusal or a missed answer: when nobody is left to answer, the order goes back to dispatch."""
    if order.state == OrderState.OFFERED and not order.offers.filter(state=OfferState.OPEN).exists():
        requeue(order, actor=actor)
