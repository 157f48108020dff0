"""Whether the trail is guarded, sealed and signed as it should be; `doctor` tells it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from shijian.kernel import clock, triggers
from shijian.kernel.audit import roots
from shijian.kernel.models import AuditEntry, AuditRoot, AuditSeal

LAG = dt.timedelta(minutes=10)
NEAR_THE_END = 1000


class Problem(NamedTuple):
    """What is wrong, whether it is serious, and what to do."""

    serious: bool
    text: str
    hint: str


def problems() -> Iterator[Problem]:
    """Name missing triggers, rows that wait for their seal, days without a root."""
    lost = triggers.missing(connection)
    if lost:
        hint = _(
            "Somebody took the guard away: run shijian verify audit, then restore the triggers from a backup."
        )
        yield Problem(True, ", ".join(lost), hint)
    yield from _lag()
    yield from _days()


def _lag() -> Iterator[Problem]:
    newest = AuditEntry.objects.order_by("-id").first()
    floor = newest.pk - NEAR_THE_END if newest else 0
    waiting = AuditEntry.objects.filter(pk__gt=floor, seal__isnull=True, at__lt=clock.now() - LAG)
    oldest = waiting.order_by("id").first()
    if oldest:
        since = f"{clock.local(oldest.at):%F %H:%M}"
        yield Problem(
            False,
            _("not sealed since %(when)s") % {"when": since},
            _("Start the worker: it seals every minute."),
        )


def _days() -> Iterator[Problem]:
    last = AuditRoot.objects.order_by("-day").first()
    first = AuditSeal.objects.filter(sealed_at__isnull=False).order_by("id").first()
    since = last.day if last else clock.local(first.sealed_at).date() if first and first.sealed_at else None
    if since and since < clock.today() - 2 * roots.DAY:
        yield Problem(
            False,
            _("no signed root since %(day)s") % {"day": since},
            _("Start the worker: it signs every day."),
        )
