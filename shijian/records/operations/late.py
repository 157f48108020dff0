"""Reminds once of what waits too long for a decision."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed

log = logging.getLogger(__name__)
MOST = 500


def remind(row: Any, deed: str, tell: Callable[..., None], actor: Actor) -> bool:
    """Remind once of a locked row that is late; whether it did. In the caller's transaction."""
    if not row.is_late or row.reminded_at is not None:
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    audit.record(deed, row, actor=actor)
    tell(row, key="late")
    return True


def only_the_clock(actor: Actor) -> None:
    """Raise `NotAllowed` for anybody else."""
    if not actor.is_system:
        raise NotAllowed


def sweep(rows: QuerySet[Any], one: Callable[[Any], bool], name: str) -> None:
    """Remind of each late one of the open rows, in a transaction of its own."""
    late = rows.filter(due_at__lt=clock.now(), reminded_at__isnull=True)
    done = [one(row) for row in late.order_by("due_at")[:MOST]]
    if any(done):
        log.info("%s: %s reminders", name, sum(done))
