"""Names added to a meeting after it was over, or more of them than it had places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped, people

KIND = "crowd"


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each meeting at which somebody was really seen (otherwise it is a ghost)."""
    for source, rows in grouped(facts, lambda fact: fact.source).items():
        added = [fact for fact in rows if fact.enterer and not fact.witness and not fact.asked_before]
        seats = rows[0].seats
        over = bool(seats) and people(rows) > seats
        expected = any(fact.asked_before for fact in rows)  # where nobody was, all came in a hurry
        many = people(added) >= limits.crowd_people and len(added) < len(rows)
        if many and expected and (over or 100 * len(added) >= limits.crowd_percent * len(rows)):
            said = {"added": people(added), "people": people(rows), "seats": seats}
            yield finding(KIND, source, added, 3 if over else 2, **said)
