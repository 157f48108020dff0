"""Who was there together: records of one meeting or order."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.records.signals.facts import Fact, grouped, people


def alone(facts: Iterable[Fact]) -> set[int]:
    """The records whose person was the only one of that meeting or order."""
    meetings = grouped(facts, lambda fact: fact.source).values()
    return {row.record for rows in meetings if people(rows) == 1 for row in rows}
