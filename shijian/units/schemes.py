"""What a new network starts with: words for its levels by scheme, offices by kind of unit; both are data."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from shijian.units.enums import OfficeKind, UnitKind

DATA = Path(__file__).parent / "data"
DEFAULT = "four-level"


@dataclass(frozen=True, slots=True)
class Level:
    """A kind's word in a scheme and what follows the place on the plaque."""

    kind: UnitKind
    name: str
    suffix: str
    rank: int


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """An office that a new unit gets, with the groups below it."""

    kind: OfficeKind
    name: str
    duty: str = ""
    groups: tuple[OfficePlan, ...] = field(default=())


@cache
def schemes() -> dict[str, tuple[Level, ...]]:
    """Give the levels of each scheme, the highest first."""
    return {name: _levels(rows) for name, rows in _read("levels.json").items()}


@cache
def offices_of(kind: UnitKind) -> tuple[OfficePlan, ...]:
    """Give the offices that a new unit of `kind` starts with."""
    return tuple(map(_office, _read("offices.json").get(kind, [])))


def _levels(rows: dict[str, list[str]]) -> tuple[Level, ...]:
    numbered = enumerate(rows.items())
    return tuple(Level(UnitKind(kind), name, suffix, rank) for rank, (kind, (name, suffix)) in numbered)


def _office(row: dict[str, Any]) -> OfficePlan:
    groups = tuple(map(_office, row.get("groups", [])))
    return OfficePlan(OfficeKind(row["kind"]), row["name"], row["duty"], groups)


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
