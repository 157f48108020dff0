"""People who were scarce in the plans of the last weeks are kept free for the orders that are still to come.

What a half day of somebody was worth in those plans (`SpanPrice`) makes it dearer now, in the share of the orders of
that day that is not known yet.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import numpy as np
from django.db.models import Max, QuerySet

from shijian.kernel import clock, paths, policy
from shijian.matching.rolling import SPANS, Bids, Rule
from shijian.matching.week import Arcs, Floats, Ints
from shijian.orders import plan_policies
from shijian.orders.models import DispatchPlan, Order, SpanPrice
from shijian.orders.models.plans import COUNTING
from shijian.orders.queries.weeks import spans
from shijian.orders.queries.weeks.people import Crew
from shijian.orders.queries.weeks.snapshot import Snapshot

WEEK = dt.timedelta(days=7)
# So many days before its day an order is looked for; with fewer than LEAST orders the shares of `Rule` hold.
# The LATEST of the area are enough.
AHEAD, LEAST, LATEST = 14, 30, 5_000


def of_week(path: str, taken: Snapshot) -> Callable[[Arcs], Ints] | None:
    """What each arc of the week of the unit at `path` costs more; None where nobody is kept free.

    That is so for weeks after the next, without a plan in the last weeks, or where the county wants none. Three
    queries at most.
    """
    found = _learnt([path], taken.monday, taken.crew)
    if found is None:
        return None
    worth, unknown = found
    return lambda arcs: worth.on(arcs, unknown[arcs.slot])


def of_place(path: str, monday: dt.date, crew: Crew) -> Ints:
    """What each half day (64 columns) of each of the crew costs more for an order at `path` in the week of `monday`.

    By the plans of that unit or of one above it, whichever planned most weeks. Three queries at most.
    """
    found = _learnt(paths.ancestors(path), monday, crew)
    if found is None:
        return np.zeros((len(crew.ids), SPANS), np.int64)
    worth, unknown = found
    return np.rint(worth.price * unknown).astype(np.int64)


def _learnt(planners: list[str], monday: dt.date, crew: Crew) -> tuple[Bids, Floats] | None:
    """What half days of the crew were worth, and the share of the orders of each span that is not known yet."""
    count = int(policy.get(plan_policies.BID_WEEKS, on=monday))
    if count <= 0 or monday > spans.this_week() + WEEK:
        return None
    since = monday - count * WEEK
    rows = _plans(planners, since, monday).values_list("unit_path", "week").distinct()
    weeks = Counter(path for path, _week in rows)
    if not weeks:
        return None
    path = max(weeks, key=lambda each: (weeks[each], -len(each)))
    return Bids(_worth(path, since, monday, crew) / weeks[path]), _unknown(monday, known(path, count))


def _plans(planners: list[str], since: dt.date, before: dt.date) -> QuerySet[DispatchPlan]:
    rows = DispatchPlan.objects.filter(unit_path__in=planners, week__gte=since, week__lt=before)
    return rows.filter(state__in=COUNTING).order_by()


def _worth(path: str, since: dt.date, before: dt.date, crew: Crew) -> Floats:
    """The sum over the weeks of the most that each span of each person was worth in a plan of that week."""
    total, place = np.zeros((len(crew.ids), SPANS)), crew.place
    plans, people = _plans([path], since, before), crew.rows
    rows = SpanPrice.objects.filter(plan__in=plans.values("pk"), volunteer__in=people.values("pk"))
    found = rows.order_by().values("volunteer_id", "span", "plan__week").annotate(most=Max("price"))
    for pk, span, most in found.values_list("volunteer_id", "span", "most"):
        if pk in place:
            total[place[pk], span] += most
    return total


def known(path: str, weeks: int) -> tuple[float, ...]:
    """Which share of the orders of a day was there so many days before it, in the area of late; one query."""
    today = clock.today()
    first = dt.datetime.combine(today - weeks * WEEK, dt.time(), clock.ZONE)
    last = dt.datetime.combine(today, dt.time(), clock.ZONE)
    rows = Order.objects.filter(
        paths.below("unit_path", path),
        wished_from__gte=first,
        wished_from__lt=last,
        verified_at__isnull=False,
    )
    moments = rows.order_by("-wished_from", "pk").values_list("wished_from", "verified_at")[:LATEST]
    ahead = np.array(
        [(clock.local(day).date() - clock.local(came).date()).days for day, came in moments if came]
    )
    if len(ahead) < LEAST:
        return Rule().known
    return tuple(float((ahead >= days).mean()) for days in range(AHEAD))


def _unknown(monday: dt.date, known: tuple[float, ...]) -> Floats:
    """The share of the orders of each span that is not known yet; of today and before everything is."""
    share = np.zeros(SPANS)
    for span in range(spans.COUNT):
        day = monday + dt.timedelta(days=span // len(spans.PARTS))
        ahead = (day - clock.today()).days
        if ahead > 0:
            share[span] = 1 - known[min(ahead, len(known) - 1)]
    return share
