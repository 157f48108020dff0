"""Calendars that phones subscribe to (RFC 5545): a unit's public activities and plans, a person's own activities.

Meetings stand in them one by one. A `UID` never changes, `SEQUENCE` counts how often a meeting was moved or called off,
and what was called off stays with `STATUS:CANCELLED`, so that every program takes it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from shijian.activities.enums import PLAN_KIND, PlanState, SignupState
from shijian.activities.models import LIVE, PUBLIC, Activity, FeedLink, Place, PlanItem, Session, Signup
from shijian.kernel import clock, crypto, paths
from shijian.kernel.models import FlowLog
from shijian.people.models import Person
from shijian.people.queries import accounts
from shijian.units.models import Unit

PAST_DAYS, AHEAD_DAYS, MOST = 60, 400, 1000
REFRESH = dt.timedelta(hours=6)
FIRST_DATE = dt.date(1992, 1, 1)  # since then Asia/Shanghai has no summer time
PRODUCT = "-//Shijian//activities//ZH"
Link = Callable[[str, int], str]


def of_unit(unit: Unit, link: Link) -> tuple[Calendar, dt.datetime | None]:
    """The public activities of a unit and those below it, and the published plans of the unit; and when it changed."""
    sessions, items = list(public_sessions(unit)), list(planned(unit))
    published = _times_published({item.plan_id for item in items})
    events = [_meeting(row, link) for row in sessions]
    events += [_intention(row, published[row.plan_id], link) for row in items]
    return _calendar(unit.name, events), _latest(events)


def of_person(person: Person, link: Link) -> tuple[Calendar, dt.datetime | None]:
    """What one person signed up for, and nothing of anybody else; and when it changed."""
    start, end = _window()
    rows = Signup.objects.filter(person=person, session__starts_at__gte=start, session__starts_at__lt=end)
    rows = rows.filter(Q(state__in=LIVE) | Q(session__cancelled_at__isnull=False, state=SignupState.REMOVED))
    found = list(_with_places(rows, "session__activity").order_by("session__starts_at", "pk")[:MOST])
    events = [_own(row, link) for row in found]
    return _calendar(_("My activities"), events), _latest(events)


def of_session(session: Session, link: Link) -> Calendar:
    """One meeting, for the calendar of a phone; the same event as in the calendars that one subscribes to."""
    return _calendar(session.activity.title, [_meeting(session, link)])


def person_of(secret: str) -> Person | None:
    """Whose link it is; nobody's when it was ended or the account may not be used. One query."""
    rows = FeedLink.objects.filter(token_hash=accounts.digest(secret), revoked_at__isnull=True)
    row = rows.select_related("person__account").first()
    account = getattr(row.person, "account", None) if row else None
    return row.person if row and account and accounts.admits(account) else None


def public_sessions(unit: Unit) -> QuerySet[Session]:
    """The meetings of the coming year and the last weeks, of published activities, called off ones included."""
    start, end = _window()
    here = paths.below("activity__unit_path", unit.path) | Q(activity__host=unit)
    rows = Session.objects.filter(here, starts_at__gte=start, starts_at__lt=end)
    rows = rows.filter(activity__state__in=PUBLIC, activity__published_at__isnull=False)
    return _with_places(rows, "activity").order_by("starts_at", "pk")[:MOST]


def planned(unit: Unit) -> QuerySet[PlanItem]:
    """What published plans of the unit intend and no public activity has taken up; the shortest plan speaks."""
    start, end = (moment.date() for moment in _window())
    rows = PlanItem.objects.filter(plan__unit=unit, plan__state=PlanState.PUBLISHED)
    shorter = PlanItem.objects.filter(origin__isnull=False, plan__state=PlanState.PUBLISHED)
    begun = Activity.objects.filter(plan_item__isnull=False, published_at__isnull=False, state__in=PUBLIC)
    rows = rows.exclude(pk__in=shorter.values("origin_id")).exclude(pk__in=begun.values("plan_item_id"))
    rows = rows.filter(last_day__gte=start, first_day__lt=end).select_related("plan")
    return rows.order_by("first_day", "pk")[:MOST]


def uid(kind: str, key: int) -> str:
    """A name for a thing that is the same for ever and in no other installation."""
    return f"{crypto.blind_index(f'{kind} {key}', 'calendar')}@shijian"


def _window() -> tuple[dt.datetime, dt.datetime]:
    now = clock.now()
    return now - dt.timedelta(days=PAST_DAYS), now + dt.timedelta(days=AHEAD_DAYS)


def _with_places(rows: QuerySet, way: str) -> QuerySet:  # type: ignore[type-arg]
    places = Prefetch(f"{way}__places", queryset=Place.objects.order_by("position", "pk"))
    return rows.select_related(way).prefetch_related(places)


def _calendar(name: str, events: Iterable[Event]) -> Calendar:
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("name", name)
    found.add("x-wr-calname", name)
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        found.add_component(event)
    found.add_missing_timezones(first_date=FIRST_DATE)
    return found


def _meeting(session: Session, link: Link) -> Event:
    activity, event = session.activity, Event()
    changed = [activity.published_at, activity.changed_at, session.changed_at]
    _frame(event, uid("session", session.pk), max(moment for moment in changed if moment), session.revision)
    event.add("dtstart", clock.local(session.starts_at))
    event.add("dtend", clock.local(session.ends_at))
    event.add("summary", activity.title)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    if words := "\n".join(filter(None, (session.cancelled_why, activity.summary))):
        event.add("description", words)
    if places := list(activity.places.all()):
        event.add("location", places[0].name)
    event.add("url", link("activities:detail", activity.pk))
    return event


def _own(signup: Signup, link: Link) -> Event:
    """The meeting as it stands for one person; the place may still be uncertain."""
    event = _meeting(signup.session, link)
    if signup.state in (SignupState.WAITING, SignupState.OFFERED):
        event["status"] = "TENTATIVE"
    event["class"] = "PRIVATE"
    return event


def _intention(item: PlanItem, published: int, link: Link) -> Event:
    """Whole days, free for other things; what was dropped is called off."""
    event = Event()
    moment = item.plan.published_at or item.plan.made_at
    _frame(event, uid("plan-item", item.pk), moment, published - 1 + bool(item.dropped_why))
    event.add("dtstart", item.first_day)
    event.add("dtend", item.last_day + dt.timedelta(days=1))
    event.add("summary", _("Planned: %(title)s") % {"title": item.title})
    event.add("status", "CANCELLED" if item.dropped_why else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    if words := item.dropped_why or item.note:
        event.add("description", words)
    event.add("url", link("activities:plan", item.plan_id))
    return event


def _frame(event: Event, name: str, changed: dt.datetime, sequence: int) -> None:
    moment = changed.astimezone(dt.UTC).replace(microsecond=0)
    event.add("uid", name)
    event.add("dtstamp", moment)
    event.add("last-modified", moment)
    event.add("sequence", sequence)


def _times_published(plans: set[int]) -> dict[int, int]:
    rows = FlowLog.objects.filter(kind=PLAN_KIND, object_id__in=plans, transition="publish").order_by()
    found = dict(rows.values_list("object_id").annotate(n=Count("pk")))
    return {key: max(found.get(key, 0), 1) for key in plans}


def _latest(events: list[Event]) -> dt.datetime | None:
    moments: list[dt.datetime] = [event.decoded("last-modified") for event in events]
    return max(moments, default=None)
