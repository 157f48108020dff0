"""The digest of a batch: over the digest before it, its rule, the batch and its entries."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from shijian.kernel.audit import GENESIS

__all__ = ["FACTS", "GENESIS", "digest", "digest_of", "text"]
Line = tuple[int, int, int, int, int]  # account, number, amount, balance, lifetime
Facts = tuple[int, str, str, str, int, int | None, int | None, str, dt.datetime]
FACTS = (
    "id", "idempotency_key", "reason", "source_kind", "source_id", "rule_id", "reverses_id", "note", "at",
)  # fmt: skip


def digest(before: str, facts: Facts, rule_digest: str, lines: Iterable[Line]) -> str:
    """SHA-256 over what cannot be changed by itself. `facts` are the columns of the batch in the order of `FACTS`."""
    return digest_of(before, rule_digest, text(facts, lines))


def digest_of(before: str, rule_digest: str, words: str) -> str:
    """The same, for the text of a batch."""
    return hashlib.sha256(f"{before}\n{rule_digest}\n{words}".encode()).hexdigest()


def text(facts: Facts, lines: Iterable[Line]) -> str:
    """A batch in one text; the database writes the same (`verify_sql.BATCHES`), so that verifying is quick."""
    said = ("" if fact is None else str(fact) for fact in facts[:-1])
    moment = f"{facts[-1].astimezone(dt.UTC):%Y-%m-%d %H:%M:%S.%f}"
    rows = ";".join(",".join(map(str, line)) for line in sorted(lines))
    return "\n".join((*said, moment, rows))
