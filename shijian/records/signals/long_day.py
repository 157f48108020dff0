"""More service on one day than a person can well give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped

KIND = "long-day"


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each person and day."""
    for (person, day), rows in grouped(facts, lambda fact: (fact.person, fact.day)).items():
        total = sum(row.minutes for row in rows)
        if total > limits.day_minutes:
            yield finding(KIND, (person, day), rows, 2, minutes=total, most=limits.day_minutes)
