"""Reads of service records."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from shijian.kernel import clock, paths
from shijian.records.enums import Grade
from shijian.records.models import ServiceRecord
from shijian.records.models.records import ServiceRecordQuerySet
from shijian.records.queries.publicity import with_disputes

GRADE_TONES = {
    Grade.MUTUAL: "done",
    Grade.SITE: "done",
    Grade.SELF: "info",
    Grade.WITNESSED: "neutral",
    Grade.LATE: "warn",
    Grade.IMPORTED: "neutral",
}


def with_people(records: QuerySet[ServiceRecord]) -> QuerySet[ServiceRecord]:
    """Fetch what a list shows in one query, with `is_disputed`."""
    return with_disputes(records).select_related("volunteer__person", "unit", "team")


def of_person(person_id: int) -> ServiceRecordQuerySet:
    """Records of one person's service, void ones included."""
    return ServiceRecord.objects.filter(volunteer__person_id=person_id)


def minutes_by_grade(records: ServiceRecordQuerySet) -> list[tuple[Grade, int]]:
    """Give the counted minutes of each evidence grade, strongest first; grades without minutes are left out.

    What is before the public, or objected to, does not count yet (`publicity.waiting_minutes`).
    """
    rows = records.counted().order_by().values("grade").annotate(total=Sum("minutes"))
    totals = {row["grade"]: row["total"] for row in rows}
    return [(grade, totals[grade]) for grade in Grade if grade in totals]


def minutes_by_month(records: QuerySet[ServiceRecord], months: int = 6) -> list[tuple[dt.date, int]]:
    """Give the served minutes, counted or not yet, of each of the last `months`, oldest first.

    Each month is named by its first day in the county's time.
    """
    starts = [clock.today().replace(day=1)]
    while len(starts) < months:
        starts.append((starts[-1] - dt.timedelta(days=1)).replace(day=1))
    rows = records.filter(state="valid", started_at__date__gte=starts[-1]).order_by()
    sums = rows.annotate(month=TruncMonth("started_at")).values("month").annotate(total=Sum("minutes"))
    totals = {row["month"].date(): row["total"] for row in sums}
    return [(start, totals.get(start, 0)) for start in reversed(starts)]


def valid_minutes(path: str) -> int:
    """Give the served minutes, counted or not yet, recorded at the unit at `path` and below."""
    rows = ServiceRecord.objects.valid().filter(paths.below("unit_path", path))
    return rows.aggregate(total=Sum("minutes"))["total"] or 0
