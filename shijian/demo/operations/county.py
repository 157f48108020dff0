"""Lays out the county and gives each unit its face: address, phone, hours, heads, liaison, officers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from shijian.demo import positions, words
from shijian.demo.people import Folk
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Channel
from shijian.people.enums import PositionKind, Role
from shijian.people.models import Appointment, Person, Position
from shijian.units import operations as units
from shijian.units.enums import UnitKind
from shijian.units.models import Unit

BATCH = 1000
SITES = {UnitKind.CENTRE: "文化路1号", UnitKind.HUB: "政府院内"}
Progress = Callable[[str], None]


@dataclass(slots=True)
class County:
    """The units of the demo and who holds office in them: unit id -> officer."""

    centre: Unit
    hubs: list[Unit]
    stations: list[Unit]
    officers: dict[int, Person] = field(default_factory=dict)
    watchers: dict[str, Person] = field(default_factory=dict)

    @property
    def units(self) -> list[Unit]:
        """All units, the centre first."""
        return [self.centre, *self.hubs, *self.stations]

    def hub_of(self, unit: Unit) -> Unit:
        """The hub above a station; the unit itself for a hub, the centre where no hub lies between."""
        return next((hub for hub in self.hubs if unit.path.startswith(hub.path)), self.centre)

    def officer_of(self, unit: Unit) -> Person:
        """Who answers for the unit."""
        return self.officers[unit.pk]


def lay_out(recipe: Recipe, progress: Progress) -> County:
    """Make the units of the area of the recipe and dress them."""
    actor = SYSTEM.via(Channel.COMMAND)
    name = {"name": recipe.name} if recipe.name else {}
    units.lay_out_county(recipe.area, actor=actor, progress=lambda *_args, **_kwargs: None, **name)
    rows = list(Unit.objects.active().order_by("path"))
    centre = next(unit for unit in rows if unit.kind == UnitKind.CENTRE)
    hubs = [unit for unit in rows if unit.kind == UnitKind.HUB]
    stations = [unit for unit in rows if unit.kind == UnitKind.STATION] or hubs or [centre]
    county = County(centre, hubs, stations)
    progress(f"{len(rows)} units")
    positions.put(county, recipe)
    _dress(county)
    return county


def _dress(county: County) -> None:
    for number, unit in enumerate(county.units, start=1):
        kind = UnitKind(unit.kind)
        place = unit.place_name or unit.name
        unit.address = place + SITES.get(kind, "党群服务中心")
        unit.phone = f"1990001{number:04d}"
        unit.opening_hours = words.OPENING_HOURS
        unit.introduction = {UnitKind.CENTRE: words.CENTRE_WORDS, UnitKind.HUB: words.HUB_WORDS}.get(
            kind, words.STATION_WORDS
        )
        if unit.latitude is not None:
            unit.introduction += words.POSITION_WORDS
    facts = ["address", "phone", "opening_hours", "introduction", "latitude", "longitude"]
    Unit.objects.bulk_update(county.units, facts, batch_size=200)


# Who watches, and who keeps accounts and the machine: at the centre, without other work.
WATCHING = (Role.OVERSEER, Role.AUDITOR, Role.SECURITY, Role.SYSTEM)


def appoint_all(county: County, folk: Folk, recipe: Recipe) -> list[Person]:
    """One officer for each unit, and those who watch and keep; give the new persons, saved."""
    roles = {UnitKind.CENTRE: Role.CENTRE, UnitKind.HUB: Role.HUB}
    staff = [(folk.person(unit, folk.rng.randint(28, 58)), unit) for unit in county.units]
    watchers = [(folk.person(county.centre, 45), role) for role in WATCHING]
    people = Person.objects.bulk_create([person for person, _ in (*staff, *watchers)], batch_size=BATCH)
    start = clock.local(recipe.began).date()
    terms = [
        _term(person, unit, roles.get(UnitKind(unit.kind), Role.STATION), start) for person, unit in staff
    ]
    terms += [_term(person, county.centre, role, start) for person, role in watchers]
    Appointment.objects.bulk_create(terms, batch_size=BATCH)
    county.officers = {unit.pk: person for person, unit in staff}
    county.watchers = {role.value: person for person, role in watchers}
    Position.objects.bulk_create(
        [row for person, unit in staff for row in _chart(person, unit, start)], batch_size=BATCH
    )
    return people


def _term(person: Person, unit: Unit, role: Role, start: dt.date) -> Appointment:
    return Appointment(person=person, unit=unit, role=role, starts_on=start)


def _chart(person: Person, unit: Unit, start: dt.date) -> list[Position]:
    titles = {UnitKind.CENTRE: "办公室主任", UnitKind.HUB: "所长"}
    title = titles.get(UnitKind(unit.kind), "站长")
    head = Position(person=person, unit=unit, kind=PositionKind.HEAD, title=title, starts_on=start)
    liaison = Position(
        person=person,
        unit=unit,
        kind=PositionKind.LIAISON,
        title="联络员",
        public_phone=unit.phone,
        starts_on=start,
    )
    return [head, liaison]
