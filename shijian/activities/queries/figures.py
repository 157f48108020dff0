"""Activities by any scheme: counted from real activities, meetings, people who were there and service records.

An activity belongs to a span when one of its meetings that took place lies in it. Nobody types a figure.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from shijian.activities.models import Activity, Presence, Scheme, Session, Term
from shijian.activities.queries import schemes
from shijian.kernel import clock, paths
from shijian.records.models import ServiceRecord

NONE, ALL = "none", "all"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one drawer holds: activities, meetings that took place, people who came, minutes of service."""

    label: str
    term: Term | None
    activities: int = 0
    meetings: int = 0
    people: int = 0
    minutes: int = 0

    @property
    def hours(self) -> float:
        """The service in hours, to one decimal."""
        return round(self.minutes / 60, 1)


def taken_place(path: str, since: dt.date, until: dt.date) -> QuerySet[Session]:
    """The meetings of the subtree that took place in these days, the first and the last included."""
    start, end = (
        dt.datetime.combine(day, dt.time(), clock.ZONE) for day in (since, until + dt.timedelta(days=1))
    )
    rows = Session.objects.filter(paths.below("activity__unit_path", path), cancelled_at__isnull=True)
    rows = rows.filter(starts_at__gte=start, starts_at__lt=end, ends_at__lte=clock.now())
    return rows.filter(activity__published_at__isnull=False).order_by()


def by_scheme(scheme: Scheme, path: str, since: dt.date, until: dt.date) -> list[Figures]:
    """One row a drawer, a type with its sub-types together, then what is in none of them, then all. Nine queries."""
    sessions = taken_place(path, since, until)
    drawers = _drawers(scheme, sessions)
    facts = _facts(sessions)
    labels = schemes.labelled(scheme)
    above = {term.pk: term.parent_id for term, _label in labels}
    found: dict[int | None, list[int]] = defaultdict(list)
    for activity in facts:
        own = drawers.get(activity)
        for key in dict.fromkeys((own, above.get(own) or own)) if own else (None,):
            found[key].append(activity)
    rows = [_sum(label, term, found[term.pk], facts) for term, label in labels]
    return [*rows, _sum("", None, found[None], facts), _sum("", None, list(facts), facts)]


def _drawers(scheme: Scheme, sessions: QuerySet[Session]) -> dict[int, int]:
    through = Activity.terms.through.objects.filter(
        term__scheme=scheme, activity__in=sessions.values("activity_id")
    )
    return dict(through.order_by("pk").values_list("activity_id", "term_id"))


def _facts(sessions: QuerySet[Session]) -> dict[int, tuple[int, int, int]]:
    """For each activity: meetings, people, minutes."""
    rows = sessions.values_list("activity_id").annotate(n=Count("pk"), others=Sum("walk_ins"))
    found = {activity: [n, others, 0] for activity, n, others in rows}
    there = Presence.objects.filter(signup__session__in=sessions.values("pk"))
    names = ("signup__session__activity_id", "signup__person_id", "signup_id")
    everybody = {(a, p or f"signup {s}") for a, p, s in there.values_list(*names)}
    for activity, _person in everybody:
        found[activity][1] += 1
    records = ServiceRecord.objects.valid().filter(presence__signup__session__in=sessions.values("pk"))
    minutes = records.order_by().values_list("presence__signup__session__activity_id")
    for activity, total in minutes.annotate(total=Sum("minutes")):
        found[activity][2] += total
    return {activity: (n, people, service) for activity, (n, people, service) in found.items()}


def _sum(label: str, term: Term | None, keys: list[int], facts: dict[int, tuple[int, int, int]]) -> Figures:
    parts = [facts[key] for key in keys]
    meetings, people, minutes = (sum(part[at] for part in parts) for at in range(3))
    return Figures(label, term, len(keys), meetings, people, minutes)


def behind(scheme: Scheme, drawer: str, path: str, since: dt.date, until: dt.date) -> QuerySet[Activity]:
    """The activities behind a row: `drawer` is the code of a drawer (what hangs below it counts), "none" or "all"."""
    rows = Activity.objects.filter(pk__in=taken_place(path, since, until).values("activity_id"))
    sorted_ones = Activity.terms.through.objects.filter(term__scheme=scheme)
    if drawer == NONE:
        return rows.exclude(pk__in=sorted_ones.values("activity_id"))
    if drawer != ALL:
        inside = sorted_ones.filter(Q(term__code=drawer) | Q(term__parent__code=drawer))
        rows = rows.filter(pk__in=inside.values("activity_id"))
    return rows
