"""Pairs of an order and a volunteer that cannot be, by the rules that look at the single order."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet

from shijian.activities.enums import SignupState
from shijian.activities.models import Signup
from shijian.matching.week import Floats, Ints
from shijian.orders.enums import OfferState
from shijian.orders.models import Assignment, BlockedPair, Offer, Order
from shijian.orders.queries.promises import BOUND
from shijian.volunteers.models import Volunteer

# The rules of `eligibility` that these rows stand for.
RULES = ("self", "unfit", "bound", "busy", "asked", "again")
Pair = tuple[int, int]
Minutes = Callable[[dt.datetime], float]  # from the beginning of the week


@dataclass(frozen=True)
class Ground:
    """The orders and volunteers with their places in the arrays; windows in minutes of the week."""

    orders: Sequence[Order]
    rows: QuerySet[Order]
    volunteers: QuerySet[Volunteer]
    place: dict[int, int]
    place_of_person: dict[int, int]
    windows: Floats


@dataclass(frozen=True, slots=True)
class Taken:
    """Time of somebody that is given away: whose, for which order (0: an activity), its beginning and end."""

    volunteer: int
    order_id: int
    start: dt.datetime
    end: dt.datetime
    minutes: int = 0


def pairs(ground: Ground, taken: Iterable[Taken], minutes: Minutes) -> Ints:
    """Rows of order and volunteer; three queries beside what is taken."""
    found = {*_sides(ground), *_unfit(ground), *_had(ground), *_busy(ground, taken, minutes)}
    return np.array(sorted(found), np.int64).reshape(-1, 2)


def _sides(ground: Ground) -> Iterator[Pair]:
    for number, order in enumerate(ground.orders):
        for person in (order.recipient_id, order.asked_by_id):
            if person in ground.place_of_person:
                yield number, ground.place_of_person[person]


def _unfit(ground: Ground) -> Iterator[Pair]:
    of_person: dict[int, list[int]] = defaultdict(list)
    for person, volunteer in BlockedPair.objects.values_list("person_id", "volunteer_id"):
        if volunteer in ground.place:
            of_person[person].append(ground.place[volunteer])
    for number, order in enumerate(ground.orders):
        for person in {order.recipient_id, order.asked_by_id}:
            yield from ((number, volunteer) for volunteer in of_person.get(person, ()))


def _had(ground: Ground) -> Iterator[Pair]:
    """Those who have or had a part in the order, or were asked and did not say yes; two queries."""
    number = {order.pk: at for at, order in enumerate(ground.orders)}
    ids = ground.rows.values("pk")
    parts = Assignment.objects.filter(order__in=ids)
    asked = Offer.objects.filter(order__in=ids, state__in=(OfferState.OPEN, OfferState.REFUSED))
    for rows in (parts, asked.filter(volunteer__isnull=False)):
        for order, volunteer in rows.values_list("order_id", "volunteer_id"):
            if order in number and volunteer in ground.place:
                yield number[order], ground.place[volunteer]


def _busy(ground: Ground, taken: Iterable[Taken], minutes: Minutes) -> Iterator[Pair]:
    keys = np.array([order.pk for order in ground.orders], np.int64)
    for each in taken:
        start, end = minutes(each.start), minutes(each.end)
        met = (ground.windows[:, 0] < end) & (ground.windows[:, 1] > start) & (keys != each.order_id)
        yield from ((number, each.volunteer) for number in np.flatnonzero(met).tolist())


def taken_time(
    place: dict[int, int], place_of_person: dict[int, int], first: dt.datetime, last: dt.datetime
) -> list[Taken]:
    """Promises, open offers, and places in activities between two moments; three queries."""
    window = Q(order__wished_from__lt=last, order__wished_until__gt=first)
    fields = ("volunteer_id", "order_id", "order__wished_from", "order__wished_until", "order__minutes")
    bound = Assignment.objects.filter(window, state__in=BOUND)
    asked = Offer.objects.filter(window, state=OfferState.OPEN, volunteer__isnull=False)
    found = [
        Taken(place[pk], *facts)
        for rows in (bound, asked)
        for pk, *facts in rows.order_by("pk").values_list(*fields)
        if pk in place
    ]
    span = Q(session__starts_at__lt=last, session__ends_at__gt=first)
    held = Signup.objects.filter(span, state__in=(SignupState.OFFERED, SignupState.TAKEN))
    held = held.filter(session__cancelled_at__isnull=True)
    for person, start, end in held.values_list("person_id", "session__starts_at", "session__ends_at"):
        if person in place_of_person:
            found.append(Taken(place_of_person[person], 0, start, end))
    return found
