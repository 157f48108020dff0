"""The shop: what there is, who is entitled to a courtesy, what a volunteer had already, what the budget has left."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import own_or_ward
from shijian.points import policies
from shijian.points.enums import Period, RedemptionState, RewardKind
from shijian.points.models import Redemption, Reward, RewardBudget
from shijian.points.queries.balances import balance_of
from shijian.records.models import ServiceRecord
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

HOUR = 60


@dataclass(frozen=True, slots=True)
class Budget:
    """Money of a unit for rewards in a year, in fen: decided, and bound by what is open or handed over."""

    decided: int
    bound: int

    @property
    def left(self) -> int:
        """What may still be bound."""
        return self.decided - self.bound


def offered(kind: str = "") -> QuerySet[Reward]:
    """What may be had today, of one kind or of all."""
    rows = Reward.objects.on(clock.today()).select_related("unit", "merchant")
    return rows.filter(kind=kind) if kind in RewardKind.values else rows


def counted_hours(volunteer_id: int) -> int:
    """Whole hours of all counted service."""
    rows = ServiceRecord.objects.counted().filter(volunteer=volunteer_id)
    return int(rows.aggregate(total=Sum("minutes"))["total"] or 0) // HOUR


def entitled(volunteer: Volunteer, courtesy: Reward) -> bool:
    """Whether the volunteer has the hours or the points, earned in all, that the courtesy asks for; one is enough."""
    if courtesy.points_min is not None and balance_of(volunteer.pk).lifetime >= courtesy.points_min:
        return True
    return courtesy.hours_min is not None and counted_hours(volunteer.pk) >= courtesy.hours_min


def condition(courtesy: Reward) -> str:
    """What the courtesy asks for, in words."""
    facts = {"hours": courtesy.hours_min, "points": courtesy.points_min}
    if courtesy.hours_min and courtesy.points_min:
        return _("For %(hours)s hours of service or %(points)s points earned in all") % facts
    if courtesy.hours_min:
        return _("For %(hours)s hours of service") % facts
    return _("For %(points)s points earned in all") % facts


def usual_limit() -> int:
    """How many of one reward a volunteer may have in a period where the reward says nothing."""
    return int(policy.get(policies.REWARD_LIMIT))


def limit_of(reward: Reward) -> int:
    """How many one volunteer may have in a period."""
    return reward.limit_each or usual_limit()


def had(volunteer: Volunteer, reward: Reward) -> int:
    """How many of it the volunteer has or had in the period of today."""
    day = clock.today().replace(day=1)
    first = day if reward.period == Period.MONTH else day.replace(month=1)
    rows = Redemption.objects.standing().filter(volunteer=volunteer, reward=reward)
    return rows.filter(made_at__gte=start_of(first)).count()


def budget_of(unit: Unit, year: int) -> Budget:
    """What the unit may spend in that year, and what is bound."""
    decided = RewardBudget.objects.filter(unit=unit, year=year).aggregate(sum=Sum("amount_fen"))["sum"]
    rows = Redemption.objects.standing().filter(reward__unit=unit)
    first, behind = start_of(dt.date(year, 1, 1)), start_of(dt.date(year + 1, 1, 1))
    bound = rows.filter(made_at__gte=first, made_at__lt=behind).aggregate(sum=Sum("cost_fen"))["sum"]
    return Budget(decided or 0, bound or 0)


def start_of(day: dt.date) -> dt.datetime:
    """The moment at which a day begins here."""
    return dt.datetime.combine(day, dt.time(), tzinfo=clock.local(clock.now()).tzinfo)


def takers(actor: Actor) -> QuerySet[Volunteer]:
    """For whom the actor may redeem: himself first, then wards."""
    rows = Volunteer.objects.active().filter(own_or_ward(actor.person_id, "person"))
    return rows.select_related("person").order_by("pk")


def own(actor: Actor) -> QuerySet[Redemption]:
    """The redemptions of the actor and of wards."""
    rows = Redemption.objects.filter(own_or_ward(actor.person_id, "volunteer__person"))
    return rows.select_related("reward__merchant", "reward__unit", "volunteer__person")


def at_desk(actor: Actor) -> QuerySet[Redemption]:
    """What waits to be picked up at the units of the actor."""
    rows = Redemption.objects.filter(actor.within(Permission.SERVICE_RECORD, "reward__unit_path"))
    return rows.select_related("reward__merchant", "reward__unit", "volunteer__person")


def open_at_desk(actor: Actor) -> QuerySet[Redemption]:
    """Those that wait."""
    return at_desk(actor).filter(state=RedemptionState.OPEN)


def by_code(actor: Actor, typed: str) -> Redemption | None:
    """What a code is for, if it is to be picked up at a desk of the actor."""
    found = Redemption.objects.by_code(typed)
    return at_desk(actor).filter(pk=found.pk).first() if found else None
