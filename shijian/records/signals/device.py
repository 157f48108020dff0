"""One phone that checks in many people at several units. A shared phone of one station is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import Fact, Finding, Limits, finding, grouped, month, people

KIND = "device"


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each device and stretch of thirty days."""
    marked = [fact for fact in facts if fact.device]
    for (device, span), rows in grouped(marked, lambda fact: (fact.device, month(fact))).items():
        many, units = people(rows), len({fact.unit for fact in rows})
        if many >= limits.device_people and units >= limits.device_units:
            yield finding(KIND, (device, span), rows, 2, people=many, units=units, count=len(rows))
