"""Puts the seed menu on: each item with the professional team of its class, for the whole county."""

from __future__ import annotations

import datetime as dt

from shijian.demo import words
from shijian.demo.operations import register
from shijian.demo.operations.county import County
from shijian.demo.operations.teams import Teams
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, search
from shijian.orders.enums import ItemState
from shijian.orders.models import MenuItem
from shijian.orders.queries import menu
from shijian.volunteers.models import Skill, Team

KIND = "menu-item"
LAST = (
    ItemState.REVIEW, ItemState.DRAFT, ItemState.RETIRED, ItemState.REVIEW, ItemState.REVIEW, ItemState.DECLINED,
)  # fmt: skip


def put_on(county: County, teams: Teams, recipe: Recipe) -> list[MenuItem]:
    """List every seed item; town teams add a few of their own that wait for review, are drafts or retired."""
    rng, today = recipe.rng("menu"), clock.local(recipe.now).date()
    seeds = menu.seed_items()
    rows = [_item(seed, _team_of(seed, teams), ItemState.LISTED, today - dt.timedelta(days=rng.randint(40, 360)))
            for seed in seeds]  # fmt: skip
    extra = zip(rng.sample(seeds, len(LAST)), LAST, strict=True)
    rows += [_item(seed, _town(place // 2, seed, teams), state, _since(state, today))
             for place, (seed, state) in enumerate(extra)]  # fmt: skip
    register.save(MenuItem, rows)
    known = {skill.code: skill for skill in Skill.objects.order_by("code")}
    through = MenuItem.skills.through
    pairs = zip(rows, seeds, strict=False)
    register.save(through, [through(menuitem_id=row.pk, skill_id=known[code].pk)
                            for row, seed in pairs for code in seed.skills if code in known])  # fmt: skip
    listed = [row for row in rows if row.state == ItemState.LISTED]
    register.index(search.Row(KIND, row.pk, (row.description, row.team.name, str(row.get_category_display())),
                              (row.title,), row.unit_path, row.title) for row in listed)  # fmt: skip
    return listed


def _team_of(seed: menu.SeedItem, teams: Teams) -> Team:
    wanted = words.CLASS_TEAM[seed.category]
    team = teams.professions[wanted % len(teams.professions)]
    return team if team.pk in teams.leaders else teams.serving[0]


def _town(place: int, seed: menu.SeedItem, teams: Teams) -> Team:
    """A town team that does not list the item already."""
    own = _team_of(seed, teams)
    others = [team for team in (*teams.towns, teams.general) if team.pk != own.pk]
    return others[place % len(others)]


def _since(state: ItemState, today: dt.date) -> dt.date | None:
    """A retired item was listed once."""
    return today - dt.timedelta(days=300) if state == ItemState.RETIRED else None


def _item(seed: menu.SeedItem, team: Team, state: ItemState, listed_on: dt.date | None) -> MenuItem:
    return MenuItem(
        team=team,
        unit=team.unit,
        unit_path=team.unit_path,
        title=seed.title,
        description=seed.description,
        category=seed.category,
        minutes=seed.minutes,
        headcount=seed.headcount,
        together=seed.together,
        months=list(seed.months),
        risk=seed.risk,
        risk_note=seed.risk_note,
        who_may_ask=seed.who_may_ask,
        recipient=seed.recipient,
        state=state,
        listed_on=listed_on,
    )
