"""Who is promised elsewhere: sign-ups here, and what the packages above know of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from shijian.activities.enums import SignupState
from shijian.activities.models import Signup

Busy = Callable[[int, dt.datetime, dt.datetime], bool]
PROMISES: list[Busy] = []  # each says whether a person is promised in a span; filled by the packages above


def is_busy(person_id: int, start: dt.datetime, end: dt.datetime, *, but: int = 0) -> bool:
    """Whether the person holds a place in another session of that span (other than `but`), or a promise elsewhere."""
    states = (SignupState.OFFERED, SignupState.TAKEN)
    rows = Signup.objects.filter(
        person_id=person_id, state__in=states, session__starts_at__lt=end, session__ends_at__gt=start
    )
    if rows.exclude(session_id=but).exists():
        return True
    return any(promised(person_id, start, end) for promised in PROMISES)
