"""How right the signals are: cases found, and how many of the signals point at what was faked."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from shijian.records import signals
from shijian.records.signals.facts import Fact, Finding, Limits
from shijian.records.simulation import cheats, honest
from shijian.records.simulation.ground import lay


@dataclass(frozen=True, slots=True)
class Year:
    """A simulated year: the rows that detectors see, and which of them were faked in which case."""

    facts: list[Fact]
    case_of: dict[int, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Score:
    """Of a strategy: its cases and how many were found; its faked records and how many a signal names."""

    name: str
    cases: int
    found: int
    records: int
    named: int
    signals: int
    right: int

    @property
    def recall(self) -> float:
        """Found cases of all."""
        return self.found / self.cases if self.cases else 1.0

    @property
    def precision(self) -> float:
        """Right signals of all; a signal is right when at least half of the records that it names were faked."""
        return self.right / self.signals if self.signals else 1.0


def simulate(seed: int, volunteers: int = 2000, cases: int = 8, only: Iterable[str] | None = None) -> Year:
    """A year with so many cases of each strategy (all, or `only` some); the keys of records tell nothing."""
    ground = lay(seed, volunteers)
    honest.live(ground)
    for place, (name, cheat) in enumerate(cheats.STRATEGIES.items()):
        if only is None or name in only:
            for each in range(cases):
                cheat(cheats.Hand(ground, (name, 1000 * place + each)))
    keys = [fact.record for fact in ground.facts]
    random.Random(seed + 1).shuffle(keys)
    home = {person.key: person.family for person in ground.people}
    facts = [
        replace(fact, record=key, kin=_is_kin(fact, home), home=home.get(fact.person, 0))
        for fact, key in zip(ground.facts, keys, strict=True)
    ]
    faked = {keys[old - 1]: case for old, case in ground.case_of.items()}
    return Year(sorted(facts, key=lambda fact: fact.record), faked)


def _is_kin(fact: Fact, home: dict[int, int]) -> bool:
    hands = [hand for hand in (fact.enterer, fact.witness) if hand in home and hand != fact.person]
    return any(home[hand] == home[fact.person] for hand in hands)


def judge(year: Year, limits: Limits | None = None) -> tuple[list[Score], list[Finding]]:
    """The score of each strategy and, last, of all together; with what was noticed."""
    found = signals.run(year.facts, limits or Limits())
    names = sorted({name for name, _case in year.case_of.values()})
    scores = [_score(name, _of_its_kinds(name, found, year), year) for name in names]
    return [*scores, _score("", found, year)], found


def _of_its_kinds(name: str, found: list[Finding], year: Year) -> list[Finding]:
    """All signals of the kinds by which a strategy was found, false ones among them."""
    kinds = {row.kind for row in found if _whose(row, year) == name}
    return [row for row in found if row.kind in kinds]


def _whose(found: Finding, year: Year) -> str:
    """The strategy to which most of its records belong; empty for a false one."""
    of = [year.case_of[key][0] for key in found.records if key in year.case_of]
    return max(set(of), key=of.count) if 2 * len(of) >= len(found.records) else ""


def _score(name: str, found: list[Finding], year: Year) -> Score:
    mine = {key: case for key, case in year.case_of.items() if name in ("", case[0])}
    right = [row for row in found if _whose(row, year)]
    named = {key for row in right for key in row.records if key in mine}
    cases, caught = set(mine.values()), {mine[key] for key in named}
    return Score(name, len(cases), len(caught), len(mine), len(named), len(found), len(right))
