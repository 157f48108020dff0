"""Reads of stars: the rules of a day, counted minutes, what comes next, what stands, what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet, Sum

from shijian.kernel import ages, clock, paths, policy
from shijian.kernel.actor import Actor, Permission
from shijian.people.models import own_or_ward
from shijian.records import policies_stars as policies
from shijian.records.enums import Grade, StarAuthority, StarState
from shijian.records.models import ServiceRecord, Star, StarBar, StarObjection
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Rule:
    """What one star asks for on a day: its level, the minutes of its line, and whose decision grants it."""

    level: int
    minutes: int
    authority: str


def rules_on(day: dt.date) -> list[Rule]:
    """The stars that there are on a day, the first one first; an unknown or missing authority is the county."""
    lines = sorted(int(hours) * 60 for hours in policy.get(policies.LINES, on=day))
    names = [
        name if name in StarAuthority.values else "county"
        for name in policy.get(policies.AUTHORITIES, on=day)
    ]
    names += [StarAuthority.COUNTY.value] * (len(lines) - len(names))
    return [Rule(at, minutes, names[at - 1]) for at, minutes in enumerate(lines, start=1)]


def grades_on(day: dt.date) -> list[str]:
    """The evidence whose hours count for stars on a day, strongest first."""
    accepted = set(policy.get(policies.GRADES, on=day))
    return [grade.value for grade in Grade if grade in accepted]


def minutes_of(keys: Collection[int], grades: Collection[str]) -> dict[int, int]:
    """The counted minutes of volunteers in those grades, by their key; one query."""
    rows = ServiceRecord.objects.counted().filter(grade__in=grades, volunteer_id__in=keys)
    return _sums(rows)


def firm_minutes(keys: Collection[int], grades: Collection[str]) -> dict[int, int]:
    """The same with what somebody objects to just now: a doubt alone takes no hour from a star that was granted."""
    rows = ServiceRecord.objects.valid().filter(grade__in=grades, volunteer_id__in=keys)
    return _sums(rows)


def _sums(rows: QuerySet[ServiceRecord]) -> dict[int, int]:
    found = rows.order_by().values("volunteer_id").annotate(total=Sum("minutes"))
    return {row["volunteer_id"]: row["total"] for row in found}


def level_of(volunteer_id: int) -> int:
    """The highest star that stands; 0 for none."""
    return levels_of([volunteer_id]).get(volunteer_id, 0)


def levels_of(keys: Collection[int]) -> dict[int, int]:
    """The highest star of each volunteer who has one; one query."""
    rows = Star.objects.standing().filter(volunteer_id__in=keys).order_by()
    return dict(rows.values("volunteer_id").annotate(top=Max("level")).values_list("volunteer_id", "top"))


def next_rule(level: int, day: dt.date) -> Rule | None:
    """The star after `level`; none after the last."""
    return next((rule for rule in rules_on(day) if rule.level > level), None)


def bar_of(volunteer: Volunteer) -> StarBar | None:
    """The bar that holds today, the one that ends last."""
    rows = StarBar.objects.filter(StarBar.on(clock.today()), volunteer=volunteer)
    found: StarBar | None = rows.order_by("-until_day").first()
    return found


def reached(after: int = 0, batch: int = 2000) -> tuple[list[int], int | None]:
    """Volunteers who have reached their next line and for whom nothing is under way, and where to go on.

    Looks at the next `batch` volunteers above the first line, in the order of their keys from `after` on; None says
    that there are no more. Whoever was refused a star, or took the wish for it back, is not proposed for the same one
    again: he may apply. Five queries.
    """
    today = clock.today()
    rules, grades = rules_on(today), grades_on(today)
    if not rules:
        return [], None
    found = ServiceRecord.objects.counted().filter(grade__in=grades, volunteer_id__gt=after)
    found = found.filter(volunteer__state=VolunteerState.ACTIVE).filter(_old_enough())
    sums = found.order_by("volunteer_id").values("volunteer_id").annotate(total=Sum("minutes"))
    totals = dict(sums.filter(total__gte=rules[0].minutes).values_list("volunteer_id", "total")[:batch])
    levels, out, done = levels_of(totals), _out(totals), _ended(totals)
    chosen = []
    for key, total in totals.items():
        rule = next((each for each in rules if each.level > levels.get(key, 0)), None)
        if rule and total >= rule.minutes and key not in out and (key, rule.level) not in done:
            chosen.append(key)
    return chosen, max(totals) if len(totals) == batch else None


def _out(keys: Collection[int]) -> set[int]:
    """Those of the volunteers who are barred, or for whom a star is under way."""
    busy = Star.objects.under_way().filter(volunteer_id__in=keys)
    bars = StarBar.objects.filter(StarBar.on(clock.today()), volunteer_id__in=keys)
    return {*busy.values_list("volunteer_id", flat=True), *bars.values_list("volunteer_id", flat=True)}


def _ended(keys: Collection[int]) -> set[tuple[int, int]]:
    """Which stars of the volunteers ended without one that stands."""
    over = (StarState.REFUSED, StarState.TAKEN_BACK, StarState.WITHDRAWN)
    return set(
        Star.objects.filter(volunteer_id__in=keys, state__in=over).values_list("volunteer_id", "level")
    )


def _old_enough() -> Q:
    born = ages.latest_birth(policy.get(policies.MIN_AGE), clock.today())
    return Q(volunteer__person__birth_date__lte=born)


def with_people(rows: QuerySet[Star]) -> QuerySet[Star]:
    """Fetch what a list and a page show in one query."""
    return rows.select_related("unit", "volunteer__person", "checked_by", "decided_by", "asked_by")


def waiting(actor: Actor) -> QuerySet[Star]:
    """What the actor may do something about: check within reach, decide at the top of the network."""
    own = own_or_ward(actor.person_id, "volunteer__person")
    tops = [
        scope.path for scope in actor.grants.get(Permission.RECORD_VOID, ()) if len(scope.path) == paths.WIDTH
    ]
    top = paths.any_of("unit_path", [(path, True) for path in tops])
    me = actor.person_id or 0
    check = Q(state=StarState.ASKED)
    decide = Q(state__in=(StarState.CHECKED, StarState.FORWARDED, StarState.REVIEW)) & top
    rows = Star.objects.filter(actor.within(Permission.RECORD_VOID, "unit_path"), check | decide)
    mine = Q(pk__in=Star.objects.filter(Q(asked_by_id=me) | Q(checked_by_id=me)).values("pk"))
    return with_people(rows.exclude(own).exclude(mine))


def doubts(actor: Actor) -> QuerySet[StarObjection]:
    """Open objections and appeals that the actor may decide."""
    rows = StarObjection.objects.visible_to(actor).open().exclude(own_or_ward(actor.person_id, "by"))
    return with_stars(rows)


def with_stars(rows: QuerySet[StarObjection]) -> QuerySet[StarObjection]:
    """Fetch what a list and a page show in one query."""
    return rows.select_related(
        "by", "decided_by", "star__unit", "star__volunteer__person", "bar__volunteer__person",
        "bar__volunteer__unit",
    )  # fmt: skip


def appeal_ends(begun: dt.datetime) -> dt.date:
    """The last day to appeal against a decision of that moment."""
    day = clock.local(begun).date()
    return clock.add_working_days(day, policy.get(policies.APPEAL_DAYS, on=day))


def appealed(star: Star) -> bool:
    """Whether there was an appeal against the last loss of a star; an earlier loss had its own."""
    rows = star.objections.filter(appeal=True)
    return (rows.filter(created_at__gte=star.over_at) if star.over_at else rows).exists()
