"""What a team can take on in a week: from its active members and its own limit, less what it has promised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from shijian.kernel import clock, policy
from shijian.orders import plan_policies
from shijian.orders.enums import OfferState, OrderState
from shijian.orders.models import Offer, Order
from shijian.orders.queries.weeks import spans
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Team, TeamMember

MONTH = dt.timedelta(days=28)
TAKEN = (OrderState.ACCEPTED, OrderState.SERVING, OrderState.RATING, OrderState.CLOSED)


@dataclass(frozen=True, slots=True)
class Room:
    """How many active `members` a team has, and how many `places` and `orders` more it takes in a week."""

    members: int
    places: int
    orders: int

    def fits(self, seats: int) -> bool:
        """Whether an order of so many places has room."""
        return self.orders >= 1 and seats <= min(self.members, self.places)

    def less(self, orders: int, places: int) -> Room:
        """What is left after so many orders with so many places."""
        return Room(self.members, self.places - places, self.orders - orders)


def room_of(team_id: int, monday: dt.date) -> Room:
    """The room of one team in the week that begins on that day; four queries."""
    return rooms(Team.objects.filter(pk=team_id), monday)[team_id]


def rooms(teams: QuerySet[Team], monday: dt.date) -> dict[int, Room]:
    """The room of each team in the week that begins on that day; four queries."""
    start, end = spans.limits(monday)
    share = int(policy.get(plan_policies.TEAM_SHARE, on=monday))
    limits = dict(teams.values_list("pk", "weekly_orders"))
    people = members(limits)
    bound = Order.objects.filter(
        team__in=limits, state__in=TAKEN, wished_from__lt=end, wished_until__gt=start
    )
    asked = Offer.objects.filter(
        team__in=limits, state=OfferState.OPEN, order__wished_from__lt=end, order__wished_until__gt=start
    )
    facts = {
        pk: Room(people.get(pk, 0), people.get(pk, 0) * share // 10, limit) for pk, limit in limits.items()
    }
    for rows, size in ((bound, "headcount"), (asked, "order__headcount")):
        found = rows.order_by().values_list("team").annotate(Count("pk"), Sum(size))
        for pk, orders, places in found:
            facts[pk] = facts[pk].less(orders, places)
    return facts


def members(team_ids: Iterable[int]) -> dict[int, int]:
    """How many active members each team has, where there are any; one query."""
    rows = TeamMember.objects.current().filter(team__in=team_ids, volunteer__state=VolunteerState.ACTIVE)
    return dict(rows.order_by().values_list("team").annotate(n=Count("pk")))


def of_late(team_ids: Iterable[int]) -> dict[int, int]:
    """The places of the orders that each team accepted within four weeks; one query."""
    rows = Order.objects.filter(team__in=team_ids, accepted_at__gte=clock.now() - MONTH).order_by()
    return dict(rows.values_list("team").annotate(n=Sum("headcount")))


def turn(late: int, room: Room, turns: Sequence[int]) -> int:
    """What the turn of a team costs: as that of a volunteer with as many services as its members had on average."""
    return turns[min(late // max(1, room.members), len(turns) - 1)]
