"""Which service records bring points: the one place that says it."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from shijian.kernel import clock, policy
from shijian.points import policies
from shijian.points.queries.reckoning import Service
from shijian.records.models import ServiceRecord


def countable() -> QuerySet[ServiceRecord]:
    """Valid records that have stood open for objections for the working days of the policy."""
    days = int(policy.get(policies.PUBLICITY_DAYS))
    until = clock.add_working_days(clock.now(), -days)
    return ServiceRecord.objects.valid().filter(recorded_at__lte=until)


def waiting(first: dt.date) -> QuerySet[ServiceRecord]:
    """Those of a day with rules that have no credit yet, oldest first."""
    begin = dt.datetime.combine(first, dt.time(), clock.ZONE)
    rows = countable().filter(started_at__gte=begin, credit__isnull=True)
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
