"""Somebody whom one volunteer alone ever serves, who confirms everything, and whom nobody else has dealt with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped, hours, people

KIND = "recipient"
SPAN = 90  # days


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each recipient and stretch of ninety days."""
    served = [fact for fact in facts if fact.recipient]
    for (recipient, span), rows in grouped(served, lambda fact: (fact.recipient, fact.day // SPAN)).items():
        known = people(rows) > 1 or any(_is_known(fact) for fact in rows)
        enough = len(rows) >= limits.recipient_times and hours(rows) >= limits.recipient_hours
        if enough and not known:
            said = {"times": len(rows), "hours": round(hours(rows))}
            yield finding(KIND, (recipient, span), rows, 2, **said)


def _is_known(fact: Fact) -> bool:
    """Whether anybody else asked for it or vouched for it: an officer by phone, a neighbour."""
    own = (0, fact.person, fact.recipient)
    return fact.asked_by not in own or fact.witness not in own
