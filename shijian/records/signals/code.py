"""A code of the place that travelled: several people claim the same minute, all later, while others had signal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import MINUTE, Fact, Finding, Limits, finding, grouped, people

KIND = "code"
LATE = 10 * MINUTE


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each meeting; codes that were refused make it stronger."""
    scanned = [fact for fact in facts if fact.came_received]
    for source, rows in grouped(scanned, lambda fact: fact.source).items():
        late = [fact for fact in rows if fact.came_received - fact.started > LATE]
        same = max(grouped(late, lambda fact: int(fact.started // MINUTE)).values(), key=len, default=[])
        in_time = len(rows) - len(late)
        if people(same) >= limits.code_people and in_time >= len(rows) / 2:
            refused = sum(fact.codes_refused for fact in same)
            yield finding(KIND, source, same, 3 if refused else 2, people=people(same), refused=refused)
