"""The activities ahead, narrowed as somebody asks, and what a card of the list says of each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shijian.activities.models import HOLDING, Activity, Opening, Place, Session, Signup, Term
from shijian.activities.models.activities import ActivityQuerySet
from shijian.activities.queries import seats
from shijian.kernel import clock, paths
from shijian.units.models import Unit

Span = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True, slots=True)
class Room:
    """Places of one kind in one session: `left` None means without limit, `waiting` how many wait."""

    opening: Opening
    left: int | None
    waiting: int = 0

    @property
    def full(self) -> bool:
        """Whether the next one waits in line."""
        return self.left == 0 or self.waiting > 0

    @property
    def words(self) -> str:
        """The kind of place with how many are left."""
        facts = {"task": self.opening.get_task_display(), "left": self.left, "waiting": self.waiting}
        if self.left is None:
            return _("%(task)s: room for everybody") % facts
        if self.full and not self.opening.waiting:
            return _("%(task)s: full") % facts
        if self.full and self.waiting:
            return _("%(task)s: full, %(waiting)s in line") % facts
        if self.full:
            return _("%(task)s: full, you can wait in line") % facts
        return _("%(task)s: %(left)s places left") % facts

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        return "warn" if self.full else "done"


@dataclass(frozen=True, slots=True)
class Card:
    """One activity in the list, with its next meeting in the span that was asked for."""

    activity: Activity
    session: Session | None
    place: str
    rooms: tuple[Room, ...]


def ahead(
    *, unit: Unit | None = None, span: Span | None = None, term_id: int | None = None, audience: str = "",
    only_free: bool = False,
) -> ActivityQuerySet:  # fmt: skip
    """Activities ahead: of a unit and below, with a meeting in a span, in a drawer, for whom, with a place left."""
    rows = Activity.objects.ahead().select_related("unit")
    if unit is not None:
        rows = rows.filter(paths.below("unit_path", unit.path))
    if span is not None:
        rows = rows.filter(pk__in=within(span).values("activity_id"))
    if term_id is not None:
        filed = Activity.terms.through.objects.filter(Q(term_id=term_id) | Q(term__parent_id=term_id))
        rows = rows.filter(pk__in=filed.values("activity_id"))
    if audience or only_free:
        rows = rows.filter(Exists(_openings(audience, only_free)))
    return rows


def within(span: Span) -> QuerySet[Session]:
    """Meetings that take place and touch a span, and are not over."""
    begin, end = max(span[0], clock.now()), span[1]
    rows = Session.objects.filter(cancelled_at__isnull=True, starts_at__lt=end, ends_at__gt=begin)
    return rows.filter(
        starts_at__gte=begin - dt.timedelta(days=3)
    )  # the longest meeting; it bounds the index


def _openings(audience: str, only_free: bool) -> QuerySet[Opening]:
    rows = Opening.objects.filter(activity=OuterRef("pk"))
    if audience:
        rows = rows.filter(audience=audience)
    return rows.filter(has_room(session__starts_at=OuterRef("activity__next_at"))) if only_free else rows


def has_room(**session: Any) -> Q:
    """Filter for openings with a place left in a session, named as a sign-up names it (`session=OuterRef(…)`)."""
    held = Signup.objects.filter(opening=OuterRef("pk"), state__in=HOLDING, **session)
    count = held.order_by().values("opening").annotate(n=Count("pk")).values("n")
    return Q(capacity__isnull=True) | Q(capacity__gt=Coalesce(Subquery(count), 0))


def cards(activities: Sequence[Activity], span: Span | None = None) -> list[Card]:
    """A card for each; four queries, however many there are."""
    sessions = _next(activities, span)
    keys = [activity.pk for activity in activities]
    points: dict[int, str] = {}
    for activity_id, name in Place.objects.filter(activity__in=keys).values_list("activity_id", "name"):
        points.setdefault(activity_id, name)
    found = rooms(sessions.values())
    made = []
    for each in activities:
        session = sessions.get(each.pk)
        left = found.get(session.pk, ()) if session is not None else ()
        made.append(Card(each, session, points.get(each.pk, ""), left))
    return made


def _next(activities: Sequence[Activity], span: Span | None) -> dict[int, Session]:
    keys = [activity.pk for activity in activities]
    rows = Session.objects.filter(activity__in=keys, cancelled_at__isnull=True)
    rows = rows.filter(starts_at=F("activity__next_at")) if span is None else rows & within(span)
    found: dict[int, Session] = {}
    for session in rows.order_by("starts_at", "pk"):
        found.setdefault(session.activity_id, session)
    return found


def rooms(sessions: Iterable[Session]) -> dict[int, tuple[Room, ...]]:
    """The places left of each kind in each session; two queries."""
    known = list(sessions)
    counts = seats.counts(known)
    openings: dict[int, list[Opening]] = {}
    for opening in Opening.objects.filter(activity__in={session.activity_id for session in known}):
        openings.setdefault(opening.activity_id, []).append(opening)
    return {
        session.pk: tuple(
            _room(o, counts.get((session.pk, o.pk), {})) for o in openings.get(session.activity_id, [])
        )
        for session in known
    }


def _room(opening: Opening, states: dict[str, int]) -> Room:
    held = states.get("offered", 0) + states.get("taken", 0)
    left = None if opening.capacity is None else max(opening.capacity - held, 0)
    return Room(opening, left, states.get("waiting", 0))


def similar(activity: Activity, *, most: int = 3) -> list[Card]:
    """Activities ahead in one of its drawers, or else of the same town, soonest first."""
    terms = list(activity.terms.values_list("pk", flat=True))
    rows = Activity.objects.ahead().exclude(pk=activity.pk).select_related("unit")
    if terms:
        filed = Activity.terms.through.objects.filter(term_id__in=terms).values("activity_id")
        if found := list(rows.filter(pk__in=filed).order_by("next_at", "pk")[:most]):
            return cards(found)
    town = activity.unit_path[: 2 * paths.WIDTH]
    return cards(list(rows.filter(paths.below("unit_path", town)).order_by("next_at", "pk")[:most]))


def drawers() -> list[Term]:
    """The drawers by which this network sorts, scheme by scheme; one query."""
    rows = Term.objects.filter(scheme__in_use=True, parent__isnull=True).select_related("scheme")
    return list(rows.order_by("scheme__position", "scheme_id", "position", "pk"))
