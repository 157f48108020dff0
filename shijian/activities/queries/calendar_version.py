"""What a unit's calendar is made of, as one short word: equal as long as every line of the calendar is equal.

Two reads of bare columns stand for the building of up to a thousand events: who has the calendar already is told
so at once. It is taken from the facts themselves, not from times of change, which somebody could forget to set.
"""

from __future__ import annotations

import hashlib

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from shijian.activities.enums import PLAN_KIND
from shijian.activities.models import Place
from shijian.activities.queries import calendars
from shijian.kernel.models import FlowLog
from shijian.units.models import Unit

ACTIVITY = ("title", "summary", "published_at", "changed_at")
MEETING = (
    "pk",
    "activity_id",
    "starts_at",
    "ends_at",
    "cancelled_at",
    "cancelled_why",
    "revision",
    "changed_at",
)
ITEM = ("pk", "title", "note", "first_day", "last_day", "dropped_why", "plan_id", "plan__published_at")


def of_unit(unit: Unit, site: str) -> str:
    """The version of the calendar under an address such as "https://a.cn", in the language of now; two queries."""
    first = (
        Place.objects.filter(activity=OuterRef("activity_id")).order_by("position", "pk").values("name")[:1]
    )
    sessions = calendars.public_sessions(unit).prefetch_related(None).annotate(place=Subquery(first))
    published = FlowLog.objects.filter(kind=PLAN_KIND, object_id=OuterRef("plan_id"), transition="publish")
    times = published.order_by().values("object_id").annotate(n=Count("pk")).values("n")
    items = calendars.planned(unit).annotate(said=Coalesce(Subquery(times), 0))
    total = hashlib.sha256(repr((unit.name, site, get_language())).encode())
    for row in sessions.values_list(*MEETING, *(f"activity__{name}" for name in ACTIVITY), "place"):
        total.update(repr(row).encode())
    for item in items.values_list(*ITEM, "said"):
        total.update(repr(item).encode())
    return total.hexdigest()[:32]
