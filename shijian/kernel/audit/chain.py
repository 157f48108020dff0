"""Sealing: committed rows of the audit trail are linked into a hash chain soon after."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from shijian.kernel.models import AuditEntry, AuditSeal

GENESIS = "0" * 64


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
