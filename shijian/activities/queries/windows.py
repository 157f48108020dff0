"""From when until when coming to a meeting and going from it counts."""

from __future__ import annotations

import datetime as dt

from shijian.activities import policies
from shijian.activities.models import Session
from shijian.kernel import clock, policy


def window(session: Session) -> tuple[dt.datetime, dt.datetime]:
    """The first and the last moment that count."""
    return session.starts_at - early(), session.ends_at + late()


def early() -> dt.timedelta:
    """How long before the beginning a check-in counts."""
    return dt.timedelta(minutes=policy.get(policies.EARLY_MINUTES))


def late() -> dt.timedelta:
    """How long after the end a check-out counts."""
    return dt.timedelta(minutes=policy.get(policies.LATE_MINUTES))


def is_on(session: Session) -> bool:
    """Whether one checks in or out just now."""
    first, last = window(session)
    return session.cancelled_at is None and first <= clock.now() <= last
