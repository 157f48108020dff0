"""The audit trail: rows written with the deed, sealed into a hash chain soon after, never changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models, transaction

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.models import AuditEntry, AuditSeal

GENESIS = "0" * 64


def record(
    action: str,
    obj: models.Model | None = None,
    *,
    actor: Actor,
    changes: Mapping[str, Any] | None = None,
    for_person_id: int | None = None,
    purpose: str = "",
    success: bool = True,
) -> AuditEntry:
    """Write what `actor` did to `obj`, in the caller's transaction.

    `changes` is {field: [before, after]} and holds no secrets and no personal data. Who acts for a unit below leaves
    its path as `acting_for` on what is done there.
    """
    changes = {**(changes or {}), **_acting_for(actor, obj)}
    return AuditEntry.objects.create(
        at=clock.now(),
        actor_person_id=actor.person_id,
        actor_name=actor.name,
        for_person_id=for_person_id,
        action=action,
        object_kind=obj._meta.label_lower if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        changes=json.loads(json.dumps(changes, default=str)),
        ip=actor.ip,
        channel=actor.channel,
        purpose=purpose,
        success=success,
    )


def _acting_for(actor: Actor, obj: models.Model | None) -> dict[str, Any]:
    """Whatever lies in another unit was not done for this one."""
    if actor.acting is None:
        return {}
    path = getattr(obj, "unit_path", None) or getattr(obj, "path", None) or actor.acting.path
    return {"acting_for": [None, actor.acting.path]} if str(path).startswith(actor.acting.path) else {}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Give {field: [before, after]} of the fields that differ."""
    return {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}


def digest(entry: AuditEntry, previous: str) -> str:
    """Give the chain value of `entry` behind the chain value `previous` (SHA-256 over canonical JSON)."""
    body = {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields}
    text = json.dumps(body, default=_plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@transaction.atomic
def seal(*, limit: int = 5000) -> int:
    """Link committed rows that are not sealed yet to the chain; returns how many. Run by a job every minute."""
    last = AuditSeal.objects.select_for_update(of=("self",)).order_by("-id").first()
    previous = last.value if last else GENESIS
    seals = []
    entries = AuditEntry.objects.filter(seal__isnull=True).order_by("id")[:limit]
    for entry in entries:
        previous = digest(entry, previous)
        seals.append(AuditSeal(entry=entry, value=previous))
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def problems() -> Iterator[str]:
    """Walk the chain and name every row that was changed, removed or swapped."""
    previous = GENESIS
    for link in AuditSeal.objects.select_related("entry").order_by("id").iterator():
        if digest(link.entry, previous) != link.value:
            yield f"audit entry {link.entry_id} or the row before it does not match seal {link.pk}"
        previous = link.value
