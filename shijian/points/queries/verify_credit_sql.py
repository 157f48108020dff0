"""The statements by which credits are verified: they leave only the people whose credits must be computed one by one."""

# ruff: noqa: S608 - nothing but constants is put into the statements

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shijian.points.queries.verify_sql import Row, rows, words

NO_CAP = 2**60
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
# The rule of the credit was known and in force, and no later one.
RULED = """EXISTS (SELECT 1 FROM points_pointsrule p WHERE p.id = c.rule_id AND p.state = 'approved'
  AND p.valid_from <= c.day AND (p.approved_at IS NULL OR p.approved_at <= c.at)
  AND NOT EXISTS (SELECT 1 FROM points_pointsrule q WHERE q.state = 'approved' AND q.id <> p.id
    AND q.valid_from >= p.valid_from AND q.valid_from <= c.day AND (q.approved_at IS NULL OR q.approved_at <= c.at)))"""
SUSPECT = """
SELECT DISTINCT r.volunteer_id FROM {credit} WHERE c.id > %s AND c.id <= %s AND NOT coalesce(
  c.points = c.worth AND c.cut = 'none' AND ({same_day}) AND NOT {early} AND ({fits}) AND {ruled}, false)
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


def suspects(low: int, high: int) -> set[int | None]:
    """People with a credit in a span of keys that was cut, or does not fit its batch, its record or its rule."""
    return _people(SUSPECT.format(credit=CREDIT, ruled=RULED, **_checks()), low, high)


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


def _people(statement: str, *values: int | str) -> set[int | None]:
    return {who for (who,) in rows(statement, *values)}


def _credits(which: str) -> str:
    say = words()
    at, served = say["moment"].format("c.at"), say["day"].format("r.started_at")
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
