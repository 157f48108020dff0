"""A meeting without any trace but one hand's list: nobody was expected, nobody scanned, nothing was photographed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped, people

KIND = "ghost"


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each meeting."""
    for source, rows in grouped(facts, lambda fact: fact.source).items():
        hands = {fact.enterer for fact in rows}
        traces = any(not fact.is_bare or fact.asked_before for fact in rows)
        if people(rows) >= limits.ghost_people and len(hands) == 1 and not traces:
            minutes = sum(fact.minutes for fact in rows)
            yield finding(KIND, source, rows, 3, people=people(rows), hours=round(minutes / 60))
