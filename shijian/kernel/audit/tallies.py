"""Rows for what comes in floods: the first of a kind is written at once, the others of ten minutes are counted."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction
from django.db.models import F

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.audit.entries import place_of_actor
from shijian.kernel.models import AuditEntry, DeniedTry

WINDOW = dt.timedelta(minutes=10)
AGAIN = "-again"


@transaction.atomic
def note(
    action: str, *, actor: Actor, about: tuple[str, int | None] = ("", None), detail: str = "", success: bool
) -> None:
    """Write that `actor` did or tried something on the (kind, key) `about`; `detail` is no personal data.

    Within ten minutes the same again only counts; `settle` writes how often it was.
    """
    parts = (action, actor.person_id, about, detail, actor.channel)
    key = hashlib.sha256(repr(parts).encode()).hexdigest()
    if DeniedTry.objects.filter(key=key).update(more=F("more") + 1):
        return
    entry = AuditEntry.objects.create(
        at=clock.now(),
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        action=action,
        object_kind=about[0],
        object_id=about[1],
        unit_path=place_of_actor(actor),
        changes={"detail": [None, detail]} if detail else {},
        ip=actor.ip,
        channel=actor.channel,
        success=success,
    )
    DeniedTry.objects.bulk_create(
        [DeniedTry(key=key, entry_id=entry.pk, first_at=entry.at)], ignore_conflicts=True
    )


def settle() -> int:
    """Write how often a thing was done again in its ten minutes, and forget it; returns how many. A job."""
    done = 0
    for tally in DeniedTry.objects.filter(first_at__lt=clock.now() - WINDOW).order_by("pk"):
        done += _settle(tally.pk)
    return done


@transaction.atomic
def _settle(pk: int) -> int:
    tally = DeniedTry.objects.select_for_update().filter(pk=pk).first()
    if tally is None:
        return 0
    first = AuditEntry.objects.filter(pk=tally.entry_id).first()
    if tally.more and first:
        changes = {"times": [1, 1 + tally.more], "first": [None, first.pk]}
        copied = (
            "actor_person_id", "actor_name", "object_kind", "object_id", "unit_path", "ip", "channel", "success"
        )  # fmt: skip
        same = {name: getattr(first, name) for name in copied}
        AuditEntry.objects.create(at=clock.now(), action=first.action + AGAIN, changes=changes, **same)
    tally.delete()
    return 1
