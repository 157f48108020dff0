"""What a story of the demo draws on: places, officers, teams with their people, the menu, who is busy when."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field

from shijian.demo import words
from shijian.demo.operations.county import County
from shijian.demo.operations.teams import Teams
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, paths
from shijian.orders.enums import Category, Risk
from shijian.orders.models import MenuItem, Order
from shijian.people.models import Person
from shijian.units.models import Unit
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
    refusals: int = 0
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

    def free(self, rng: random.Random, order: Order, team: Team, day: dt.date, count: int) -> list[Volunteer]:
        """Up to `count` members without a service on that day; grown-ups only where there is a risk."""
        members = self.teams.members[team.pk]
        found: list[Volunteer] = []
        for row in rng.sample(members, min(len(members), 4 * count + 12)):
            if len(found) < count and self.fits(row, order, day):
                found.append(row)
        return found

    def anybody(self, rng: random.Random, order: Order, day: dt.date) -> list[Volunteer]:
        """One volunteer of any team who is free on that day; none when all are busy."""
        teams = self.teams.serving
        for team in rng.sample(teams, len(teams)):
            if found := self.free(rng, order, team, day, 1):
                return found
        return []

    def fits(self, row: Volunteer, order: Order, day: dt.date) -> bool:
        """Whether the volunteer could serve that order on that day."""
        grown = order.risk == Risk.NONE or (row.person.age_on(day) or 0) >= ADULT
        known = row.registered_on < clock.local(order.created_at).date()
        return grown and known and (row.pk, day) not in self.busy and row.person_id != order.recipient_id
