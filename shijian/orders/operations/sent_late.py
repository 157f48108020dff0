"""Check-ins and check-outs made without signal: what the claimed time may do.

A claim inside the window stands beside the moment of its arrival. One's own claim that arrived much later is no
evidence by itself: the record waits until a second person confirms the service or enters the times (grade late).
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.kernel.errors import Conflict
from shijian.orders import service_policies
from shijian.orders.models import Assignment

Span = tuple[dt.datetime, dt.datetime]


class SecondPersonNeeded(Conflict):
    """Own times that arrived late make no record before somebody else vouches for them."""

    code = "second-person-needed"


def moments(
    at: dt.datetime | None, said: dt.datetime | None, span: Span, *, own: bool
) -> tuple[dt.datetime, dt.datetime | None]:
    """Give the moment that counts, and for one's own claim when it arrived.

    A claim outside of the span, or not in the past, is dropped: then the moment of its arrival counts.
    """
    now = clock.now()
    if at is not None or said is None or not span[0] <= said <= min(span[1], now):
        return at or now, None
    return said, now if own else None


def demand_second_person(assignment: Assignment) -> None:
    """Raise `SecondPersonNeeded` for own times that arrived too late, unless the other side has confirmed."""
    own = assignment.volunteer.person_id
    delays = [
        received - moment
        for moment, received, by in (
            (assignment.checked_in_at, assignment.in_received_at, assignment.checked_in_by_id),
            (assignment.checked_out_at, assignment.out_received_at, assignment.checked_out_by_id),
        )
        if moment and received and by == own
    ]
    limit = dt.timedelta(minutes=policy.get(service_policies.OFFLINE_MINUTES))
    if assignment.confirmed_by_id is None and max(delays, default=limit) > limit:
        raise SecondPersonNeeded(
            _(
                "The times were written down without signal and arrived late. A second person has to enter them."
            )
        )


def arrived_late(assignment: Assignment) -> bool:
    """Whether one of the times is the volunteer's own claim that arrived later."""
    return bool(assignment.in_received_at or assignment.out_received_at)


def noted(moment: dt.datetime, received: dt.datetime | None) -> dict[str, list[str | None]]:
    """What the audit trail says about a claim: the time claimed and the time of its arrival."""
    return {"claimed": [moment.isoformat(), received.isoformat()]} if received else {}
