"""Retention: whole sealed days that are old enough go into a signed archive file, then leave the database.

The database itself guards the way out: its triggers let a row go only when a note of the departure covers it and it is
older than six months (Cybersecurity Law 21(3)); whoever writes such a note cannot sign it.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock, crypto, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.audit import chain, entries, files
from shijian.kernel.models import AuditEntry, AuditPrune, AuditRoot, AuditSeal
from shijian.kernel.operation import operation

FLOOR_MONTHS = 6
DAYS_OF_A_MONTH = 31
MONTHS = policy.define(
    "audit.retention_months",
    36,
    _("How long the audit trail is kept"),
    unit=_("calendar months"),
    basis="网络安全法 21(3); 个人信息保护法 56",
    lowest=FLOOR_MONTHS,
)


def folder() -> Path:
    """The folder of the archives of this installation; made when missing."""
    path = Path(settings.HOME) / "audit-archive"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def prune() -> int:
    """Move one day's worth after another out of the database; returns how many rows. A job; any number of times."""
    months = max(FLOOR_MONTHS, int(policy.get(MONTHS)))
    until = clock.today() - dt.timedelta(days=DAYS_OF_A_MONTH * months)
    total = 0
    number, _value = chain.end_of_pruned()
    for root in AuditRoot.objects.filter(day__lt=until, last_seal__gt=number).order_by("day"):
        total += let_go(root, actor=SYSTEM)
    return total


@operation
def let_go(root: AuditRoot, *, actor: Actor) -> int:
    """Archive the rows up to a root, note it, and take them out; returns how many. Nothing when a row does not fit."""
    chain.one_at_a_time()
    number, _value = chain.end_of_pruned()
    seals = AuditSeal.objects.filter(pk__gt=number, pk__lte=root.last_seal).order_by("id")
    count = seals.count()
    if actor is not SYSTEM or count != root.last_seal - number or not count:
        return 0
    name = f"{root.day.isoformat()}.jsonl.gz"
    content = gzip.compress(_lines(seals).encode(), mtime=0)
    files.put(folder() / name, content)
    note = AuditPrune(
        first_seal=number + 1, last_seal=root.last_seal, until=root.day, chain=root.chain, archive=name
    )
    note.digest, note.made_at = hashlib.sha256(content).hexdigest(), clock.now()
    note.algorithm, note.key_id, note.signature = crypto.sign(_body(note))
    note.save()
    _take_out(seals)
    changes = {"rows": [count, 0], "until": [None, root.day], "archive": [None, name]}
    entries.record("audit.prune", note, actor=actor, changes=changes)
    return count


def is_signed(note: AuditPrune) -> bool:
    """Whether a key of this installation signed the note."""
    return crypto.verify(_body(note), crypto.Signature(note.algorithm, note.key_id, note.signature))


def is_archive_changed(note: AuditPrune) -> bool:
    """Whether the archive file is here and is not what it was; one that was moved elsewhere is not changed."""
    path = folder() / note.archive
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != note.digest


def _body(note: AuditPrune) -> bytes:
    facts = (note.first_seal, note.last_seal, note.until.isoformat(), note.chain, note.archive, note.digest)
    return " ".join(["shijian-audit-prune-1", *map(str, facts)]).encode()


def _lines(seals: QuerySet[AuditSeal]) -> str:
    return "".join(
        json.dumps(_row(seal), default=chain.plain, ensure_ascii=False) + "\n"
        for seal in seals.select_related("entry").iterator()
    )


def _row(seal: AuditSeal) -> dict[str, Any]:
    row = {field.attname: getattr(seal.entry, field.attname) for field in AuditEntry._meta.concrete_fields}
    return {**row, "seal": seal.pk, "sealed_at": seal.sealed_at, "content": seal.content, "value": seal.value}


def _take_out(seals: QuerySet[AuditSeal]) -> None:
    """The one place that deletes; the triggers look at each row."""
    keys = list(seals.values_list("pk", flat=True))
    bounds = [min(keys), max(keys)]
    with connection.cursor() as cursor:
        inside = "SELECT entry_id FROM kernel_auditseal WHERE id BETWEEN %s AND %s"
        cursor.execute(f"DELETE FROM kernel_auditentry WHERE id IN ({inside})", bounds)  # noqa: S608 - constant
        cursor.execute("DELETE FROM kernel_auditseal WHERE id BETWEEN %s AND %s", bounds)
