"""接单: a team or volunteer accepts, refuses, claims or withdraws. A refusal never costs anything."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.orders import rules
from shijian.orders.enums import OfferState, OrderState, RefusalReason
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Assignment, Offer, Order
from shijian.orders.operations import command, steps, telling
from shijian.orders.operations.steps import PlaceTaken, Unfit
from shijian.orders.queries import orders
from shijian.volunteers.models import Volunteer

__all__ = [
    "OfferOver",
    "PlaceTaken",
    "Unfit",
    "accept_offer",
    "claim_order",
    "refuse_offer",
]
LEFT = gettext_noop("“%(title)s”: %(who)s cannot come after all. Please find somebody else.")
REFUSED = gettext_noop("“%(title)s”: %(who)s cannot help this time.")


class OfferOver(WrongState):
    """The offer was answered, expired or taken back."""

    code = "offer-over"


@operation
def accept_offer(offer: Offer, *, actor: Actor) -> Offer:
    """Accept for the team that one leads, or bind oneself. Raises `PlaceTaken`, `OfferOver`, `Unfit`."""
    order, offer = _opened(offer, actor)
    if offer.state == OfferState.CANCELLED or (offer.team_id and order.state == OrderState.ACCEPTED):
        raise PlaceTaken
    _check_open(offer)
    if offer.team_id is not None:
        _team_accepts(order, offer, actor)
    else:
        _volunteer_accepts(order, offer, actor)
    audit.record("offer.accept", offer, actor=actor, for_person_id=_proxy_for(offer, actor))
    return offer


@operation
def refuse_offer(offer: Offer, *, reason: str, actor: Actor, note: str = "") -> Offer:
    """Refuse, with a reason; it costs nothing. When nobody is left to answer, the next round begins."""
    order, offer = _opened(offer, actor)
    _check_open(offer)
    if reason not in RefusalReason.values:
        raise Invalid(fields={"reason": _("Choose one of the reasons.")})
    offer.refusal, offer.note = reason, note.strip()[:200]
    _answered(offer, OfferState.REFUSED, actor)
    steps.remark(order, "refuse", actor, note=str(RefusalReason(reason).label))
    audit.record("offer.refuse", offer, actor=actor, for_person_id=_proxy_for(offer, actor))
    if order.team_id and offer.volunteer_id:
        _tell_leaders(order, REFUSED, _name(offer.volunteer_id), f"offer:{offer.pk}:refused", actor)
    steps.settle(order, actor=actor)
    return offer


@operation
def claim_order(order: Order, *, actor: Actor) -> Assignment:
    """Take a place of an order that is open to all who fit 抢单. Raises `PlaceTaken`, `Unfit`, `OutOfReach`."""
    order = lock(Order.objects.select_related("recipient", "unit"), pk=order.pk)
    if actor.volunteer_id is None:
        raise NotAllowed if rules.can_see(actor, order) else OutOfReach
    if not order.open_to_claim:
        raise OutOfReach
    command.demand_no_claims(order)
    if order.state not in (OrderState.QUEUED, OrderState.OFFERED):
        raise PlaceTaken
    assignment = steps.bind(order, actor.volunteer_id, actor=actor)
    for offer in order.offers.filter(volunteer_id=actor.volunteer_id, state=OfferState.OPEN):
        _answered(offer, OfferState.ACCEPTED, actor)
    _fill(order, actor, "claim")
    audit.record("order.claim", order, actor=actor)
    return assignment


def opened_assignment(assignment: Assignment, actor: Actor) -> tuple[Order, Assignment]:
    """Lock the order, then the assignment. Raises `OutOfReach` for one that the actor cannot see."""
    rows = Order.objects.select_related("recipient", "unit")
    order = lock(rows, pk=assignment.order_id)
    if not rules.can_see(actor, order):
        raise OutOfReach
    return order, lock(Assignment.objects.select_related("volunteer__person"), pk=assignment.pk)


def may_act_for(actor: Actor, order: Order, assignment: Assignment) -> bool:
    """The volunteer himself, the leaders of the team, or staff for him."""
    own = actor.volunteer_id is not None and actor.volunteer_id == assignment.volunteer_id
    return own or rules.can_record_service(actor, order)


def vacancy(order: Order, name: str, key: str, actor: Actor) -> None:
    """Somebody will not come: tell those who find another one; with nobody left the order goes back."""
    if order.state != OrderState.ACCEPTED:
        return
    if order.team_id is not None:
        _tell_leaders(order, LEFT, name, key, actor)
    elif not steps.live(order):
        steps.requeue(order, actor=actor)
    else:
        staff = orders.staff_of(order.handler_id, orders.DISPATCHERS)
        telling.tell_staff(order, staff, key=key, text=steps.say(order, LEFT, who=name), actor=actor)


def _opened(offer: Offer, actor: Actor) -> tuple[Order, Offer]:
    order = lock(Order.objects.select_related("recipient", "unit"), pk=offer.order_id)
    offer = lock(Offer.objects.select_related("team", "volunteer__person"), pk=offer.pk)
    if not rules.can_answer(actor, offer):
        raise NotAllowed if rules.can_see(actor, order) else OutOfReach
    return order, offer


def _check_open(offer: Offer) -> None:
    if offer.state != OfferState.OPEN:
        raise OfferOver(_("This offer is over: %(state)s.") % {"state": offer.get_state_display()})
    if offer.expires_at <= clock.now():
        raise OfferOver(_("The time to answer this offer is over."))


def _team_accepts(order: Order, offer: Offer, actor: Actor) -> None:
    _answered(offer, OfferState.ACCEPTED, actor)
    order.team = offer.team
    team = offer.team.name if offer.team else ""
    log = ORDER_FLOW.advance(order, "accept", actor=actor, extra={"team": team})
    steps.accepted(order)
    steps.cancel_open(order, actor=actor, teams_only=True)
    text = steps.say(order, steps.ACCEPTED, who=team)
    telling.tell_residents(order, key=f"{log.pk}", text=text, actor=actor)


def _volunteer_accepts(order: Order, offer: Offer, actor: Actor) -> None:
    if order.state not in (OrderState.OFFERED, OrderState.ACCEPTED):
        raise PlaceTaken
    steps.bind(order, offer.volunteer_id or 0, actor=actor)
    _answered(offer, OfferState.ACCEPTED, actor)
    _fill(order, actor, "accept")
    steps.settle(order, actor=actor)


def _fill(order: Order, actor: Actor, move: str) -> None:
    """With the last place taken the order is accepted and everybody else is told."""
    full = steps.live(order) >= order.headcount
    waiting = order.state != OrderState.ACCEPTED
    if not (full and waiting):
        steps.remark(order, "bind", actor)
    if full and waiting:
        log = ORDER_FLOW.advance(order, move, actor=actor)
        steps.accepted(order)
        text = steps.say(order, steps.ACCEPTED, who=actor.name)
        telling.tell_residents(order, key=f"{log.pk}", text=text, actor=actor)
    if full:
        steps.cancel_open(order, actor=actor)


def _answered(offer: Offer, state: OfferState, actor: Actor) -> None:
    offer.state, offer.answered_at, offer.answered_by_id = state, clock.now(), actor.person_id
    offer.save(update_fields=["state", "answered_at", "answered_by", "refusal", "note"])


def _proxy_for(offer: Offer, actor: Actor) -> int | None:
    """Whom an officer answered for, when not for himself."""
    person_id = offer.volunteer.person_id if offer.volunteer else None
    return None if person_id == actor.person_id else person_id


def _tell_leaders(order: Order, sentence: str, who: str, key: str, actor: Actor) -> None:
    ids = [pk for pk in steps.leaders_of(order.team_id) if pk != actor.person_id]
    text = steps.say(order, sentence, who=who)
    telling.tell(ids, key=key, text=text, route="orders:team-order", pk=order.pk, actor=actor)


def _name(volunteer_id: int) -> str:
    return Volunteer.objects.values_list("person__name", flat=True).get(pk=volunteer_id)
