"""Sealing: committed rows of the audit trail are linked into a hash chain soon after."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import connection, transaction

from shijian.kernel import clock
from shijian.kernel.audit import files
from shijian.kernel.models import AuditEntry, AuditPrune, AuditSeal

GENESIS = "0" * 64
LOCK = 7_424_421
SCHEME = 2
FIRST_FIELDS = (
    "id", "at", "actor_person_id", "actor_name", "for_person_id", "action", "object_kind", "object_id",
    "changes", "ip", "channel", "purpose", "success",
)  # fmt: skip
FIELDS: dict[int, tuple[str, ...]] = {1: FIRST_FIELDS, 2: (*FIRST_FIELDS, "unit_path", "purpose_kind")}
# A transaction that began before a row of a higher key was sealed may commit after it; none lasts that many rows.
OVERLAP = 20_000


def content(entry: AuditEntry, scheme: int = SCHEME) -> str:
    """Give the digest of a row: SHA-256 over canonical JSON of the fields of that scheme."""
    body = {name: getattr(entry, name) for name in FIELDS[scheme]}
    return _hash(json.dumps(body, default=plain, sort_keys=True, ensure_ascii=False))


def link(previous: str, seal: AuditSeal, entry: AuditEntry | None = None) -> str:
    """Give the chain value of a seal behind the chain value `previous`; scheme 1 needs the row itself."""
    if seal.scheme != 1:
        when = seal.sealed_at.isoformat() if seal.sealed_at else ""
        return _hash(f"{seal.scheme}\n{previous}\n{seal.pk}\n{seal.entry_id}\n{when}\n{seal.content}")
    body = {name: getattr(entry, name, None) for name in FIRST_FIELDS}
    text = json.dumps(body, default=plain, sort_keys=True, ensure_ascii=False)
    return _hash(f"{previous}\n{text}")


def seal(*, limit: int = 5000, whole: bool = False) -> int:
    """Link the committed rows that are not sealed yet to the chain; returns how many. Run by a job every minute.

    All rows of one run carry one moment. `whole` looks for forgotten rows in all of the trail, not at its end only.
    """
    moment, total = clock.now(), 0
    while count := _seal_some(moment, limit, whole=whole):
        total += count
    return total


@transaction.atomic
def _seal_some(moment: dt.datetime, limit: int, *, whole: bool) -> int:
    one_at_a_time()
    last = AuditSeal.objects.order_by("-id").first()
    number, previous = (last.pk, last.value) if last else end_of_pruned()
    rows = AuditEntry.objects.filter(seal__isnull=True)
    if last and not whole:
        rows = rows.filter(pk__gt=last.entry_id - OVERLAP)
    seals = []
    for number, entry in enumerate(rows.order_by("id")[:limit], start=number + 1):  # noqa: B020 - counts on
        new = AuditSeal(pk=number, entry=entry, scheme=SCHEME, content=content(entry), sealed_at=moment)
        new.value = previous = link(previous, new)
        seals.append(new)
    AuditSeal.objects.bulk_create(seals)
    if seals:
        transaction.on_commit(lambda: files.write_head(seals[-1]))
    return len(seals)


def end_of_pruned() -> tuple[int, str]:
    """The key and value of the last seal that left the database by retention; (0, GENESIS) when none did."""
    last = AuditPrune.objects.order_by("-last_seal").first()
    return (last.last_seal, last.chain) if last else (0, GENESIS)


def one_at_a_time() -> None:
    """Let whoever writes to the chain wait for the other; SQLite's transactions do it alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plain(value: Any) -> str:
    """The one way in which a value that JSON does not know is written."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
