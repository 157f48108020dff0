"""The tree of teams - general team, town and professional teams, village teams - with leaders and members."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shijian.demo import words
from shijian.demo.operations import register
from shijian.demo.operations.county import County
from shijian.demo.people import ADULT
from shijian.demo.recipe import Recipe
from shijian.kernel import clock, paths, search
from shijian.units.models import Unit
from shijian.volunteers.enums import JoinState, Platform, TeamKind, TeamLevel, TeamRole, VolunteerState
from shijian.volunteers.models import JoinRequest, Skill, Team, TeamMember, Volunteer, VolunteerSkill

CHANCE_OF_SECOND_TEAM = 0.3
LARGEST_SHARE = 0.3


@dataclass(slots=True)
class Teams:
    """The teams of the demo: who leads and who belongs to each, by team id."""

    general: Team
    towns: list[Team]
    professions: list[Team]
    villages: list[Team]
    members: dict[int, list[Volunteer]] = field(default_factory=dict)
    leaders: dict[int, Volunteer] = field(default_factory=dict)

    @property
    def all(self) -> list[Team]:
        """From the general team down."""
        return [self.general, *self.towns, *self.professions, *self.villages]

    @property
    def serving(self) -> list[Team]:
        """Teams with a leader and members, which take orders."""
        return [team for team in self.all if team.pk in self.leaders]


def found(county: County, recipe: Recipe) -> Teams:
    """Found `recipe.teams` teams: one general, one a town, then professional ones, then villages."""
    day = clock.local(recipe.began).date()
    general = _save([_team(county.centre, f"{_place(county.centre)}志愿服务总队", TeamLevel.GENERAL, day)])[0]
    left = max(recipe.teams - 1, 2)
    towns = _save([_team(hub, f"{_place(hub)}志愿服务队", TeamLevel.BRANCH, day, parent=general)
                   for hub in county.hubs[: max(left - 2, 1)]])  # fmt: skip
    left -= len(towns)
    skills = {skill.code: skill for skill in Skill.objects.order_by("code")}
    _can(towns, [words.TOWN_SKILLS] * len(towns), skills)
    professions = _professions(county, general, day, skills, min(max(left // 2, 2), len(words.PROFESSIONS)))
    left -= len(professions)
    homes = _spread(county.stations, max(left, 0))
    villages = [
        _team(unit, f"{_place(unit)}志愿服务分队", TeamLevel.SQUAD, day, parent=_above(unit, towns, general))
        for unit in homes
    ]
    return Teams(general, towns, professions, _save(villages))


def _place(unit: Unit) -> str:
    return unit.place_name or unit.name


def _team(unit: Unit, name: str, level: TeamLevel, day: dt.date, **facts: object) -> Team:
    fixed = {"unit": unit, "unit_path": unit.path, "name": name, "level": level, "founded_on": day}
    words_of = {
        "introduction": f"{name}，随叫随到，就近就便。",
        "charter": "自愿参加，守时守信，尊重习俗，不收报酬。",
    }
    return Team(**{"kind": TeamKind.VOLUNTEERS, "weekly_orders": 20, **fixed, **words_of, **facts})


def _save(teams: list[Team]) -> list[Team]:
    return register.save(Team, teams)


def _professions(
    county: County, general: Team, day: dt.date, skills: dict[str, Skill], count: int
) -> list[Team]:
    rows = words.PROFESSIONS[:count]
    teams = _save([
        _team(county.centre, f"{_place(county.centre)}{name}志愿服务队", TeamLevel.BRANCH, day, parent=general,
              kind=TeamKind(kind), platform=Platform(platform), weekly_orders=40)
        for name, kind, platform, _codes in rows
    ])  # fmt: skip
    _can(teams, [row[3] for row in rows], skills)
    return teams


def _can(teams: list[Team], codes: Sequence[Sequence[str]], skills: dict[str, Skill]) -> None:
    """Write down the skills of each team."""
    through = Team.skills.through
    register.save(through, [through(team_id=team.pk, skill_id=skills[code].pk)
                            for team, own in zip(teams, codes, strict=True) for code in own])  # fmt: skip


def _spread(stations: list[Unit], count: int) -> list[Unit]:
    """Units evenly over the county; the first station always among them."""
    count = min(count, len(stations))
    return [stations[index * len(stations) // count] for index in range(count)]


def _above(unit: Unit, towns: list[Team], general: Team) -> Team:
    return next((team for team in towns if unit.path.startswith(team.unit_path)), general)


def fill(teams: Teams, rows: list[Volunteer], recipe: Recipe, *, steady: int = 0) -> None:
    """Every active volunteer joins the nearest team, some a professional one too; the first grown-up leads.

    The first `steady` volunteers keep to the nearest team.
    """
    rng, today = recipe.rng("teams"), clock.local(recipe.now).date()
    near = {team.unit_path: team for team in (*teams.towns, *teams.villages)}
    by_skill = _skills_of_all()
    for place, row in enumerate(rows):
        if row.state == VolunteerState.ACTIVE:
            codes = by_skill.get(row.pk, set()) if place >= steady else set()
            for team in _teams_of(rng, row, near, teams, codes):
                teams.members.setdefault(team.pk, []).append(row)
    for team in teams.all:
        grown = [row for row in teams.members.get(team.pk, ()) if (row.person.age_on(today) or 0) >= ADULT]
        if grown:
            teams.leaders[team.pk] = grown[0]
    day = clock.local(recipe.began).date()
    for chunk in register.chunks(_memberships(teams, day)):
        register.save(TeamMember, chunk)
    register.save(JoinRequest, list(_requests(rng, teams, rows, recipe)))


def _skills_of_all() -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for volunteer_id, code in VolunteerSkill.objects.order_by("pk").values_list(
        "volunteer_id", "skill__code"
    ):
        found.setdefault(volunteer_id, set()).add(code)
    return found


def _teams_of(
    rng: random.Random, row: Volunteer, near: dict[str, Team], teams: Teams, codes: set[str]
) -> Iterator[Team]:
    home = next((near[path] for path in reversed(paths.ancestors(row.unit_path)) if path in near), None)
    yield home or teams.general
    if rng.random() < CHANCE_OF_SECOND_TEAM:
        fitting = [
            team
            for team, fact in zip(teams.professions, words.PROFESSIONS, strict=False)
            if codes & set(fact[3])
        ]
        if fitting:
            yield rng.choice(fitting)


def _memberships(teams: Teams, day: dt.date) -> Iterator[TeamMember]:
    for team in teams.all:
        for place, row in enumerate(teams.members.get(team.pk, ())):
            role = (
                TeamRole.DEPUTY if place == 1 and row is not teams.leaders.get(team.pk) else TeamRole.MEMBER
            )
            role = TeamRole.LEADER if row is teams.leaders.get(team.pk) else role
            yield TeamMember(team=team, volunteer=row, role=role, starts_on=max(day, row.registered_on))


def _requests(
    rng: random.Random, teams: Teams, rows: list[Volunteer], recipe: Recipe
) -> Iterator[JoinRequest]:
    """Wishes to join a professional team."""
    active = [row for row in rows if row.state == VolunteerState.ACTIVE]
    for row in rng.sample(active, min(len(active) // 20, 60)):
        team = rng.choice(teams.professions)
        if row not in teams.members.get(team.pk, ()):
            at = recipe.now - dt.timedelta(hours=rng.randint(2, 200))
            yield JoinRequest(
                team=team, volunteer=row, words="想多出一份力", state=JoinState.WAITING, created_at=at
            )


def search_rows(teams: Teams) -> Iterator[search.Row]:
    """What is searched of teams: their name and that of their unit."""
    for team in teams.all:
        yield search.Row("team", team.pk, (team.unit.name,), (team.name,), team.unit_path, team.name)
