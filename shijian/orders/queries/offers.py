"""What a volunteer or leader looks at: offers, orders open to claims, own services."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from shijian.kernel import ages, clock
from shijian.kernel.actor import Actor, Permission
from shijian.orders.enums import AssignmentState, OfferState, OrderState
from shijian.orders.models import Assignment, BlockedPair, Offer, Order
from shijian.orders.queries import eligibility, places
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import Volunteer
from shijian.volunteers.queries import health

TO_CLAIM = (OrderState.QUEUED, OrderState.OFFERED)
WITH_ORDER = ("order__unit", "order__recipient", "team", "volunteer__person")


def open_offers(actor: Actor) -> QuerySet[Offer]:
    """Offers to the actor himself and to the teams that he leads, still to be answered."""
    return to_answer(actor).filter(state=OfferState.OPEN, expires_at__gt=clock.now())


def to_answer(actor: Actor) -> QuerySet[Offer]:
    """Offers, open or not, that the actor may look at as the one who was asked."""
    mine = Q(team_id__in=actor.led_team_ids)
    if actor.volunteer_id is not None:
        mine |= Q(volunteer_id=actor.volunteer_id)
    return Offer.objects.filter(mine).select_related(*WITH_ORDER, "order__team")


def answerable(actor: Actor) -> QuerySet[Offer]:
    """Those to answer, and those to volunteers without an account for whom the actor may answer."""
    theirs = Q(volunteer__isnull=False, volunteer__person__account__isnull=True)
    reach = Q(order__team_id__in=actor.led_team_ids) | actor.within(
        Permission.ORDER_DISPATCH, "order__unit_path"
    )
    own = to_answer(actor).order_by().values("pk")
    return Offer.objects.filter(Q(pk__in=own) | (theirs & reach)).select_related(*WITH_ORDER, "order__team")


def claimable(actor: Actor) -> QuerySet[Order]:
    """Orders open to claims within the volunteer's own travel limit; the hard rules are checked on claiming."""
    active = Volunteer.objects.active().select_related("person", "health")
    volunteer = active.filter(pk=actor.volunteer_id or 0).first()
    if volunteer is None:
        return Order.objects.none()
    near = places.reach_of(volunteer.unit_path).within(volunteer.travel_limit)
    rows = Order.objects.filter(near, state__in=TO_CLAIM, open_to_claim=True, wished_until__gt=clock.now())
    people = (volunteer.person_id,)
    bound = Assignment.objects.filter(
        order=OuterRef("pk"),
        volunteer=volunteer,
        service_round=OuterRef("service_round"),
        state__in=eligibility.LIVE,
    )
    sides = Q(person_id=OuterRef("recipient_id")) | Q(person_id=OuterRef("asked_by_id"))
    blocked = BlockedPair.objects.filter(sides, volunteer=volunteer)
    rows = rows.filter(~Exists(bound), ~Exists(blocked)).exclude(
        Q(recipient_id__in=people) | Q(asked_by_id__in=people)
    )
    rows = rows.filter(_old_enough(volunteer.person.birth_date), health.without(health.limits_of(volunteer)))
    return rows.select_related("unit")


def _old_enough(born: dt.date | None) -> Q:
    """Orders without risk, and those on whose day the volunteer is of age; the policy is asked on claiming."""
    harmless = Q(risk=Risk.NONE)
    if born is None:
        return harmless
    of_age = dt.datetime.combine(ages.birthday(born, ages.Age.ADULT), dt.time(), clock.ZONE)
    return harmless | Q(wished_from__gte=of_age)


def services(actor: Actor) -> QuerySet[Assignment]:
    """The actor's own promises that are not over."""
    rows = Assignment.objects.filter(volunteer_id=actor.volunteer_id or 0, state__in=eligibility.BOUND)
    return rows.select_related("order__unit", "order__recipient", "order__team", "volunteer__person")


def past_services(actor: Actor) -> QuerySet[Assignment]:
    """The actor's own finished services."""
    rows = Assignment.objects.filter(volunteer_id=actor.volunteer_id or 0, state=AssignmentState.DONE)
    return rows.select_related("order__unit", "order__team", "record")


def of_order(order: Order) -> QuerySet[Assignment]:
    """The volunteers of this round of an order."""
    rows = order.assignments.filter(service_round=order.service_round)
    return rows.select_related("volunteer__person", "checked_in_by", "confirmed_by", "record").order_by("pk")


def team_orders(actor: Actor) -> QuerySet[Order]:
    """Orders accepted by the teams that the actor leads, not over yet."""
    states = (OrderState.ACCEPTED, OrderState.SERVING, OrderState.RATING)
    rows = Order.objects.filter(team_id__in=actor.led_team_ids, state__in=states)
    return rows.select_related("unit", "team").prefetch_related("assignments__volunteer__person")


def made(order: Order) -> QuerySet[Offer]:
    """All offers of an order, newest first."""
    return order.offers.select_related("team", "volunteer__person__account").order_by("-pk")
