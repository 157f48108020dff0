"""Plan against done: nobody types it, it follows from the activities that came out of each item."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import QuerySet, Sum

from shijian.activities import plan_policies
from shijian.activities.enums import ActivityState, PlanState
from shijian.activities.models import Activity, Plan, PlanItem, Presence, Session
from shijian.kernel import clock, policy
from shijian.kernel.actor import Actor
from shijian.units.enums import UnitState

OVER = (ActivityState.DONE, ActivityState.ARCHIVED)


class Standing(StrEnum):
    """Where an item stands, in the order in which an officer looks at them."""

    OVERDUE = "overdue"
    NEAR = "near"
    UNDER_WAY = "under-way"
    AHEAD = "ahead"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(slots=True)
class Progress:
    """An item with what came out of it; `came` counts people, the counted others of walk-ins included."""

    item: PlanItem
    activities: list[Activity] = field(default_factory=list)
    came: int = 0
    today: dt.date = field(default_factory=clock.today)
    near: int = 0

    @property
    def done(self) -> int:
        """How many of its activities are over."""
        return sum(activity.state in OVER for activity in self.activities)

    @property
    def standing(self) -> Standing:
        """Where the item stands today."""
        if self.item.dropped_why:
            return Standing.DROPPED
        if self.done >= self.item.times:
            return Standing.DONE
        if self.item.last_day < self.today:
            return Standing.OVERDUE
        if any(activity.state != ActivityState.CANCELLED for activity in self.activities):
            return Standing.UNDER_WAY
        soon = self.item.first_day - dt.timedelta(days=self.near) <= self.today
        return Standing.NEAR if soon else Standing.AHEAD


def of_items(items: Iterable[PlanItem], actor: Actor) -> list[Progress]:
    """The progress of items, in their order, with those activities that the actor may see. Six queries at most."""
    rows = list(items)
    near, today = policy.get(plan_policies.NEAR_DAYS), clock.today()
    found = {row.pk: Progress(row, today=today, near=near) for row in rows}
    heirs = _heirs(list(found))
    activities = list(
        Activity.objects.visible_to(actor).filter(plan_item_id__in=heirs).order_by("pk") if heirs else []
    )
    people = came([activity.pk for activity in activities])
    for activity in activities:
        for key in heirs[activity.plan_item_id or 0]:
            found[key].activities.append(activity)
            found[key].came += people.get(activity.pk, 0)
    return list(found.values())


def _heirs(keys: list[int]) -> dict[int, set[int]]:
    """For each item, and each that was taken over from it into shorter plans: whose progress it counts for."""
    found: dict[int, set[int]] = {key: {key} for key in keys}
    level: Iterable[int] = keys
    for _longest_chain in range(2):  # year to quarter to month
        rows = PlanItem.objects.filter(origin_id__in=list(level)).values_list("pk", "origin_id")
        level = []
        for key, origin in rows:
            found[key] = found.get(key, set()) | found[origin or 0]
            level.append(key)
    return found


def came(keys: list[int]) -> dict[int, int]:
    """How many people came to each activity: persons who were there, and others who were counted. Two queries."""
    found: dict[int, int] = defaultdict(int)
    if not keys:
        return found
    rows = Presence.objects.filter(signup__session__activity_id__in=keys)
    everybody = {
        (activity, person or f"signup {signup}")
        for activity, person, signup in rows.values_list(
            "signup__session__activity_id", "signup__person_id", "signup_id"
        )
    }
    for activity, _person in everybody:
        found[activity] += 1
    counted = Session.objects.filter(activity_id__in=keys).order_by().values_list("activity_id")
    for activity, others in counted.annotate(others=Sum("walk_ins")):
        found[activity] += others
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """The figures of a plan: items that stand, those done, overdue and dropped."""

    items: int = 0
    done: int = 0
    overdue: int = 0
    dropped: int = 0


def count(rows: Iterable[Progress]) -> Count:
    """Count a plan."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        found[row.standing] += 1
    standing = sum(n for name, n in found.items() if name != Standing.DROPPED)
    return Count(standing, found[Standing.DONE], found[Standing.OVERDUE], found[Standing.DROPPED])


def counts(plans: Iterable[Plan], actor: Actor) -> dict[int, Count]:
    """The figures of several plans by their keys, by what the actor may see of them."""
    rows = PlanItem.objects.filter(plan__in=[plan.pk for plan in plans]).order_by("pk")
    by_plan: dict[int, list[Progress]] = defaultdict(list)
    for each in of_items(rows, actor):
        by_plan[each.item.plan_id].append(each)
    return {plan.pk: count(by_plan[plan.pk]) for plan in plans}


def unbegun(until: dt.date) -> QuerySet[PlanItem]:
    """Items of published plans that begin until that day and that nobody has begun; the shortest plan speaks."""
    rows = PlanItem.objects.filter(dropped_why="", first_day__lte=until, plan__state=PlanState.PUBLISHED)
    rows = rows.filter(plan__unit__state=UnitState.ACTIVE)
    shorter = PlanItem.objects.filter(origin__isnull=False, plan__state=PlanState.PUBLISHED)
    begun = Activity.objects.filter(plan_item__isnull=False).exclude(state=ActivityState.CANCELLED)
    taken = shorter.values("origin_id")
    return rows.exclude(pk__in=taken).exclude(pk__in=begun.values("plan_item_id"))
