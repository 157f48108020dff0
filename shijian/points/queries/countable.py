"""Which service records wait for their points, and the facts of a record that rules look at."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from shijian.kernel import clock
from shijian.points.queries.reckoning import Service
from shijian.records.models import ServiceRecord


def waiting(first: dt.date) -> QuerySet[ServiceRecord]:
    """Those that count, of a day with rules, that have no credit yet, oldest first."""
    begin = dt.datetime.combine(first, dt.time(), clock.ZONE)
    rows = ServiceRecord.objects.counted().filter(started_at__gte=begin, credit__isnull=True)
    return rows.order_by("id")


def service_of(record: ServiceRecord) -> Service:
    """The facts of a record that rules look at."""
    return Service(
        record.volunteer_id,
        clock.local(record.started_at).date(),
        record.minutes,
        record.recipient,
        record.grade,
        (record.source_kind, record.source_id),
    )
