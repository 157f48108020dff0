"""What a story of the demo draws on: places, officers, teams with their people, the menu, who is busy when."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from shijian.demo import words
from shijian.demo.operations.county import County
from shijian.demo.operations.teams import Teams
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, paths
from shijian.orders.enums import Category
from shijian.orders.models import MenuItem, Order
from shijian.orders.queries import places
from shijian.people.models import Person
from shijian.units.models import Unit
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import Skill, Team, Volunteer

ADULT = 18


@dataclass
class World:
    """Everything is loaded once; `busy` and `numbers` remember what the stories so far used up."""

    recipe: Recipe
    county: County
    teams: Teams
    items: list[MenuItem]
    residents: list[Person]
    skills: dict[str, Skill]
    with_account: set[int]
    busy: set[tuple[int, dt.date]] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kept: set[int] = field(default_factory=set)  # volunteers whose coming days are staged
    turns: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    blocked: set[tuple[int, int]] = field(default_factory=set)  # (resident, volunteer)
    units: dict[int, Unit] = field(default_factory=dict)
    near: dict[str, Team] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units = {unit.pk: unit for unit in self.county.units}
        leaders = self.teams.leaders
        self.near = {t.unit_path: t for t in (*self.teams.towns, *self.teams.villages) if t.pk in leaders}

    def number(self, created: dt.datetime) -> str:
        """The next order number of the local day."""
        day = clock.local(created).strftime("%Y%m%d")
        self.numbers[day] += 1
        return f"{day}-{self.numbers[day]:04d}"

    def officer(self, order: Order) -> Person:
        """Who verifies the order."""
        return self.county.officer_of(self.units[order.unit_id])

    def dispatcher(self, order: Order) -> Person:
        """Who dispatches the order."""
        return self.county.officer_of(self.hub(order))

    def hub(self, order: Order) -> Unit:
        """The unit that dispatches the order."""
        return self.county.hub_of(self.units[order.unit_id])

    def leader(self, team: Team) -> Person:
        """Who answers for a team."""
        return self.teams.leaders[team.pk].person

    def teams_for(self, rng: random.Random, order: Order) -> list[Team]:
        """Teams that may be asked, the likeliest first: that of the menu item, of the class, of the place."""
        professions = self.teams.professions
        of_class = professions[words.CLASS_TEAM[Category(order.category)] % len(professions)]
        local = [self.near[path] for path in reversed(paths.ancestors(order.unit_path)) if path in self.near]
        wanted = [*local, of_class] if rng.random() < 0.6 else [of_class, *local]
        if order.item is not None:
            wanted.insert(0 if rng.random() < 0.5 else 1, order.item.team)
        found = dict.fromkeys(team for team in wanted if team.pk in self.teams.leaders)
        return list(found) or self.teams.serving[:1]

    def turn(self, name: str, every: int) -> bool:
        """Whether it is the turn: the first time and then every `every`-th, so that also small counties see it."""
        self.turns[name] += 1
        return self.turns[name] % every == 1

    def nearness(self, home: int, place: int) -> tuple[float | str, int]:
        """How far the unit `home` is from the unit `place`, as the app itself words and prices it (100 m)."""
        here, there = self.units[place], self.units[home]
        far = places.kilometres((here.latitude, here.longitude), (there.latitude, there.longitude))
        if far is not None:
            return round(far, 1), round(10 * far)
        if home == place:
            return "village", 10
        return ("town", 60) if self.county.hub_of(here) is self.county.hub_of(there) else ("county", 250)

    def free(
        self,
        rng: random.Random,
        order: Order,
        team: Team,
        day: dt.date,
        count: int,
        but: Collection[int] = (),
    ) -> list[Volunteer]:
        """Up to `count` members, `but` some, without a service on that day; grown-ups only where there is a risk."""
        members = self.teams.members[team.pk]
        found: list[Volunteer] = []
        for row in rng.sample(members, min(len(members), 4 * count + 12)):
            if len(found) < count and row.pk not in but and self.fits(row, order, day):
                found.append(row)
        return found

    def some(
        self, rng: random.Random, order: Order, day: dt.date, count: int, but: Collection[int] = ()
    ) -> list[Volunteer]:
        """Up to `count` volunteers of any team who are free on that day, near ones first."""
        serving, found = self.teams.serving, dict[int, Volunteer]()
        for team in (*self.teams_for(rng, order), *rng.sample(serving, len(serving))):
            if len(found) >= count:
                break
            rows = self.free(rng, order, team, day, count - len(found), (*but, *found))
            found |= {row.pk: row for row in rows}
        return list(found.values())

    def fits(self, row: Volunteer, order: Order, day: dt.date) -> bool:
        """Whether the volunteer could serve that order on that day."""
        grown = order.risk == Risk.NONE or (row.person.age_on(day) or 0) >= ADULT
        known = row.registered_on < clock.local(order.created_at).date()
        strange = row.person_id != order.recipient_id and (order.recipient_id, row.pk) not in self.blocked
        staged = row.pk in self.kept and day >= clock.local(self.recipe.now).date()
        return grown and known and strange and not staged and (row.pk, day) not in self.busy
