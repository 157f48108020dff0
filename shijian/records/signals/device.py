"""One phone that checks in people of many homes at several units. The phone of a family or of one station is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from shijian.records.signals.facts import Fact, Finding, Limits, finding, month, people

KIND = "device"


def detect(facts: Sequence[Fact], limits: Limits) -> Iterator[Finding]:
    """One finding for each device and stretch of thirty days."""
    used: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in facts:
        for device in fact.devices:
            used[device, month(fact)].append(fact)
    for (device, span), rows in used.items():
        homes, units = {fact.home or fact.person for fact in rows}, {fact.unit for fact in rows}
        if len(homes) >= limits.device_people and len(units) >= limits.device_units:
            said = {"people": people(rows), "homes": len(homes), "units": len(units)}
            yield finding(KIND, (device, span), rows, 2, count=len(rows), **said)
