"""Two people who vouch for each other's hours, again and again, and for nobody else's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped, hours

KIND = "pair"
SPAN = 90  # days


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each pair and stretch of ninety days."""
    vouched = [fact for fact in facts if fact.witness and fact.witness != fact.person]
    by = grouped(vouched, lambda fact: (fact.witness, fact.person, fact.day // SPAN))
    for (witness, person, span), rows in by.items():
        back = by.get((person, witness, span), [])
        if witness < person and min(hours(rows), hours(back)) >= limits.pair_hours:
            said = {"there": round(hours(rows)), "back": round(hours(back))}
            yield finding(KIND, (witness, person, span), [*rows, *back], 2, **said)
