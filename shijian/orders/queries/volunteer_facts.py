"""The facts behind the ranking of volunteers; one query for each, whatever the size of the register."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Avg, Count, F

from shijian.kernel import clock
from shijian.orders.models import Assignment, Rating
from shijian.orders.queries import places
from shijian.orders.queries.eligibility import LIVE, Need
from shijian.orders.queries.reasons import Reason
from shijian.volunteers.enums import Language, TravelLimit
from shijian.volunteers.models import Availability, FreeDay, TeamMember, Volunteer, VolunteerSkill

MONTH = dt.timedelta(days=28)
NEARNESS = {
    TravelLimit.VILLAGE: ("village", 30),
    TravelLimit.TOWN: ("town", 20),
    TravelLimit.COUNTY: ("county", 5),
}
Spans = dict[int, list[tuple[int, int, int]]]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the volunteers in question, by id."""

    volunteers: list[Volunteer]
    skills: dict[int, int]
    spans: Spans
    free_ids: frozenset[int]
    load: dict[int, int]
    stars: dict[int, float]
    team_ids: frozenset[int]


def gather(need: Need, ids: list[int]) -> Facts:
    """Fetch all facts; seven queries."""
    rows = Volunteer.objects.filter(pk__in=ids).select_related("person", "unit").order_by("pk")
    free = FreeDay.objects.filter(volunteer_id__in=ids, day=need.first_day, is_free=True)
    team = TeamMember.objects.current().filter(volunteer_id__in=ids, team_id=need.order.team_id or 0)
    return Facts(
        volunteers=list(rows),
        skills=_skills(need, ids),
        spans=_spans(ids),
        free_ids=frozenset(free.values_list("volunteer_id", flat=True)),
        load=_load(ids),
        stars=_stars(ids),
        team_ids=frozenset(team.values_list("volunteer_id", flat=True)),
    )


def _skills(need: Need, ids: list[int]) -> dict[int, int]:
    rows = VolunteerSkill.objects.filter(volunteer_id__in=ids, skill_id__in=need.skill_ids).order_by()
    return dict(rows.values_list("volunteer_id").annotate(n=Count("pk")))


def _spans(ids: list[int]) -> Spans:
    spans: Spans = defaultdict(list)
    fields = ("volunteer_id", "weekday", "start_minute", "end_minute")
    for pk, weekday, start, end in Availability.objects.filter(volunteer_id__in=ids).values_list(*fields):
        spans[pk].append((weekday, start, end))
    return spans


def _load(ids: list[int]) -> dict[int, int]:
    since = clock.now() - MONTH
    rows = Assignment.objects.filter(volunteer_id__in=ids, state__in=LIVE, committed_at__gte=since).order_by()
    return dict(rows.values_list("volunteer_id").annotate(n=Count("pk")))


def _stars(ids: list[int]) -> dict[int, float]:
    rows = Rating.objects.filter(
        order__assignments__volunteer_id__in=ids,
        order__assignments__state="done",
        order__assignments__service_round=F("service_round"),
    ).order_by()
    return dict(rows.values_list("order__assignments__volunteer_id").annotate(stars=Avg("stars")))


def reasons_for(need: Need, volunteer: Volunteer, facts: Facts) -> list[Reason]:
    """Say what speaks for and against asking `volunteer`."""
    found = [
        _distance(need, volunteer),
        _free(need, volunteer, facts),
        _busy(facts.load.get(volunteer.pk, 0)),
        _rated(facts.stars.get(volunteer.pk)),
    ]
    if need.skill_ids:
        found.insert(0, _skilled(need, facts.skills.get(volunteer.pk, 0)))
    if need.order.language not in ("", Language.MANDARIN):
        speaks = need.order.language in volunteer.languages
        found.append(Reason("language", speaks, 15 if speaks else -15))
    if need.order.team_id is not None:
        member = volunteer.pk in facts.team_ids
        found.append(Reason("team", member, 25 if member else 0))
    return found


def _skilled(need: Need, have: int) -> Reason:
    wanted = len(need.skill_ids)
    return Reason("skill", [have, wanted], round(40 * have / wanted, 1))


def _distance(need: Need, volunteer: Volunteer) -> Reason:
    here, there = need.order.unit, volunteer.unit
    far = places.kilometres((here.latitude, here.longitude), (there.latitude, there.longitude))
    if far is not None:
        return Reason("distance", round(far, 1), round(max(0.0, 30 - far), 1))
    word, points = NEARNESS[need.reach.step(volunteer.unit_path)]
    return Reason("distance", word, points)


def _free(need: Need, volunteer: Volunteer, facts: Facts) -> Reason:
    spans = facts.spans.get(volunteer.pk, [])
    if volunteer.pk in facts.free_ids or any(_fits(need, span) for span in spans):
        return Reason("free", "free", 20)
    return Reason("free", "busy", 0) if spans else Reason("free", "unknown", 8)


def _fits(need: Need, span: tuple[int, int, int]) -> bool:
    """Whether the service can be done inside the weekly span on some day of the window."""
    weekday, start, end = span
    order, day = need.order, need.first_day
    while day <= need.last_day and (day - need.first_day).days < 14:
        if day.isoweekday() == weekday:
            midnight = dt.datetime.combine(day, dt.time(), clock.ZONE)
            opens = max(midnight + dt.timedelta(minutes=start), order.wished_from)
            closes = min(midnight + dt.timedelta(minutes=end), order.wished_until)
            if closes - opens >= min(
                dt.timedelta(minutes=order.minutes), order.wished_until - order.wished_from
            ):
                return True
        day += dt.timedelta(days=1)
    return False


def _busy(count: int) -> Reason:
    return Reason("load", count, max(0, 15 - 3 * count))


def _rated(stars: float | None) -> Reason:
    return Reason("rating", stars, 0 if stars is None else round(5 * (stars - 3), 1))
