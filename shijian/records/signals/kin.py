"""Hours that family entered or vouched for, of somebody alone or added afterwards.

Couples who serve side by side with their own check-ins are none, nor is a leader's list on which family stands too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.company import alone
from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped, hours

KIND = "kin"
SPAN = 90  # days


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each hand, person and stretch of ninety days."""
    solo = alone(facts)
    unseen = [fact for fact in facts if fact.record in solo or not fact.asked_before]
    rows = [fact for fact in unseen if fact.kin and (fact.enterer or fact.witness) and not fact.photos]
    by = grouped(rows, lambda fact: (fact.enterer or fact.witness, fact.person, fact.day // SPAN))
    for key, given in by.items():
        if hours(given) >= limits.kin_hours:
            yield finding(KIND, key, given, 3, hours=round(hours(given)), count=len(given))
