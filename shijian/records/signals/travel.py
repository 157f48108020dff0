"""Two services of one person that overlap, or whose places are farther apart than the time between them allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from shijian.records.signals.facts import MINUTE, Fact, Finding, Limits, finding, grouped, kilometres

KIND = "travel"


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each pair of neighbours in time."""
    for rows in grouped(facts, lambda fact: fact.person).values():
        for first, second in pairwise(rows):
            gap = (second.started - first.ended) / MINUTE
            far = kilometres(first.place, second.place) if first.place and second.place else 0.0
            needed = far / limits.travel_kmh * 60
            if gap < 0 or needed > gap + limits.travel_slack:
                key = (first.record, second.record)
                yield finding(KIND, key, (first, second), 3, km=round(far), minutes=round(gap))
