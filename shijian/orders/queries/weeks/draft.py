"""A plan of a week in the words of the database, not stored yet: keys, spans, prices."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import Any

from shijian.matching.plan import Plan
from shijian.matching.teams import Assigned
from shijian.matching.why import Cost


@dataclass(frozen=True, kw_only=True)
class Choice(Cost):
    """Who could serve an order, a volunteer in a span or a team, and what asking costs."""

    volunteer_id: int | None = None
    team_id: int | None = None
    span: int = 0
    chosen: bool = False
    beside: bool = False
    chance: float | None = None
    likely: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order of the draft with its free places and whom one could ask, the chosen first.

    `could`: how many at most could come in one span, where all have to come or nobody.
    """

    order_id: int
    seats: int
    weight: int
    choices: list[Choice]
    for_team: bool = False
    could: int | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """Places that stay empty: who had these skills, near that unit, in one of these spans, would fill them."""

    skills: tuple[int, ...]
    unit_id: int
    spans: tuple[int, ...]
    seats: int


@dataclass(frozen=True)
class TeamPart:
    """The orders that go to teams: who would take each, how good that is, the digest of what it was made of."""

    wanted: list[Wanted] = field(default_factory=list)
    made: Assigned | None = None
    digest: str = ""

    @property
    def given(self) -> int:
        """How many of the orders have a team."""
        return sum(any(one.chosen for one in each.choices) for each in self.wanted)


@dataclass(frozen=True)
class Draft:
    """A plan of a week, not stored yet.

    `prices` are rows of volunteer, span and what it is worth, above 0; `kept` is how many people cost more because
    they may be needed for later days.
    """

    monday: dt.date
    wanted: list[Wanted]
    helps: list[Lack]
    plan: Plan
    seats: int
    filled: int
    prices: list[tuple[int, int, int]]
    kept: int
    teams: TeamPart = field(default_factory=TeamPart)

    @property
    def digest(self) -> str:
        """SHA-256 of the inputs of both parts."""
        parts = f"{self.plan.digest}{self.teams.digest}"
        return hashlib.sha256(parts.encode()).hexdigest() if self.teams.digest else self.plan.digest
