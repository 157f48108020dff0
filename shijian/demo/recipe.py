"""What to build: the size of a demo county, its seed and the moment at which its story ends."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

PASSWORD = "shijian-demo"  # noqa: S105 - shown on the login page of every demo
DAYS = 365


@dataclass(frozen=True)
class Recipe:
    """The same recipe always gives the same county: nothing else, no wall clock, decides."""

    now: dt.datetime
    area: str = "623027"
    name: str = ""
    volunteers: int = 2000
    orders: int = 1500
    teams: int = 40
    seed: int = 623027

    def rng(self, part: str) -> random.Random:
        """A stream of chance of its own for each part, so that no part disturbs another."""
        return random.Random(f"{self.seed}:{part}")

    @property
    def residents(self) -> int:
        """Residents who ask for help, besides the volunteers."""
        return max(40, self.orders // 2)

    @property
    def began(self) -> dt.datetime:
        """The moment at which the register was filled, before the first order."""
        return self.now - dt.timedelta(days=DAYS + 20)
