"""The statements by which the chain is verified: the database compares, so that millions of rows take seconds."""

# ruff: noqa: S608 - nothing but constants is put into the statements

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

CHUNK = 20_000
Row = tuple[Any, ...]
# A moment in UTC with microseconds; the day of the county, which has kept UTC+8 since 1991. `by_batch`: entries in the
# order in which they are joined; SQLite takes them so from its index.
WORDS = {
    "postgresql": {
        "moment": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        "day": "CAST({} AT TIME ZONE 'Asia/Shanghai' AS date)",
        "date": "{}",
        "said": "to_char({}, 'YYYY-MM-DD')",
        "month": "date_trunc('month', {})",
        "lines": "string_agg({}, ';' ORDER BY account_id)",
        "joined": "string_agg({}, ';')",
        "by_batch": "(SELECT * FROM points_entry WHERE {} ORDER BY batch_id, account_id) x",
        "break": "chr(10)",
        "sha": "encode(sha256(convert_to({}, 'UTF8')), 'hex')",
    },
    "sqlite": {
        "moment": "CASE WHEN length({0}) = 19 THEN {0} || '.000000' ELSE {0} END",
        "day": "date({}, '+8 hours')",
        "date": "{} || ''",
        "said": "{}",
        "month": "substr({}, 1, 7)",
        "lines": "group_concat({}, ';')",
        "joined": "group_concat({}, ';')",
        "by_batch": "points_entry WHERE {}",
        "break": "char(10)",
        "sha": "SHA256({})",
    },
}
SPAN = "batch_id > %s AND batch_id <= %s"
LINE = "account_id || ',' || number || ',' || amount || ',' || balance || ',' || lifetime"
# The fields of `digests.FACTS` in their order, then the entries.
PARTS = (
    "CAST(b.id AS TEXT)", "b.idempotency_key", "b.reason", "b.source_kind", "CAST(b.source_id AS TEXT)",
    "coalesce(CAST(b.rule_id AS TEXT), '')", "coalesce(CAST(b.reverses_id AS TEXT), '')", "b.note", "{moment}",
    "coalesce(e.lines, '')",
)  # fmt: skip
BATCHES = """
SELECT b.id, b.digest, b.rule_id, e.sums, {text}
FROM points_batch b LEFT JOIN (
  SELECT batch_id, {lines} AS lines, sum(amount) = 0 AND count(*) > 1 AS sums
  FROM (SELECT * FROM points_entry WHERE batch_id > %s AND batch_id <= %s ORDER BY batch_id, account_id) x
  GROUP BY batch_id) e ON e.batch_id = b.id
WHERE b.id > %s AND b.id <= %s ORDER BY b.id
"""
# Batches of a span that do not follow from the one before and their entries, or have none.
UNFIT = """
SELECT e.batch_id FROM (
  SELECT batch_id, {joined} AS lines, sum(amount) = 0 AND count(*) > 1 AS sums FROM {entries} GROUP BY batch_id) e
JOIN points_batch b ON b.id = e.batch_id AND b.id > %s AND b.id <= %s
LEFT JOIN points_batch p ON p.id = b.id - 1 AND p.id >= %s AND p.id < %s
WHERE NOT coalesce(e.sums AND b.digest = {sha}, false)
UNION ALL SELECT b.id FROM points_batch b
WHERE b.id > %s AND b.id <= %s AND NOT EXISTS (SELECT 1 FROM points_entry e WHERE e.batch_id = b.id) LIMIT 1
"""
BEFORE = "CASE WHEN b.id = 1 THEN %s ELSE p.digest END"
ORPHANS = """
SELECT e.batch_id, e.id FROM points_entry e LEFT JOIN points_batch b ON b.id = e.batch_id
WHERE b.id IS NULL ORDER BY e.batch_id, e.id LIMIT 50
"""
STRANDED = """
SELECT account_id, id FROM points_entry
WHERE account_id IN (SELECT account_id FROM points_entry EXCEPT SELECT id FROM points_account) ORDER BY id LIMIT 50
"""
FOLLOWING = """
SELECT id, batch_id FROM (
  SELECT id, batch_id, number, amount, balance, lag(number, 1, 0) OVER before AS last_number,
    lag(balance, 1, 0) OVER before AS last_balance, lag(batch_id, 1, 0) OVER before AS last_batch
  FROM points_entry WINDOW before AS (PARTITION BY account_id ORDER BY number)) x
WHERE number <> last_number + 1 OR balance <> last_balance + amount OR batch_id <= last_batch ORDER BY id LIMIT 50
"""
ELSEWHERE = """
SELECT e.id, e.batch_id FROM points_batch b JOIN points_entry e ON e.batch_id = b.id
WHERE b.reason = 'credit' AND e.amount < 0
  AND e.account_id <> coalesce((SELECT id FROM points_account WHERE kind = 'issuing'), 0) ORDER BY e.id LIMIT 50
"""


def rows(statement: str, *values: Any) -> list[Row]:
    """What a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def words() -> Mapping[str, str]:
    """How this database says what the statements leave open."""
    return WORDS[connection.vendor]


def batches(low: int, high: int) -> list[Row]:
    """Key, digest, rule, whether the sum is zero, and text (`digests.text`) of every batch of a span, by key."""
    lines = words()["lines"].format(LINE)
    return rows(BATCHES.format(text=_text(), lines=lines), low, high, low, high)


def unfit(low: int, high: int, genesis: str, rules: Mapping[int, str]) -> bool:
    """Whether a batch of a span does not fit the digest before it (at first `genesis`), its rule, its entries."""
    say, cases = words(), " ".join(["WHEN %s THEN %s"] * len(rules))
    rule = f"CASE b.rule_id {cases} ELSE '' END" if rules else "''"
    whole = f" || {say['break']} || ".join((BEFORE, rule, _text()))
    statement = UNFIT.format(
        joined=say["joined"].format(LINE), entries=say["by_batch"].format(SPAN), sha=say["sha"].format(whole)
    )
    known = [value for pair in rules.items() for value in pair]
    return bool(rows(statement, *[low, high] * 3, genesis, *known, low, high))


def _text() -> str:
    glue = f" || {words()['break']} || "
    return glue.join(PARTS).format(moment=words()["moment"].format("b.at"))


def ends(table: str) -> tuple[int, int]:
    """The key before the first row, and that of the last one; the same key twice where there is none."""
    first, last = rows(f"SELECT min(id), max(id) FROM {table}")[0]
    return (0, 0) if first is None else (first - 1, last)


def shares(table: str, many: int, least: int = CHUNK) -> list[tuple[int, int]]:
    """All keys of a table in at most so many spans of at least so many keys."""
    low, high = ends(table)
    size = max(least, -(-(high - low) // many))
    return [(at, min(high, at + size)) for at in range(low, high, size)]


def spans(table: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Parts of a span of keys that hold rows, so many keys each."""
    statement = f"SELECT min(id) FROM {table} WHERE id > %s AND id <= %s"
    while (first := rows(statement, low, high)[0][0]) is not None:
        low = first - 1 + CHUNK
        yield first - 1, min(high, low)
