"""Own check-ins at the very same time of day with the same length: people are minutes early or late, programs not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import DAY, Fact, Finding, Limits, finding, grouped

KIND = "rhythm"
SPAN = 90  # days


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each person and stretch of ninety days."""
    own = [fact for fact in facts if not fact.enterer and not fact.imported]
    for (person, span), rows in grouped(own, lambda fact: (fact.person, fact.day // SPAN)).items():
        same = _most_alike(rows, limits.rhythm_seconds)
        if len(same) >= limits.rhythm_times:
            said = {"times": len(same), "of": len(rows), "seconds": limits.rhythm_seconds}
            yield finding(KIND, (person, span), same, 2, **said)


def _most_alike(rows: list[Fact], slack: float) -> list[Fact]:
    """The most records that begin within `slack` seconds of each other by the clock, and last as long."""
    best: list[Fact] = []
    for one in rows:
        alike = [row for row in rows if _near(one, row, slack)]
        best = max(best, alike, key=len)
    return best


def _near(one: Fact, other: Fact, slack: float) -> bool:
    apart = abs(one.started % DAY - other.started % DAY)
    length = abs((one.ended - one.started) - (other.ended - other.started))
    return apart <= slack / 2 and length <= slack / 2
