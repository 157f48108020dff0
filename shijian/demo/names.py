"""Names of people as they are borne in Gannan: Tibetan, Hui and Han. Every person is invented."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from importlib import resources

from shijian.people.enums import Sex

TIBETAN, HUI, HAN = "藏族", "回族", "汉族"

NAMES: dict[str, list[str]] = {
    kind: words.split()
    for kind, words in json.loads(
        resources.files("shijian.demo").joinpath("data/names.json").read_text(encoding="utf-8")
    ).items()
}

# Prefixes of area codes whose people are mostly Tibetan or Hui.
TIBETAN_AREAS = ("6230", "54", "5133", "5132", "5334", "632", "6227", "6328")
HUI_AREAS = ("6229", "64", "6205")
YOUNG_UNTIL = 45


@dataclass(frozen=True, slots=True)
class Mix:
    """How many of a hundred people are of each people."""

    tibetan: int
    hui: int

    def draw(self, rng: random.Random) -> str:
        """The people of one person."""
        number = rng.randrange(100)
        return TIBETAN if number < self.tibetan else HUI if number < self.tibetan + self.hui else HAN


def mix_of(area: str) -> Mix:
    """The mix of peoples in the county of an area code."""
    if area.startswith(TIBETAN_AREAS):
        return Mix(tibetan=72, hui=10)
    return Mix(tibetan=2, hui=55) if area.startswith(HUI_AREAS) else Mix(tibetan=0, hui=3)


def name_of(rng: random.Random, people: str, sex: int, age: int) -> str:
    """A name that a person of this people, sex and age could bear."""
    if people == TIBETAN:
        return _tibetan(rng, sex)
    if people == HUI:
        return rng.choice(NAMES["hui_surnames"]) + rng.choice(
            NAMES["hui_male"] if sex == Sex.MALE else NAMES["hui_female"]
        )
    return _han(rng, sex, age)


def _tibetan(rng: random.Random, sex: int) -> str:
    first = rng.choice(NAMES["tibetan_first"])
    second = rng.choice(
        [
            name
            for name in (NAMES["tibetan_male"] if sex == Sex.MALE else NAMES["tibetan_female"])
            if name != first
        ]
    )
    return first if rng.random() < 0.08 else first + second


def _han(rng: random.Random, sex: int, age: int) -> str:
    young = age < YOUNG_UNTIL
    male, female = (
        (NAMES["han_male_young"], NAMES["han_female_young"])
        if young
        else (NAMES["han_male_old"], NAMES["han_female_old"])
    )
    return rng.choice(NAMES["han_surnames"]) + rng.choice(male if sex == Sex.MALE else female)
