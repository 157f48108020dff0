"""One hand that credits many people with hours behind which nothing else stands, each of them alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.company import alone
from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped, hours, people

KIND = "crediting"
SPAN = 90  # days


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each hand and stretch of ninety days."""
    solo = alone(facts)
    bare = [fact for fact in facts if fact.is_bare and fact.record in solo]
    for (enterer, span), rows in grouped(bare, lambda fact: (fact.enterer, fact.day // SPAN)).items():
        total, many = hours(rows), people(rows)
        if total >= limits.credit_hours and many >= limits.credit_people:
            yield finding(KIND, (enterer, span), rows, 2, hours=round(total), people=many, count=len(rows))
