"""Public activities as news that readers subscribe to: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from shijian.activities.enums import ActivityState
from shijian.activities.models import PUBLIC, Activity, Session
from shijian.activities.queries import calendars
from shijian.kernel import clock, paths
from shijian.kernel.words import full_words
from shijian.units.models import Unit

MOST, MEETINGS = 50, 5
VERSION = "https://jsonfeed.org/version/1.1"
Link = Callable[[str, int], str]


def entries(unit: Unit) -> list[Activity]:
    """The latest published activities of a unit and those below it, the newest first. Three queries."""
    here = paths.below("unit_path", unit.path) | Q(host=unit)
    rows = Activity.objects.filter(here, state__in=PUBLIC, published_at__isnull=False)
    ahead = Session.objects.filter(ends_at__gte=clock.now()).order_by("starts_at", "pk")
    rows = rows.select_related("unit").prefetch_related(
        Prefetch("sessions", ahead, to_attr="coming"), "places"
    )
    return list(rows.order_by("-published_at", "-pk")[:MOST])


def changed(activity: Activity) -> dt.datetime:
    """When the public last learnt something of an activity."""
    moments = [activity.published_at, activity.changed_at, *(row.changed_at for row in _coming(activity))]
    if activity.state == ActivityState.CANCELLED:
        moments.append(activity.ended_at)
    return max(moment for moment in moments if moment).astimezone(dt.UTC).replace(microsecond=0)


def text(activity: Activity) -> str:
    """What happens, when and where, in lines."""
    lines = [activity.summary]
    if activity.state == ActivityState.CANCELLED:
        lines.insert(0, _("This activity does not take place."))
    for session in _coming(activity)[:MEETINGS]:
        when = full_words(session.starts_at)
        lines.append(_("%(when)s: cancelled") % {"when": when} if session.cancelled_at else when)
    lines += [place.name for place in list(activity.places.all())[:1]]
    return "\n".join(line for line in lines if line)


def atom(unit: Unit, rows: list[Activity], link: Link, own: str) -> str:
    """The Atom document."""
    page = link("units:detail", unit.pk)
    feed = Atom1Feed(title=_title(unit), link=page, description="", language="zh-hans", feed_url=own)
    for row in rows:
        url = link("activities:detail", row.pk)
        feed.add_item(
            title=row.title, link=url, description=text(row), unique_id=_name(row), author_name=row.unit.name,
            pubdate=row.published_at, updateddate=changed(row),
        )  # fmt: skip
    return str(feed.writeString("utf-8"))


def json_feed(unit: Unit, rows: list[Activity], link: Link, own: str) -> dict[str, Any]:
    """The JSON Feed document."""
    items = [
        {
            "id": _name(row),
            "url": link("activities:detail", row.pk),
            "title": row.title,
            "content_text": text(row),
            "date_published": (row.published_at or row.made_at).isoformat(),
            "date_modified": changed(row).isoformat(),
            "authors": [{"name": row.unit.name}],
        }
        for row in rows
    ]
    page = link("units:detail", unit.pk)
    head = {"version": VERSION, "title": _title(unit), "home_page_url": page, "feed_url": own}
    return {**head, "language": "zh-Hans", "items": items}


def _coming(activity: Activity) -> list[Session]:
    found: list[Session] = activity.coming  # type: ignore[attr-defined]
    return found


def _title(unit: Unit) -> str:
    return _("Activities of %(unit)s") % {"unit": unit.name}


def _name(activity: Activity) -> str:
    """A URN that is the same for ever."""
    return uuid.UUID(calendars.uid("activity", activity.pk).partition("@")[0]).urn
