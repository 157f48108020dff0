"""Services of several days that one hand enters long afterwards, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import DAY, Fact, Finding, Limits, finding, grouped, people

KIND = "late"


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each hand and day of entry; what has a photo or a witness is left alone."""
    old = [fact for fact in facts if fact.is_bare and fact.recorded - fact.ended >= limits.late_days * DAY]
    for (enterer, day), rows in grouped(old, lambda fact: (fact.enterer, int(fact.recorded // DAY))).items():
        days = len({fact.day for fact in rows})
        if len(rows) >= limits.late_records and days > 1:
            oldest = max(fact.recorded - fact.ended for fact in rows) / DAY
            said = {"count": len(rows), "people": people(rows), "days": round(oldest)}
            yield finding(KIND, (enterer, day), rows, 2, **said)
