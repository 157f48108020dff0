"""Scans said to be made without signal that came long after, again and again, where the phones of others had signal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import HOUR, Fact, Finding, Limits, finding, grouped

KIND = "clock"
SPAN = 120  # days
DEAD_PERCENT = 30  # a unit where so many scans of others come late has no signal


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each person, over the densest 120 days."""
    scanned = [fact for fact in facts if fact.came_received]
    slow = {unit: _slow(rows) for unit, rows in grouped(scanned, lambda fact: fact.unit).items()}
    late = [fact for fact in scanned if fact.delay >= limits.clock_hours * HOUR]
    for person, rows in grouped(late, lambda fact: fact.person).items():
        odd = _densest([fact for fact in rows if not _is_dead_spot(slow[fact.unit], person)])
        if len(odd) >= limits.clock_times:
            longest = max(fact.delay for fact in odd) / HOUR
            yield finding(KIND, (person, odd[0].day // SPAN), odd, 2, times=len(odd), hours=round(longest))


def _densest(rows: list[Fact]) -> list[Fact]:
    """The most of them that lie within one span."""
    best: list[Fact] = []
    for first, row in enumerate(rows):
        inside = [other for other in rows[first:] if other.day - row.day < SPAN]
        best = max(best, inside, key=len)
    return best


def _slow(rows: list[Fact]) -> dict[int, tuple[int, int]]:
    """Of each person at a unit: how many of the scans came late, of how many."""
    people = grouped(rows, lambda fact: fact.person)
    return {person: (sum(row.delay > 600 for row in own), len(own)) for person, own in people.items()}


def _is_dead_spot(by_person: dict[int, tuple[int, int]], person: int) -> bool:
    others = [counts for other, counts in by_person.items() if other != person]
    late, total = sum(count[0] for count in others), sum(count[1] for count in others)
    return total > 0 and 100 * late / total > DEAD_PERCENT
