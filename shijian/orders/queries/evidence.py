"""What orders know of the service records that came of them, for the detectors of signals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from shijian.orders.models import Assignment
from shijian.records.queries import device_marks as marks
from shijian.records.queries.evidence import Known


def of_orders(keys: Collection[int]) -> Known:
    """Who entered it, who vouched, for whom it was, who asked for it, when the check-ins arrived."""
    rows = Assignment.objects.filter(record__in=keys).select_related("order", "volunteer")
    found = list(rows.order_by("pk"))
    devices = marks.of_sources("order", [row.pk for row in found])
    return {row.record_id or 0: {**_known(row), "devices": tuple(sorted(devices[row.pk]))} for row in found}


def _known(row: Assignment) -> dict[str, Any]:
    person, order = row.volunteer.person_id, row.order
    hands = [key or 0 for key in (row.checked_in_by_id, row.checked_out_by_id)]
    own = hands == [person, person]
    others = [key for key in (order.taken_by_id, order.asked_by_id) if key not in (None, order.recipient_id)]
    return {
        "enterer": next((key for key in hands if key not in (0, person)), 0),
        "witness": row.confirmed_by_id or 0,
        "recipient": order.recipient_id,
        "asked_by": others[0] if others else order.recipient_id,
        "asked_before": row.checked_in_at is None or row.committed_at <= row.checked_in_at,
        "came_received": _seconds(row.in_received_at or row.checked_in_at) if own else 0,
        "left_received": _seconds(row.out_received_at or row.checked_out_at) if own else 0,
    }


def _seconds(moment: dt.datetime | None) -> float:
    return moment.timestamp() if moment else 0
