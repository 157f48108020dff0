"""What lies on the desks: a pair of entries for one human being, a deputy who has not come in yet, wishes to join."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import secrets
from collections.abc import Iterator

from shijian.demo import words
from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.demo.operations.register import save
from shijian.demo.operations.teams import Teams
from shijian.demo.people import Folk
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.people.enums import PositionKind, Role
from shijian.people.models import Appointment, Invitation, Person, Position
from shijian.records.enums import Grade
from shijian.records.models import ServiceRecord
from shijian.volunteers.enums import JoinState, VolunteerState
from shijian.volunteers.models import JoinRequest, Team, Volunteer

SETTLED = (JoinState.APPROVED, JoinState.DECLINED, JoinState.WITHDRAWN)
EARLIER = "import"  # where hours of an older system come from
EARLIER_RECORDS = 40
EARLIER_DAYS = 500


def people(cast: Cast, county: County, folk: Folk, recipe: Recipe) -> list[Person]:
    """Two entries that repeat somebody, and a deputy head with an open invitation; saved."""
    station = county.officer_of(cast.people["station"].unit)
    again = [_repeated(folk, person) for person in (cast.people["resident2"], county.officer_of(county.hubs[0])
                                                    if county.hubs else station)]  # fmt: skip
    deputy = folk.person(station.unit, 31)
    save(Person, [*again, deputy])
    day = clock.local(recipe.now).date() - dt.timedelta(days=2)
    by = cast.people["hub"]
    save(Appointment, [
        Appointment(person=deputy, unit=station.unit, role=Role.STATION, starts_on=day, appointed_by=by)
    ])  # fmt: skip
    save(Position, [
        Position(person=deputy, unit=station.unit, kind=PositionKind.DEPUTY, title="副站长", starts_on=day)
    ])  # fmt: skip
    secret = hashlib.sha256(secrets.token_bytes(32)).hexdigest()  # nobody shall come in by it
    until = recipe.now + dt.timedelta(days=5)
    save(Invitation, [Invitation(person=deputy, token_hash=secret, invited_by=by, expires_at=until)])
    return [*again, deputy]


def _repeated(folk: Folk, person: Person) -> Person:
    """The same human being, entered again with another phone."""
    row = folk.person(person.unit, 40, people=person.ethnicity, sex=person.sex)
    row.name, row.birth_date = person.name, person.birth_date
    return row


def joins(cast: Cast, teams: Teams, rows: list[Volunteer], recipe: Recipe) -> None:
    """Wishes to join the team of the leader, of neighbours; and some that were settled."""
    rng = recipe.rng("joins")
    team = next(team for team in teams.all if teams.leaders.get(team.pk) is cast.leader)
    save(JoinRequest, [*_neighbours(rng, team, teams, rows, recipe), *_settled(rng, teams, recipe)])


def _neighbours(
    rng: random.Random, team: Team, teams: Teams, rows: list[Volunteer], recipe: Recipe
) -> Iterator[JoinRequest]:
    members = {row.pk for row in teams.members[team.pk]}
    active = [row for row in rows if row.state == VolunteerState.ACTIVE and row.pk not in members]
    near = [row for row in active if row.unit_path.startswith(team.unit_path[:8])] or active
    for row in rng.sample(near, min(len(near), 2)):
        at = recipe.now - dt.timedelta(hours=rng.randint(3, 30))
        yield JoinRequest(team=team, volunteer=row, words=rng.choice(words.JOINING), created_at=at)


def _settled(rng: random.Random, teams: Teams, recipe: Recipe) -> Iterator[JoinRequest]:
    """Of a few teams one who was taken in, one who was not, and one who thought better of it."""
    for team in teams.professions[:3]:
        members = teams.members.get(team.pk, [])
        inside = {row.pk for row in members}
        outside = [row for row in teams.members[teams.serving[0].pk] if row.pk not in inside]
        for state, row in zip(SETTLED, (*members[-1:], *outside[-2:]), strict=False):
            at = recipe.now - dt.timedelta(days=rng.randint(20, 90))
            yield JoinRequest(
                team=team, volunteer=row, words=rng.choice(words.JOINING), state=state, created_at=at
            )


def earlier_records(rows: list[Volunteer], county: County, recipe: Recipe) -> None:
    """Hours of an older system, taken over when the register was filled."""
    rng, officer = recipe.rng("earlier"), county.officer_of(county.centre)
    last = clock.local(recipe.began).date()
    known = [row for row in rows if (last - row.registered_on).days > EARLIER_DAYS // 10]
    save(ServiceRecord, [
        _earlier(rng, number, row, officer, recipe)
        for number, row in enumerate(rng.sample(known, min(len(known), EARLIER_RECORDS)), start=1)
    ])  # fmt: skip


def _earlier(
    rng: random.Random, number: int, row: Volunteer, officer: Person, recipe: Recipe
) -> ServiceRecord:
    _category, title, _text, minutes, _skills, kind = rng.choice(words.NEEDS)
    day = clock.local(recipe.began) - dt.timedelta(days=rng.randint(5, 40))
    start = day.replace(hour=rng.choice([9, 10, 14, 15]), minute=0, second=0, microsecond=0)
    return ServiceRecord(
        volunteer=row, unit=row.unit, unit_path=row.unit_path, source_kind=EARLIER, source_id=number,
        started_at=start, ended_at=start + dt.timedelta(minutes=minutes), minutes=minutes, grade=Grade.IMPORTED,
        recipient=kind, content=title, place=row.unit.name, responsible=officer, recorder=officer,
        recorded_at=recipe.began,
    )  # fmt: skip
