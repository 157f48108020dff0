"""Promises on both sides: places in activities that keep from an order, orders that keep from an activity."""

from __future__ import annotations

import datetime as dt

from django.db.models import OuterRef, Q, QuerySet

from shijian.activities.enums import SignupState
from shijian.activities.models import Signup
from shijian.orders.enums import AssignmentState
from shijian.orders.models import Assignment, Order

BOUND = (AssignmentState.COMMITTED, AssignmentState.SERVING)


def places_during(order: Order) -> QuerySet[Signup]:
    """The places in activities, offered or taken, of the volunteer of the outer query in the span of an order."""
    span = Q(session__starts_at__lt=order.wished_until, session__ends_at__gt=order.wished_from)
    states = (SignupState.OFFERED, SignupState.TAKEN)
    rows = Signup.objects.filter(span, state__in=states, session__cancelled_at__isnull=True)
    return rows.filter(person_id=OuterRef("person_id"))


def promised(person_id: int, start: dt.datetime, end: dt.datetime) -> bool:
    """Whether the person is bound to an order, or serves in one, whose span meets the given one."""
    span = Q(order__wished_from__lt=end, order__wished_until__gt=start)
    return Assignment.objects.filter(span, volunteer__person_id=person_id, state__in=BOUND).exists()
