"""Actions that a device wrote down without signal and sends later: when was it done?

The device says when it was done and what time it is, both by its own clock. Only the difference is used, so a clock
that is wrong by a day does no harm. What it says stays a claim: each operation decides what its rules let the claim do.
"""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from shijian.kernel import clock
from shijian.kernel.replies import QUEUED

LIVE = dt.timedelta(minutes=1)
LONGEST = dt.timedelta(days=7)


def moment_of(request: HttpRequest) -> dt.datetime | None:
    """When the device says that this was done; None for now, for nonsense and for what is older than a week."""
    if not request.headers.get("Idempotency-Key", "").startswith(QUEUED):
        return None
    at, now = (_number(request.headers.get(name, "")) for name in ("Queued-At", "Queued-Now"))
    if at is None or now is None:
        return None
    age = dt.timedelta(milliseconds=now - at)
    return clock.now() - age if LIVE <= age <= LONGEST else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
