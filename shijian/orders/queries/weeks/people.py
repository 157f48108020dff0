"""The volunteers of a week: home, free spans, how many services more, how far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet

from shijian.kernel import clock, paths, policy
from shijian.matching.week import Floats, Ints, Masks
from shijian.orders import plan_policies
from shijian.orders.models import Offer
from shijian.orders.queries.weeks import spans
from shijian.orders.queries.weeks.blocked import Taken
from shijian.orders.queries.weeks.needs import Land
from shijian.volunteers.enums import TravelLimit
from shijian.volunteers.models import Availability, FreeDay, Volunteer


@dataclass(frozen=True)
class Crew:
    """Keys of volunteers and persons, home paths, travel limits, minutes left in the week,
    and the spans in which each `said` to be free, one entry a volunteer."""

    rows: QuerySet[Volunteer]
    ids: Ints
    persons: Ints
    homes: Sequence[str]
    limits: Ints
    minutes_left: Ints
    said: Masks

    @property
    def place(self) -> dict[int, int]:
        """The row of each volunteer."""
        return {pk: at for at, pk in enumerate(self.ids.tolist())}

    @property
    def place_of_person(self) -> dict[int, int]:
        """The row of each person."""
        return {pk: at for at, pk in enumerate(self.persons.tolist())}


def crew_of(path: str, land: Land) -> Crew:
    """Those on the register who could come to the area at `path`: of its town, and of the county who go so far."""
    town = land.reach(path).town
    near = paths.below("unit_path", town if path.startswith(town) else path)
    far = paths.below("unit_path", land.root) & Q(travel_limit=TravelLimit.COUNTY)
    return crew(Volunteer.objects.active().filter(near | far))


def crew(rows: QuerySet[Volunteer]) -> Crew:
    """These volunteers, by key; one query."""
    fields = ("pk", "person_id", "unit_path", "travel_limit", "weekly_minutes")
    found = list(rows.order_by("pk").values_list(*fields))
    columns = list(zip(*found, strict=True)) if found else [(), (), (), (), ()]
    ids, persons, limits, minutes = (np.array(columns[at], np.int64) for at in (0, 1, 3, 4))
    homes = [str(each) for each in columns[2]]
    return Crew(rows, ids, persons, homes, limits, minutes, np.zeros(len(ids), np.uint64))


def free_spans(crew: Crew, monday: dt.date) -> Masks:
    """When each is free: at the times that were said, else always; single days count more. Two queries."""
    place, people = crew.place, len(crew.ids)
    fields = ("volunteer_id", "weekday", "start_minute", "end_minute")
    said = Availability.objects.filter(volunteer__in=crew.rows.values("pk")).values_list(*fields)
    hours = np.array([(place[pk], *rest) for pk, *rest in said if pk in place], np.int64).reshape(-1, 4)
    silent = np.ones(people, bool)
    silent[hours[:, 0]] = False
    crew.said[:] = spans.masks_of_hours(hours, people)
    free = np.where(silent, spans.ALL, crew.said)
    return _with_days(free, place, crew, monday)


def _with_days(free: Masks, place: dict[int, int], crew: Crew, monday: dt.date) -> Masks:
    days = FreeDay.objects.filter(volunteer__in=crew.rows.values("pk"), day__gte=monday)
    days = days.filter(day__lt=monday + dt.timedelta(days=7))
    for pk, day, is_free in days.values_list("volunteer_id", "day", "is_free"):
        if pk in place:
            mask, at = spans.day_mask((day - monday).days), place[pk]
            for each in (free, crew.said):
                each[at] = each[at] | mask if is_free else each[at] & ~mask
    return free


def caps(crew: Crew, taken: Iterable[Taken], monday: dt.date) -> Ints:
    """How many services more each takes this week, by the county's caps; what is promised goes off the minutes left."""
    start, end = spans.limits(monday)
    count = np.zeros(len(crew.ids), np.int64)
    for each in taken:
        if each.order_id and start <= each.start < end:
            count[each.volunteer] += 1
            crew.minutes_left[each.volunteer] -= each.minutes
    most, offers = (int(policy.get(key, on=monday)) for key in (plan_policies.CAP, plan_policies.OFFERS))
    left = np.minimum(most - count, offers - _asked_of_late(crew))
    return np.where(crew.minutes_left > 0, np.maximum(0, left), 0)


def _asked_of_late(crew: Crew) -> Ints:
    """How often each was asked within seven days; one query."""
    asked, place = np.zeros(len(crew.ids), np.int64), crew.place
    made = Offer.objects.filter(made_at__gt=clock.now() - dt.timedelta(days=7), volunteer__isnull=False)
    for pk in made.values_list("volunteer_id", flat=True):
        if pk in place:
            asked[place[pk]] += 1
    return asked


def reaches(crew: Crew) -> Floats:
    """The furthest step that each goes, as `far` counts them."""
    return crew.limits.astype(float)
