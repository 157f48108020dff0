"""What a detector reads and writes: plain rows without names, and no database, so that a simulation can run it.

Times are seconds since 1970 (UTC), durations whole minutes, distances kilometres. A key of 0 means nobody or unknown.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

MINUTE, HOUR, DAY = 60, 3600, 86400
SPAN_DAYS = 30
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Fact:
    """One service record with what is known of its evidence.

    `enterer` wrote the times for somebody else (0: own check-in, or a scan on the spot); `witness` is another person
    who vouched; `asked_before`: the person was expected; `codes_refused`: scans with a code that was not shown;
    `asked_by`: who asked for the service; `kin`: the enterer or witness is family of the one who served; `home`: one
    number for a family that shares a device; `devices`: those that told own comings and goings.
    """

    record: int
    person: int
    unit: int
    source: tuple[str, int]
    started: float
    ended: float
    recorded: float
    minutes: int
    day: int
    place: tuple[float, float] | None = None
    enterer: int = 0
    witness: int = 0
    recipient: int = 0
    asked_by: int = 0
    kin: bool = False
    home: int = 0
    devices: tuple[str, ...] = ()
    came_received: float = 0
    left_received: float = 0
    codes_refused: int = 0
    asked_before: bool = True
    photos: tuple[str, ...] = ()
    seats: int = 0
    imported: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands behind it but the word of the one who entered it."""
        own = self.came_received or self.witness or self.photos or self.imported
        return bool(self.enterer) and not own

    @property
    def delay(self) -> float:
        """Seconds between the end of the service and the later arrival of its two scans; 0 when they came in time."""
        arrived = max(self.came_received, self.left_received)
        return max(0.0, arrived - self.ended) if arrived else 0.0


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds; a county decides them as policies (`signals.*`). The defaults are those of the simulation."""

    day_minutes: int = 720
    travel_kmh: int = 90
    travel_slack: int = 10
    batch_records: int = 5
    batch_minutes: int = 5
    batch_days: int = 4
    credit_hours: int = 40
    credit_people: int = 3
    favour_hours: int = 18
    favour_percent: int = 40
    kin_hours: int = 8
    device_people: int = 4
    device_units: int = 2
    photo_bits: int = 24
    rhythm_times: int = 8
    rhythm_seconds: int = 45
    clock_times: int = 3
    clock_hours: int = 2
    code_people: int = 3
    late_days: int = 7
    late_records: int = 8
    ghost_people: int = 5
    crowd_people: int = 5
    crowd_percent: int = 50
    pair_hours: int = 6
    recipient_times: int = 8
    recipient_hours: int = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector noticed: the records, the facts of its sentence, how strong it is (1 weak to 3 strong).

    `key` names the matter, so that a second run over the same rows notices nothing new.
    """

    kind: str
    key: str
    records: tuple[int, ...]
    facts: dict[str, int] = field(default_factory=dict)
    strength: int = 2


Detector = Callable[[Sequence[Fact], Limits], Iterable[Finding]]


def grouped(facts: Iterable[Fact], key: Callable[[Fact], Key]) -> dict[Key, list[Fact]]:
    """The facts by a key, each group in the order of their beginning."""
    groups: dict[Key, list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda row: (row.started, row.record)):
        groups[key(fact)].append(fact)
    return groups


def finding(
    kind: str, key: Iterable[object], facts: Iterable[Fact], strength: int = 2, **said: int
) -> Finding:
    """Make one of the facts that it is about."""
    records = tuple(sorted({fact.record for fact in facts}))
    return Finding(kind, ":".join(str(part) for part in (kind, *key)), records, said, strength)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two places on the globe."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, place)) for place in (one, other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 12742 * math.asin(math.sqrt(half))


def hours(facts: Iterable[Fact]) -> float:
    """Their minutes together, in hours."""
    return sum(fact.minutes for fact in facts) / 60


def month(fact: Fact) -> int:
    """A stretch of thirty days, the grain in which a lasting habit is noticed anew."""
    return fact.day // SPAN_DAYS


def people(facts: Iterable[Fact]) -> int:
    """How many different persons served."""
    return len({fact.person for fact in facts})
