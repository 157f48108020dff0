"""Rows for what comes in floods: the first of a kind is written at once, the others of ten minutes are counted.

Nobody can fill the disk with them: past `MOST` different things at once, the others of one person, or of all visitors,
are one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import NamedTuple

from django.db import models, transaction
from django.db.models import F

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.audit.entries import place_of, place_of_actor
from shijian.kernel.models import AuditEntry, DeniedTry

WINDOW = dt.timedelta(minutes=10)
AGAIN = "-again"
MOST = 300
About = models.Model | tuple[str, int | None]


class Refusal(NamedTuple):
    """What a view that may not write leaves on its request (`request.refusal`) for the middleware that does."""

    action: str
    actor: Actor
    about: About
    detail: str
    for_person_id: int | None


@transaction.atomic
def note(
    action: str,
    *,
    actor: Actor,
    about: About = ("", None),
    detail: str = "",
    for_person_id: int | None = None,
    success: bool,
) -> None:
    """Write that `actor` did or tried something on `about`, a row or its (kind, key); `detail` is no personal data.

    Within ten minutes the same again only counts; `settle` writes how often it was. Visitors count by address.
    """
    kind, number = about if isinstance(about, tuple) else (about._meta.label_lower, about.pk)
    key = _key(action, actor.person_id or actor.ip, (kind, number), detail, actor.channel)
    if _counted(key):
        return
    if DeniedTry.objects.count() >= MOST:
        key, about, kind, number, for_person_id = _key(action, actor.person_id), ("", None), "", None, None
        if _counted(key):
            return
    entry = AuditEntry.objects.create(
        at=clock.now(),
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        for_person_id=for_person_id,
        action=action,
        object_kind=kind,
        object_id=number,
        unit_path=(place_of(about) if isinstance(about, models.Model) else "") or place_of_actor(actor),
        changes={"detail": [None, detail]} if detail else {},
        ip=actor.ip,
        channel=actor.channel,
        success=success,
    )
    DeniedTry.objects.bulk_create(
        [DeniedTry(key=key, entry_id=entry.pk, first_at=entry.at)], ignore_conflicts=True
    )


def _key(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _counted(key: str) -> bool:
    return bool(DeniedTry.objects.filter(key=key).update(more=F("more") + 1))


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
            "actor_person_id", "actor_name", "for_person_id", "object_kind", "object_id", "unit_path", "ip", "channel",
            "success",
        )  # fmt: skip
        same = {name: getattr(first, name) for name in copied}
        AuditEntry.objects.create(at=clock.now(), action=first.action + AGAIN, changes=changes, **same)
    tally.delete()
    return 1
