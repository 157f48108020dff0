"""The statements by which the ledger is verified: the database puts rows into words, so that millions take seconds."""

# ruff: noqa: S608 - nothing but constants is put into the statements

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection

CHUNK = 5000
Row = tuple[Any, ...]
# A moment in UTC with microseconds; the day of the county, which has kept UTC+8 since 1991.
WORDS = {
    "postgresql": {
        "moment": "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        "day": "to_char({} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')",
        "date": "to_char({}, 'YYYY-MM-DD')",
        "lines": "string_agg({}, ';' ORDER BY account_id)",
        "break": "chr(10)",
    },
    "sqlite": {
        "moment": "CASE WHEN length({0}) = 19 THEN {0} || '.000000' ELSE {0} END",
        "day": "date({}, '+8 hours')",
        "date": "{} || ''",
        "lines": "group_concat({}, ';')",
        "break": "char(10)",
    },
}
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
CREDITS = """
SELECT c.id, c.record_id, c.batch_id, c.rule_id, c.worth, c.points, c.cut, c.behind, {at}, r.volunteer_id, {served},
  r.minutes, r.recipient, r.grade, r.source_kind, r.source_id,
  {day} = {served}, coalesce({given} < {counts}, false),
  c.batch_id IS NULL OR coalesce(b.reason = 'credit' AND b.source_kind = 'record' AND b.source_id = c.record_id
    AND b.rule_id = c.rule_id AND b.id > c.behind AND e.amount = c.points, false)
FROM points_credit c LEFT JOIN records_servicerecord r ON r.id = c.record_id
LEFT JOIN points_batch b ON b.id = c.batch_id LEFT JOIN points_account a ON a.volunteer_id = r.volunteer_id
LEFT JOIN points_entry e ON e.batch_id = c.batch_id AND e.account_id = a.id
WHERE c.id > %s AND c.id <= %s ORDER BY c.id
"""
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
  SELECT id, batch_id, number, balance, amount, lag(number) OVER w AS n, lag(balance) OVER w AS b,
    lag(batch_id) OVER w AS before FROM points_entry WINDOW w AS (PARTITION BY account_id ORDER BY number, id)) x
WHERE number <> coalesce(n, 0) + 1 OR balance <> coalesce(b, 0) + amount OR batch_id <= coalesce(before, 0)
ORDER BY id LIMIT 50
"""
ELSEWHERE = """
SELECT e.id, e.batch_id FROM points_batch b JOIN points_entry e ON e.batch_id = b.id
WHERE b.reason = 'credit' AND e.amount < 0
  AND e.account_id <> coalesce((SELECT id FROM points_account WHERE kind = 'issuing'), 0) ORDER BY e.id LIMIT 50
"""


def rows(statement: str, *values: int) -> list[Row]:
    """What a statement finds."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def batches() -> Iterator[Row]:
    """Key, digest, rule, whether its entries sum to zero, and text (`digests.text`) of every batch, by key."""
    say = WORDS[connection.vendor]
    glue = f" || {say['break']} || "
    parts = glue.join(PARTS).format(moment=say["moment"].format("b.at"))
    statement = BATCHES.format(text=parts, lines=say["lines"].format(LINE))
    for first, last in _chunks("points_batch"):
        yield from rows(statement, first, last, first, last)


def credited() -> Iterator[Row]:
    """Every credit by key, with its record as the rules look at it, and whether its batch gives what it says."""
    say = WORDS[connection.vendor]
    statement = CREDITS.format(
        day=say["date"].format("c.day"), at=say["moment"].format("c.at"), given=say["day"].format("c.at"),
        counts=say["date"].format("r.counts_from"), served=say["day"].format("r.started_at"),
    )  # fmt: skip
    for first, last in _chunks("points_credit"):
        yield from rows(statement, first, last)


def _chunks(table: str) -> Iterator[tuple[int, int]]:
    """Spans of keys that hold rows, so many keys each."""
    last = 0
    while (first := rows(f"SELECT min(id) FROM {table} WHERE id > %s", last)[0][0]) is not None:
        yield first - 1, first - 1 + CHUNK
        last = first - 1 + CHUNK
