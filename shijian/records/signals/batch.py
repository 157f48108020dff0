"""One hand that enters services of many different days within minutes; one list of one evening is no batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import DAY, MINUTE, Fact, Finding, Limits, finding, grouped, people

KIND = "batch"


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each hand and day of entry."""
    entered = [fact for fact in facts if fact.is_bare]
    for (enterer, day), rows in grouped(
        entered, lambda fact: (fact.enterer, int(fact.recorded // DAY))
    ).items():
        burst = _longest(sorted(rows, key=lambda fact: fact.recorded), limits.batch_minutes * MINUTE)
        days = len({fact.day for fact in burst})
        if len(burst) >= limits.batch_records and days >= limits.batch_days:
            said = {"count": len(burst), "people": people(burst), "days": days}
            yield finding(KIND, (enterer, day), burst, 2, minutes=limits.batch_minutes, **said)


def _longest(rows: list[Fact], span: float) -> list[Fact]:
    """The most records that were entered within `span` seconds."""
    best, first = (0, 0), 0
    for last, row in enumerate(rows):
        while row.recorded - rows[first].recorded > span:
            first += 1
        if last + 1 - first > best[1] - best[0]:
            best = (first, last + 1)
    return rows[slice(*best)]
