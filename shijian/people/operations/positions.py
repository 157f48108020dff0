"""Who heads a unit, sits in its offices and is its liaison; terms are kept."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.operation import operation, relock
from shijian.people import identity, rules
from shijian.people.enums import PositionKind
from shijian.people.models import Person, Position
from shijian.units.enums import UnitState
from shijian.units.models import Office, Unit


@operation
def place(
    person: Person,
    *,
    unit: Unit,
    kind: str,
    office: Office | None = None,
    title: str = "",
    public_phone: str = "",
    starts_on: dt.date,
    actor: Actor,
) -> Position:
    """Put `person` on the chart of `unit`; a new liaison ends the term of the one before.

    Raises `OutOfReach`, `Invalid` by field, `WrongState` for a closed unit, `Conflict` for the same place twice.
    """
    unit = relock(unit)
    if not rules.can_place_at(actor, unit) or not rules.can_see(actor, person):
        raise OutOfReach
    if unit.state != UnitState.ACTIVE or person.merged_into_id:
        raise WrongState
    phone = _checked(unit, kind, office, title, public_phone)
    _check_twice(person, unit, kind, office)
    if kind == PositionKind.LIAISON:
        _relieve(unit, starts_on)
    position = Position.objects.create(
        person=person,
        unit=unit,
        kind=kind,
        office=office,
        title=title.strip(),
        public_phone=phone,
        starts_on=starts_on,
    )
    changes = {"unit": [None, unit.pk], "kind": [None, kind], "starts_on": [None, starts_on]}
    audit.record("position.place", position, actor=actor, for_person_id=person.pk, changes=changes)
    return position


@operation
def leave_position(position: Position, *, on: dt.date | None = None, actor: Actor) -> Position:
    """Let a term on the chart end with the day `on` (today). Raises `OutOfReach`, `WrongState`, `Invalid`."""
    position = _reached(position, actor)
    last = on or clock.today()
    if last < position.starts_on:
        raise Invalid(fields={"on": _("The last day lies before the first.")})
    position.ends_on = last
    position.save(update_fields=["ends_on"])
    _note("position.leave", position, actor, {"ends_on": [None, last]})
    return position


@operation
def change_public_phone(position: Position, *, public_phone: str, actor: Actor) -> Position:
    """Publish another phone number for a running position. Raises `OutOfReach`, `WrongState`, `Invalid`."""
    position = _reached(position, actor)
    position.public_phone = _phone(position.kind, public_phone)
    position.save(update_fields=["public_phone"])
    _note("position.phone", position, actor, {"public_phone": ["set", "changed"]})
    return position


def _reached(position: Position, actor: Actor) -> Position:
    position = relock(position)
    if not rules.can_place_at(actor, position.unit):
        raise OutOfReach
    if position.ends_on is not None:
        raise WrongState(_("This term is over already."))
    return position


def _note(action: str, position: Position, actor: Actor, changes: dict[str, list[object]]) -> None:
    audit.record(action, position, actor=actor, for_person_id=position.person_id, changes=changes)


def _checked(unit: Unit, kind: str, office: Office | None, title: str, public_phone: str) -> str:
    if kind not in PositionKind.values:
        raise Invalid(fields={"kind": _("Choose one of the list.")})
    if len(title.strip()) > 60:
        raise Invalid(fields={"title": _("At most %(number)s characters fit here.") % {"number": 60}})
    if office is not None and (office.unit_id != unit.pk or office.dissolved_on is not None):
        raise Invalid(fields={"office": _("Choose one of the list.")})
    return _phone(kind, public_phone)


def _phone(kind: str, public_phone: str) -> str:
    phone = identity.normal_phone(public_phone)
    if kind == PositionKind.LIAISON and not phone:
        raise Invalid(
            fields={"public_phone": _("People must be able to phone the liaison: enter a public number.")}
        )
    if phone and not identity.is_public_phone(phone):
        raise Invalid(fields={"public_phone": _("This is not a phone number.")})
    return phone


def _check_twice(person: Person, unit: Unit, kind: str, office: Office | None) -> None:
    rows = Position.objects.filter(person=person, unit=unit, kind=kind, office=office, ends_on__isnull=True)
    if rows.exists():
        raise Conflict(_("This person has this place already."))


def _relieve(unit: Unit, starts_on: dt.date) -> None:
    present = Position.objects.filter(unit=unit, kind=PositionKind.LIAISON, ends_on__isnull=True).first()
    if present is None:
        return
    if starts_on < present.starts_on:
        raise Invalid(fields={"starts_on": _("The present liaison began later. Choose a later day.")})
    present.ends_on = max(present.starts_on, starts_on - dt.timedelta(days=1))
    present.save(update_fields=["ends_on"])
