"""Fills the registers in batches: residents, volunteers with all that belongs to them, consents, accounts."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from django.contrib.auth.hashers import make_password
from django.db import connection, models

from shijian.demo import people as maker
from shijian.demo.people import Folk
from shijian.demo.recipe import PASSWORD, Recipe
from shijian.kernel import clock, search
from shijian.people.enums import Purpose
from shijian.people.models import Account, Consent, Person
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Availability, Insurance, Skill, Volunteer, VolunteerSkill
from shijian.volunteers.operations import finding
from shijian.volunteers.operations import numbers as numbers_of_volunteers

BATCH = 1000
CHUNK = 5000
CHANCE_OF_NAMING = 0.6
FIRST_NUMBER, LAST_NUMBER = 2 * 10**8, 10**9
T = TypeVar("T")
M = TypeVar("M", bound=models.Model)


def chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Cut a stream into lists, so that a large county never lies in memory twice."""
    stream = iter(rows)
    while chunk := list(islice(stream, size)):
        yield chunk


def save(model: type[M], rows: Iterable[M]) -> list[M]:
    """Insert rows in batches and give them with their keys."""
    return list(model._default_manager.bulk_create(rows, batch_size=BATCH))


def count_anew() -> None:
    """Let PostgreSQL count what was written: it plans by what it counted last, and that may be an empty table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def residents(folk: Folk, recipe: Recipe) -> list[Person]:
    """Register those who will ask for help."""
    return [
        row
        for chunk in chunks(range(recipe.residents))
        for row in save(Person, [folk.resident() for _ in chunk])
    ]


def volunteers(folk: Folk, recipe: Recipe, elders: Sequence[Person]) -> list[Volunteer]:
    """Register the volunteers; a minor's guardian is a grown-up of the same place."""
    rng, today = recipe.rng("volunteers"), clock.local(recipe.now).date()
    skills = {skill.code: skill for skill in Skill.objects.order_by("code")}
    guardians = {person.unit_id: person for person in elders if _is_grown(person, today)}
    found: list[Volunteer] = []
    for chunk in chunks(rng.sample(range(FIRST_NUMBER, LAST_NUMBER), recipe.volunteers)):
        persons = [folk.volunteer_person() for _ in chunk]
        for person in persons:
            person.guardian = None if _is_grown(person, today) else guardians.get(person.unit_id)
        save(Person, persons)
        numbers = (number(digits) for digits in chunk)
        rows = [
            maker.volunteer(rng, person, text, recipe) for person, text in zip(persons, numbers, strict=True)
        ]
        for row in rows:
            _put_guardian(row, today)
        found += save(Volunteer, rows)
        _belongings(rng, rows, skills, today)
    return found


def number(digits: int) -> str:
    """A volunteer number of nine digits with its check digit."""
    return f"V{digits}{numbers_of_volunteers.check_digit(str(digits))}"


def _is_grown(person: Person, today: dt.date) -> bool:
    return (person.age_on(today) or 0) >= maker.ADULT


def _put_guardian(row: Volunteer, today: dt.date) -> None:
    """A minor serves only with a guardian who agreed; without one the registration waits."""
    guardian = row.person.guardian
    if guardian is not None:
        row.guardian_name, row.guardian_phone = guardian.name, guardian.phone
    elif not _is_grown(row.person, today):
        row.state, row.confirmed_at = VolunteerState.CONSENT, None


def _belongings(rng: random.Random, rows: list[Volunteer], skills: dict[str, Skill], today: dt.date) -> None:
    save(VolunteerSkill, [skill for row in rows for skill in _skill_rows(rng, row, skills, today)])
    save(Availability, [span for row in rows for span in maker.availability(rng, row)])
    save(Insurance, [policy for row in rows for policy in maker.insurance(rng, row, today)])


def _skill_rows(
    rng: random.Random, row: Volunteer, skills: dict[str, Skill], today: dt.date
) -> Iterator[VolunteerSkill]:
    for code in maker.skills_of(rng, row.backgrounds, row.languages):
        skill = skills[code]
        licence = f"DEMO{rng.randrange(10**6):06d}" if skill.needs_licence else ""
        until = today + dt.timedelta(days=rng.randint(-60, 900)) if licence else None
        yield VolunteerSkill(volunteer=row, skill=skill, licence_no=licence, licence_until=until)


def consents(recipe: Recipe, persons: Iterable[Person], rows: Iterable[Volunteer]) -> None:
    """Everybody agreed to be registered; guardians agreed for minors, most volunteers to be named in public."""
    rng = recipe.rng("consents")
    for chunk in chunks(persons):
        save(
            Consent,
            [_consent(person, Purpose.REGISTER, person.guardian or person, recipe.began) for person in chunk],
        )
    for group in chunks(rows):
        save(Consent, [_consent(row.person, Purpose.PUBLIC_NAME, row.person, recipe.began) for row in group
                       if rng.random() < CHANCE_OF_NAMING and row.person.guardian is None])  # fmt: skip
        save(Consent, [_consent(row.person, Purpose.GUARDIAN, row.person.guardian, recipe.began) for row in group
                       if row.person.guardian is not None and row.state == VolunteerState.ACTIVE])  # fmt: skip


def _consent(person: Person, purpose: Purpose, giver: Person, at: dt.datetime) -> Consent:
    return Consent(
        person=person,
        purpose=purpose,
        given_by=giver,
        given_by_name=giver.name,
        evidence="登记表",
        given_at=at,
    )


def accounts(prefix: str, persons: Iterable[Person], password: str, taken: set[int]) -> set[int]:
    """Accounts named `prefix` and a number; `password` is already hashed. Gives the ids of their persons."""
    made: set[int] = set()
    wanted = (person for person in persons if person.phone and person.pk not in taken)
    for number, chunk in enumerate(chunks(wanted)):
        first = number * CHUNK + 1
        names = (f"{prefix}{first + index:06d}" for index in range(len(chunk)))
        save(Account, [account(person, name, password) for person, name in zip(chunk, names, strict=True)])
        made |= {person.pk for person in chunk}
    return made


def account(person: Person, login_name: str, password: str) -> Account:
    """A login that works in a demo only."""
    return Account(
        person=person,
        login_name=login_name,
        password=password,
        phone_index=person.phone_index or None,
        is_demo=True,
    )


def hashed_password() -> str:
    """The one password of the demo, hashed once: argon2 is slow on purpose."""
    return make_password(PASSWORD)


def index(rows: Iterable[search.Row]) -> None:
    """Make rows findable, chunk by chunk."""
    for chunk in chunks(rows):
        search.bulk_index(chunk)


def person_rows(persons: Iterable[Person]) -> Iterator[search.Row]:
    """What is searched of persons: the name only."""
    for person in persons:
        yield search.Row(
            "person", person.pk, names=(person.name,), unit_path=person.unit_path, title=person.name
        )


def volunteer_rows(rows: Iterable[Volunteer]) -> Iterator[search.Row]:
    """What is searched of volunteers."""
    return map(finding.volunteer_row, rows)
