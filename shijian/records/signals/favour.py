"""Somebody nearly all of whose hours rest on the word of one hand, without company and without a witness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.company import alone
from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped, hours

KIND = "favour"
SPAN = 90  # days


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each hand, person and stretch of ninety days."""
    solo = alone(facts)
    for (person, span), rows in grouped(facts, lambda fact: (fact.person, fact.day // SPAN)).items():
        total = hours(rows)
        for enterer, given in grouped(rows, lambda fact: fact.enterer).items():
            bare = [fact for fact in given if fact.is_bare and fact.record in solo]
            share = 100 * hours(bare) / total if total else 0
            if hours(bare) >= limits.favour_hours and share >= limits.favour_percent:
                said = {"hours": round(hours(bare)), "percent": round(share)}
                yield finding(KIND, (enterer, person, span), bare, 2, **said)
