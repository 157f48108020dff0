"""The ground of a simulated county: villages, people, families, leaders, phones; and the book of services."""

from __future__ import annotations

import random
from bisect import insort
from collections import defaultdict
from dataclasses import dataclass, field, replace

from shijian.records.signals.facts import DAY, MINUTE, Fact, kilometres

START = 1_767_196_800  # midnight of the first day of the simulated year by the county's clock
YEAR = 365
SIGNAL_LESS = 0.08  # share of villages without signal


@dataclass(slots=True)
class Somebody:
    """A volunteer: home village, family, whether there is a phone, and what recurs in the week."""

    key: int
    unit: int
    family: int
    has_phone: bool
    uses_station_phone: bool
    duty: tuple[int, int] | None = None  # weekday and minute of the day
    elder: int = 0  # whom he keeps company every week
    lender: int = 0  # a neighbour with whose phone he checks in


@dataclass
class Ground:
    """What is there before anybody serves; `book` takes services, and refuses one that overlaps another."""

    rng: random.Random
    volunteers: int
    places: dict[int, tuple[float, float]] = field(default_factory=dict)
    people: list[Somebody] = field(default_factory=list)
    leaders: dict[int, int] = field(default_factory=dict)
    no_signal: set[int] = field(default_factory=set)
    by_unit: dict[int, list[Somebody]] = field(default_factory=lambda: defaultdict(list))
    facts: list[Fact] = field(default_factory=list)
    case_of: dict[int, tuple[str, int]] = field(default_factory=dict)  # only the judge reads this
    busy: dict[int, list[tuple[float, float, int]]] = field(default_factory=lambda: defaultdict(list))
    around: dict[int, list[int]] = field(default_factory=dict)
    sources: int = 0

    def source(self, kind: str) -> tuple[str, int]:
        """A new meeting or order."""
        self.sources += 1
        return kind, self.sources

    def near(self, unit: int) -> list[int]:
        """The villages from which people come to this one, itself first."""
        if unit not in self.around:
            here = self.places[unit]
            self.around[unit] = sorted(self.places, key=lambda other: kilometres(here, self.places[other]))[
                :4
            ]
        return self.around[unit]

    def picture(self) -> str:
        """The hash of a new photo."""
        return f"{self.rng.getrandbits(256):064x}"

    def free(self, person: int, started: float, ended: float, unit: int, *, honest: bool) -> bool:
        """Whether nothing overlaps; an honest person also needs the time for the way."""
        for other_start, other_end, other in self.busy[person]:
            way = kilometres(self.places[unit], self.places[other]) / 40 * 3600 + 600 if honest else 0
            if started < other_end + way and ended + way > other_start:
                return False
        return True

    def book(self, fact: Fact, case: tuple[str, int] | None = None) -> bool:
        """Enter a service; False when it overlaps another of the same person, as the real ledger refuses it."""
        if not self.free(fact.person, fact.started, fact.ended, fact.unit, honest=case is None):
            return False
        insort(self.busy[fact.person], (fact.started, fact.ended, fact.unit))
        key = len(self.facts) + 1
        self.facts.append(replace(fact, record=key))
        if case:
            self.case_of[key] = case
        return True

    def service(self, person: int, unit: int, source: tuple[str, int], start: float, length: float) -> Fact:
        """A service with own check-ins that came in time; the record is made when the person leaves."""
        started, ended = start, start + length
        day = int((started - START) // DAY)
        return Fact(
            record=0, person=person, unit=unit, source=source, started=started, ended=ended, recorded=ended,
            minutes=int(length // MINUTE), day=day, place=self.places[unit],
            came_received=started, left_received=ended,
        )  # fmt: skip


def lay(seed: int, volunteers: int) -> Ground:
    """Villages on 40 by 40 kilometres, 35 volunteers each; one in nine has no phone, one in five has family there."""
    rng = random.Random(seed)
    ground = Ground(rng, volunteers)
    for unit in range(1, max(4, volunteers // 35) + 1):
        ground.places[unit] = (35.0 + rng.random() * 0.36, 105.0 + rng.random() * 0.44)
    ground.no_signal = {unit for unit in ground.places if rng.random() < SIGNAL_LESS}
    for key in range(1, volunteers + 1):
        unit = (key - 1) % len(ground.places) + 1
        phone = rng.random() > 0.11
        station = not phone or rng.random() < 0.05
        duty = (rng.randrange(7), 60 * rng.randrange(8, 17)) if rng.random() < 0.12 else None
        person = Somebody(key, unit, key, phone, station, duty)
        ground.people.append(person)
        ground.by_unit[unit].append(person)
    for unit, rows in ground.by_unit.items():
        ground.leaders[unit] = rows[0].key
        rows[0].has_phone, rows[0].uses_station_phone = True, False
        for one, other in zip(rows[0::10], rows[5::10], strict=False):
            other.family = one.family
        _lend(random.Random(seed + unit), rows)
    return ground


def _lend(rng: random.Random, rows: list[Somebody]) -> None:
    """One in three without a phone uses that of a neighbour; a neighbour lends it to two at most."""
    lenders = [person.key for person in rows if person.has_phone for _each in range(2)]
    for person in rows:
        if not person.has_phone and rng.random() < 0.34:
            person.lender = lenders.pop(rng.randrange(len(lenders)))
