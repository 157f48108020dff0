"""Builds the demo county: the only place of the package that saves."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shijian.demo import plans as planning
from shijian.demo.operations import (
    activities,
    certificates,
    complaints,
    contests,
    health,
    honours,
    logins,
    menu,
    messages,
    minors,
    objections,
    older_hours,
    orders,
    points,
    privacy,
    rechecks,
    register,
    rights,
    shop,
    signals,
    stars,
    targets,
    topups,
    traces,
    turnout,
    waiting,
    week_plans,
)
from shijian.demo.operations import cast as casting
from shijian.demo.operations import county as counties
from shijian.demo.operations import plans as unit_plans
from shijian.demo.operations import teams as team_tree
from shijian.demo.operations.county import Progress
from shijian.demo.people import Folk
from shijian.demo.queries import has_units
from shijian.demo.recipe import Recipe
from shijian.demo.world import World
from shijian.kernel import audit, clock, demo_mark
from shijian.kernel.errors import Conflict
from shijian.people.models import Person
from shijian.volunteers.models import Skill, Volunteer

SEAL = 20_000
SELDOM = 500_000
CHANCE_OF_ACCOUNT = {"r": 0.4, "v": 0.7, "s": 1.0}


class NotEmpty(Conflict):
    """The database holds units, which may be real."""

    code = "demo-not-empty"
    message = _(
        "This database already has units. A demo needs an empty one: set SHIJIAN_HOME to a new folder."
    )


def _silent(words: str) -> None:
    """Nobody wants to know how far it is."""


def build(recipe: Recipe, *, progress: Progress = _silent) -> World:
    """Build the county of the recipe, all or nothing. Raises `NotEmpty` when there are units already."""
    if has_units():
        raise NotEmpty
    with _seldom_collected(), transaction.atomic():
        return _build(recipe, progress)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """The rows hold no cycles, and the collector would walk through all of them again and again."""
    usual = gc.get_threshold()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _build(recipe: Recipe, progress: Progress) -> World:
    county = counties.lay_out(recipe, progress)
    folk = Folk(recipe, county.stations)
    staff = counties.appoint_all(county, folk, recipe)
    cast = casting.gather(county, folk, recipe)
    residents = register.residents(folk, recipe)
    rows = [cast.leader, cast.volunteer, *cast.newcomers, *register.volunteers(folk, recipe, residents)]
    waiting_people = waiting.people(cast, county, folk, recipe)
    progress(f"{len(rows)} volunteers, {len(residents)} residents")
    everybody = [
        *staff,
        cast.people["resident"],
        cast.people["resident2"],
        *residents,
        *waiting_people,
        *(row.person for row in rows),
    ]
    register.consents(recipe, everybody, rows)
    Person.objects.update(created_at=recipe.began)
    with_account = _open_accounts(
        recipe, cast, {"s": staff, "r": residents, "v": [row.person for row in rows]}
    )
    teams = team_tree.found(county, recipe)
    team_tree.fill(teams, rows, recipe, steady=2)
    waiting.joins(cast, teams, rows, recipe)
    waiting.earlier_records(rows, county, recipe)
    register.index(register.person_rows(everybody))
    register.index(register.volunteer_rows(rows))
    register.index(team_tree.search_rows(teams))
    skills = {skill.code: skill for skill in Skill.objects.order_by("code")}
    world = World(recipe, county, teams, menu.put_on(county, teams, recipe), residents, skills, with_account)
    _tell(world, cast, progress, rows)
    return world


def _open_accounts(recipe: Recipe, cast: casting.Cast, groups: dict[str, list[Person]]) -> set[int]:
    rng, password = recipe.rng("accounts"), register.hashed_password()
    taken = casting.open_accounts(cast, password)
    for prefix, persons in groups.items():
        chosen = [person for person in persons if rng.random() < CHANCE_OF_ACCOUNT[prefix]]
        taken |= register.accounts(prefix, chosen, password, taken)
    return taken


def _tell(world: World, cast: casting.Cast, progress: Progress, rows: list[Volunteer]) -> None:
    recipe = world.recipe
    staged = casting.plans(cast, world.teams, recipe)
    world.kept = {cast.leader.pk, cast.volunteer.pk}
    world.busy |= {(plan.volunteer.pk, clock.local(plan.served).date()) for plan in staged if plan.volunteer}
    drawn = planning.draw(recipe, max(recipe.orders - len(staged), 0))
    orders.write(world, planning.by_creation([*drawn, *staged]), progress)
    rights.write(cast, world.county, world.teams, rows, recipe)
    health.write(cast, rows, recipe)
    messages.write(cast, recipe)
    complaints.write(cast, world.county, recipe)
    points.write(cast, world.county, rows, recipe)
    privacy.write(cast, recipe)
    logins.write(cast, world.county, recipe)
    minors.write(cast, recipe)
    unit_plans.write(cast, world.county, recipe)
    told = activities.write(world, cast)
    turnout.write(told)
    register.count_anew()
    objections.write(cast, recipe)
    topups.write(cast, recipe)
    honours.write(cast, recipe)
    older_hours.write(cast, recipe)
    signals.write(cast, recipe)
    stars.write(cast, rows, recipe)
    targets.write(cast, world.county, recipe)
    rechecks.write(recipe)
    contests.write(told, cast)
    week_plans.write(cast, world.county, recipe)
    points.credit(recipe)
    shop.write(cast, recipe)
    certificates.write(cast, recipe)
    traces.write()
    register.count_anew()
    while audit.seal(limit=SEAL):
        pass


def mark() -> None:
    """Remember in SHIJIAN_HOME that this database is a demo; later starts say so on every page."""
    demo_mark.put(Path(settings.HOME), settings.DATABASES["default"])
