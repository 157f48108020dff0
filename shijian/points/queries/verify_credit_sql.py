"""The statements by which credits are verified: they leave only people whose credits must be computed one by one."""

# ruff: noqa: S608 - nothing but constants is put into the statements

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from shijian.points.models import PointsRule
from shijian.points.queries.verify_sql import Row, rows, words

NO_CAP = 2**60
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # rules of an import may have no moment of approval
HELD = "c.day >= %s AND c.at >= %s"
CREDITS = """
SELECT c.id, c.record_id, c.batch_id, c.rule_id, c.worth, c.points, c.cut, c.behind, {at}, r.volunteer_id, {served},
  r.minutes, r.recipient, r.grade, r.source_kind, r.source_id, {same_day}, {early}, {fits}
FROM {credit} WHERE {which} ORDER BY c.id
"""
CREDIT = """points_credit c LEFT JOIN records_servicerecord r ON r.id = c.record_id
LEFT JOIN points_batch b ON b.id = c.batch_id LEFT JOIN points_account a ON a.volunteer_id = r.volunteer_id
LEFT JOIN points_entry e ON e.batch_id = c.batch_id AND e.account_id = a.id"""
FITS = """c.batch_id IS NULL OR coalesce(b.reason = 'credit' AND b.source_kind = 'record'
  AND b.source_id = c.record_id AND b.rule_id = c.rule_id AND b.id > c.behind AND e.amount = c.points, false)"""
# The tables are cut to what the credits of the span name: so the database may join them in whatever way it likes.
SUSPECT = """
SELECT DISTINCT r.volunteer_id FROM points_credit c
LEFT JOIN records_servicerecord r ON r.id = c.record_id AND r.id >= {records[0]} AND r.id <= {records[1]}
LEFT JOIN points_batch b ON b.id = c.batch_id AND b.id >= {batches[0]} AND b.id <= {batches[1]}
LEFT JOIN points_account a ON a.volunteer_id = r.volunteer_id
LEFT JOIN points_entry e ON e.batch_id = c.batch_id AND e.account_id = a.id
  AND e.batch_id >= {batches[0]} AND e.batch_id <= {batches[1]}
WHERE c.id > %s AND c.id <= %s AND NOT coalesce(
  c.points = c.worth AND c.cut = 'none' AND ({same_day}) AND NOT {early} AND ({fits}) AND {ruled}, false)
"""
NAMED = """
SELECT min(record_id), max(record_id), coalesce(min(batch_id), 0), coalesce(max(batch_id), 0) FROM points_credit
WHERE id > %s AND id <= %s
"""
SERVED = "points_credit c JOIN records_servicerecord r ON r.id = c.record_id"
WORTHS = f"""
SELECT c.rule_id, r.minutes, r.recipient, r.grade, c.worth FROM {SERVED}
GROUP BY c.rule_id, r.minutes, r.recipient, r.grade, c.worth
"""
WORTH_TO = f"""
SELECT DISTINCT r.volunteer_id FROM {SERVED}
WHERE c.rule_id = %s AND r.minutes = %s AND r.recipient = %s AND r.grade = %s AND c.worth = %s
"""
# Those who served more on a day or in a month, or at an event, than a cap lets through.
OVER = """
SELECT DISTINCT who FROM (
  SELECT r.volunteer_id AS who, c.day AS day, sum(c.worth) AS worth FROM {served} GROUP BY r.volunteer_id, c.day) x
GROUP BY who, {month} HAVING max(worth) > %s OR sum(worth) > %s
"""
OVER_EVENT = f"""
SELECT DISTINCT r.volunteer_id FROM {SERVED}
GROUP BY r.volunteer_id, r.source_kind, r.source_id HAVING sum(c.worth) > %s
"""


def credits_of(people: Sequence[int]) -> list[Row]:
    """Every credit of some people by key, with its record as the rules look at it, and whether its batch fits."""
    return rows(_credits(f"r.volunteer_id IN ({', '.join(['%s'] * len(people))})"), *people)


def stranded() -> list[Row]:
    """Every credit whose record is missing."""
    return rows(_credits("r.id IS NULL"))


def suspects(low: int, high: int, rules: Iterable[PointsRule]) -> set[int | None]:
    """People with a credit in a span of keys that was cut, or does not fit its batch, its record or its rule."""
    ruled, values = _ruled(list(rules))
    first, last, begin, end = rows(NAMED, low, high)[0]
    facts = {"records": (int(first), int(last)), "batches": (int(begin), int(end)), "ruled": ruled}
    return _people(SUSPECT.format(**facts, **_checks()), low, high, *values)


def _ruled(rules: Sequence[PointsRule]) -> tuple[str, list[Any]]:
    """Whether the rule of a credit was known and in force, and no later one; with the values for it."""
    cases, values = "", []
    for rule in rules:
        later = [each for each in rules if each.pk != rule.pk and each.valid_from >= rule.valid_from]
        cases += f" WHEN %s THEN {HELD}" + f" AND NOT ({HELD})" * len(later)
        values += [rule.pk, *(value for each in (rule, *later) for value in _since(each))]
    return (f"CASE c.rule_id{cases} ELSE false END" if rules else "false"), values


def _since(rule: PointsRule) -> tuple[Any, Any]:
    """The first day and the first moment of a rule, as the columns keep them."""
    known = connection.ops.adapt_datetimefield_value(rule.approved_at or FIRST)
    return rule.valid_from.isoformat(), known


def worths() -> list[Row]:
    """Each rule, minutes, recipient, grade, and what credits say that this is worth."""
    return rows(WORTHS)


def worth_to(*facts: int | str) -> set[int | None]:
    """The people with credits of such facts."""
    return _people(WORTH_TO, *facts)


def over(event: int | None, day: int | None, month: int | None) -> set[int | None]:
    """People whose services are worth more at one event, on a day or in a month than these caps let through."""
    found = set() if event is None else _people(OVER_EVENT, event)
    if day is None and month is None:
        return found
    statement = OVER.format(served=SERVED, month=words()["month"].format("day"))
    caps = [NO_CAP if cap is None else cap for cap in (day, month)]
    return found | _people(statement, *caps)


def _people(statement: str, *values: Any) -> set[int | None]:
    return {who for (who,) in rows(statement, *values)}


def _credits(which: str) -> str:
    say = words()
    at, served = say["moment"].format("c.at"), say["said"].format(say["day"].format("r.started_at"))
    return CREDITS.format(at=at, served=served, credit=CREDIT, which=which, **_checks())


def _checks() -> dict[str, str]:
    """Whether the day of a credit is that of its service, whether it came too early, whether its batch gives it."""
    say = words()
    given, counts = say["day"].format("c.at"), say["date"].format("r.counts_from")
    return {
        "same_day": f"{say['date'].format('c.day')} = {say['day'].format('r.started_at')}",
        "early": f"coalesce({given} < {counts}, false)",
        "fits": FITS,
    }
