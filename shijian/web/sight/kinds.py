"""The kinds of records of which one may ask who sees them: the rule, the unit, and who stands near."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel.actor import Actor
from shijian.orders import rules as order_rules
from shijian.orders.models import Order
from shijian.people import rules as person_rules
from shijian.people.models import Person
from shijian.records import rules as record_rules
from shijian.records.models import ServiceRecord
from shijian.units import rules as unit_rules
from shijian.units.models import Unit
from shijian.volunteers import rules as volunteer_rules
from shijian.volunteers.enums import TeamRole, VolunteerState
from shijian.volunteers.models import Team, TeamMember, Volunteer

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Near:
    """A person who stands near a record, an actor with nothing but that quality, and the quality in words."""

    person_id: int
    actor: Actor
    why: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind: its word, its rows, the rule of sight, whose unit it is of, who stands near, the key people use."""

    label: Text
    rows: Callable[[], QuerySet[Any]]
    sees: Callable[[Actor, Any], bool]
    unit: Callable[[Any], Unit]
    near: Callable[[Any], Iterable[Near]]
    key: str = "pk"


def _own(person_id: int | None, why: Text) -> Iterator[Near]:
    if person_id is not None:
        yield Near(person_id, Actor(person_id=person_id), why)


def _person(person: Person) -> Iterator[Near]:
    yield from _own(person.pk, _("it is about this person"))
    yield from _own(person.guardian_id, _("guardian of this person"))


def _leaders(team_ids: Iterable[int]) -> Iterator[Near]:
    """Leaders and deputies who are active volunteers of working teams, as an actor knows them."""
    rows = TeamMember.objects.current().filter(
        team_id__in=list(team_ids),
        role__in=(TeamRole.LEADER, TeamRole.DEPUTY),
        team__dissolved_on__isnull=True,
        volunteer__state=VolunteerState.ACTIVE,
    )
    for row in rows.select_related("team", "volunteer").order_by("pk"):
        led = Actor(led_team_ids=frozenset({row.team_id}))
        yield Near(row.volunteer.person_id, led, _("leads the team %(team)s") % {"team": row.team.name})


def _volunteer(volunteer: Volunteer) -> Iterator[Near]:
    yield from _person(volunteer.person)
    yield from _leaders(volunteer.memberships.current().values_list("team_id", flat=True))


def _record(record: ServiceRecord) -> Iterator[Near]:
    yield from _person(record.volunteer.person)
    yield from _leaders([record.team_id] if record.team_id is not None else [])


def _order(order: Order) -> Iterator[Near]:
    yield from _own(order.recipient_id, _("is helped by this order"))
    yield from _own(order.recipient.guardian_id, _("guardian of the one who is helped"))
    yield from _own(order.asked_by_id, _("asked for it"))
    offers = list(order.offers.order_by("pk").values_list("team_id", "volunteer_id"))
    yield from _leaders(
        team for team in {order.team_id, *(team for team, _who in offers)} if team is not None
    )
    bound = set(order.assignments.values_list("volunteer_id", flat=True))
    asked = {volunteer for _team, volunteer in offers} - {None}
    rows = Volunteer.objects.active().filter(pk__in=bound | asked).order_by("pk")
    for pk, person_id in rows.values_list("pk", "person_id"):
        why = _("serves or has served") if pk in bound else _("was asked to help")
        yield Near(person_id, Actor(volunteer_id=pk), why)


def _nobody(_obj: Any) -> Iterator[Near]:
    return iter(())


KINDS: dict[str, Kind] = {
    "person": Kind(
        _("Person"),
        lambda: Person.objects.select_related("unit"),
        person_rules.can_see,
        lambda person: person.unit,
        _person,
    ),
    "volunteer": Kind(
        _("Volunteer"),
        lambda: Volunteer.objects.select_related("unit", "person"),
        volunteer_rules.can_see,
        lambda volunteer: volunteer.unit,
        _volunteer,
        "number",
    ),
    "order": Kind(
        _("Order of a resident"),
        lambda: Order.objects.select_related("unit", "recipient"),
        order_rules.can_see,
        lambda order: order.unit,
        _order,
        "number",
    ),
    "record": Kind(
        _("Service record"),
        lambda: ServiceRecord.objects.select_related("unit", "volunteer__person"),
        record_rules.can_see,
        lambda record: record.unit,
        _record,
    ),
    "team": Kind(
        _("Team of volunteers"),
        lambda: Team.objects.select_related("unit"),
        volunteer_rules.can_see_team,
        lambda team: team.unit,
        _nobody,
    ),
    "unit": Kind(_("Unit"), Unit.objects.all, unit_rules.can_see, lambda unit: unit, _nobody),
}
