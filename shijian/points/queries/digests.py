"""The digest of a batch: over the digest before it, the batch and its entries."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from shijian.kernel.audit import GENESIS

__all__ = ["GENESIS", "digest"]
Line = tuple[int, int, int, int, int]  # account, number, amount, balance, lifetime
Facts = tuple[int, str, str, str, int, int | None, int | None, str, dt.datetime]


def digest(before: str, facts: Facts, rule_digest: str, lines: Iterable[Line]) -> str:
    """SHA-256 over what cannot be changed by itself. `facts` are the columns of the batch in the order of `FACTS`."""
    key, idem, reason, kind, source, rule, reverses, note, at = facts
    head = f"{before}\n{key}\n{idem}\n{reason}\n{kind}\n{source}\n{rule}\n{rule_digest}\n{reverses}\n"
    moment = at.astimezone(dt.UTC).isoformat()
    rows = "\n".join(",".join(map(str, line)) for line in sorted(lines))
    return hashlib.sha256(f"{head}{moment}\n{rows}\n{note}".encode()).hexdigest()


FACTS = (
    "id", "idempotency_key", "reason", "source_kind", "source_id", "rule_id", "reverses_id", "note", "at",
)  # fmt: skip
