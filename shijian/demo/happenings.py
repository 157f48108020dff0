"""Which activities there are to be: what, when, at which unit - before a single row is made."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from shijian.demo.operations.county import County
from shijian.demo.recipe import DAYS, Recipe
from shijian.kernel import clock
from shijian.units.models import Unit

DATA = Path(__file__).parent / "data" / "activities.json"
AHEAD = dt.timedelta(days=75)
NO_RISK = "无特殊风险，注意脚下"


@dataclass(frozen=True, slots=True)
class Happening:
    """One activity to be told: its facts out of the data, its unit, and its only meeting."""

    facts: dict[str, Any]
    unit: Unit
    starts_at: dt.datetime

    @property
    def ends_at(self) -> dt.datetime:
        """The end of the meeting."""
        return self.starts_at + dt.timedelta(hours=self.facts["hours"])


def year_of(recipe: Recipe, county: County, first: Unit) -> list[Happening]:
    """A year that lies behind and the weeks to come, in the order of time; the unit `first` has its share of it."""
    rng = recipe.rng("happenings")
    found = [each for facts in facts_of_all() for each in _occurring(facts, recipe, county, first, rng)]
    return sorted(found, key=lambda each: (each.starts_at, each.unit.path, each.facts["title"]))


@lru_cache(maxsize=1)
def facts_of_all() -> list[dict[str, Any]]:
    """The activities of the data file."""
    found: list[dict[str, Any]] = json.loads(DATA.read_text("utf-8"))
    return found


def _occurring(
    facts: dict[str, Any], recipe: Recipe, county: County, first: Unit, rng: random.Random
) -> Iterator[Happening]:
    today = clock.local(recipe.now).date()
    earliest = today - dt.timedelta(days=DAYS)
    for year in (today.year - 1, today.year, today.year + 1):
        day = _day(facts["on"], year)
        if earliest < day < today - dt.timedelta(days=1) or today < day < today + AHEAD:
            for unit in _units(facts, county, first, rng):
                moment = dt.datetime.combine(day, dt.time(facts["hour"]), clock.ZONE)
                yield Happening(facts, unit, moment.astimezone(dt.UTC))


def _day(on: str, year: int) -> dt.date:
    """A day of the year such as 03-05, or a festival with days before or after it such as 端午-1."""
    if on[0].isdigit():
        return dt.date.fromisoformat(f"{year}-{on}")
    name, shift = on[:2], int(on[2:])
    return clock.lunar_festivals(year)[name] + dt.timedelta(days=shift)


def _units(facts: dict[str, Any], county: County, first: Unit, rng: random.Random) -> list[Unit]:
    """The unit `first` or the one above it, and others of the same level."""
    if facts["level"] == "centre":
        return [county.centre]
    level = county.hubs if facts["level"] == "hub" else county.stations
    own = county.hub_of(first) if facts["level"] == "hub" else first
    others = [unit for unit in level if unit.pk != own.pk]
    chosen = rng.sample(others, min(len(others), facts["units"] - 1))
    return [own, *chosen] if own in level else chosen
