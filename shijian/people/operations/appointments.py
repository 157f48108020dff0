"""Appointing people and ending their terms."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import operation, relock
from shijian.people import rules
from shijian.people.enums import Role
from shijian.people.models import Appointment, Person
from shijian.people.operations.devices import begin_as_staff, end_of_person
from shijian.units.enums import UnitState
from shijian.units.models import Unit


@operation
def appoint(
    person: Person, *, unit: Unit, role: str, starts_on: dt.date, ends_on: dt.date | None = None, actor: Actor
) -> Appointment:
    """Give `person` a role at `unit` from `starts_on` through `ends_on`.

    Raises `OutOfReach` for a person or unit that the actor does not reach, `NotAllowed` for a role that may more
    than himself, `Invalid`, `Conflict` for the same role twice or roles that exclude one another.
    """
    person = relock(person)
    _check_reach(actor, person, unit)
    _check_term(person, unit, role, starts_on, ends_on)
    if not rules.can_grant(actor, role, unit):
        raise NotAllowed(_("You cannot give a role that may do more than yourself."))
    _check_clash(person, unit, role, starts_on, ends_on)
    appointment = _save(person, unit, role, starts_on, ends_on, actor)
    if starts_on <= clock.today():
        begin_as_staff(person)
    facts = {"role": role, "unit": unit.pk, "starts_on": starts_on, "ends_on": ends_on}
    changes = audit.difference({}, facts)
    audit.record("appointment.make", appointment, actor=actor, for_person_id=person.pk, changes=changes)
    return appointment


@operation
def end_appointment(appointment: Appointment, *, on: dt.date | None = None, actor: Actor) -> Appointment:
    """Let a term end with the day `on` (today). Yesterday takes the permissions away and logs out at once.

    A later day than before lengthens the term, as a new appointment would: never one's own, never into a clash.
    Raises `OutOfReach`, `NotAllowed`, `WrongState` when it is over, `Invalid` for an impossible day, `Conflict`.
    """
    Person.objects.select_for_update(of=("self",)).get(pk=appointment.person_id)
    appointment = relock(appointment)
    last, today = on or clock.today(), clock.today()
    if not rules.can_appoint_at(actor, appointment.unit):
        raise OutOfReach
    if not rules.can_grant(actor, appointment.role, appointment.unit):
        raise NotAllowed
    if appointment.ends_on and appointment.ends_on < today:
        raise WrongState(_("This term is over already."))
    if last < max(today - dt.timedelta(days=1), appointment.starts_on):
        raise Invalid(
            fields={"on": _("The last day can be yesterday at the earliest, and not before the first day.")}
        )
    if appointment.ends_on and last > appointment.ends_on:
        _check_longer(appointment, last, actor)
    before, appointment.ends_on = appointment.ends_on, last
    appointment.save(update_fields=["ends_on"])
    if last < today:
        end_of_person(appointment.person)
    changes = {"ends_on": [before, last]}
    audit.record(
        "appointment.end", appointment, actor=actor, for_person_id=appointment.person_id, changes=changes
    )
    return appointment


def _check_reach(actor: Actor, person: Person, unit: Unit) -> None:
    if not rules.can_appoint_at(actor, unit) or not rules.can_see(actor, person):
        raise OutOfReach
    duties.demand("appointment.make", person, actor=actor)


def _check_term(person: Person, unit: Unit, role: str, starts_on: dt.date, ends_on: dt.date | None) -> None:
    if role not in Role.values:
        raise Invalid(fields={"role": _("Choose one of the list.")})
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(fields={"ends_on": _("The last day lies before the first.")})
    if person.merged_into_id:
        raise WrongState(_("This entry was merged with another one."))
    if unit.state != UnitState.ACTIVE:
        raise WrongState(_("This unit is not at work."))


def _check_longer(appointment: Appointment, last: dt.date, actor: Actor) -> None:
    """Whether the days after the present end may be added."""
    duties.demand("appointment.lengthen", appointment, actor=actor)
    person, unit, role = appointment.person, appointment.unit, appointment.role
    more = (appointment.ends_on or last) + dt.timedelta(days=1)
    _check_term(person, unit, role, more, last)
    _check_clash(person, unit, role, more, last, own=appointment.pk)


def _check_clash(
    person: Person,
    unit: Unit,
    role: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    *,
    own: int | None = None,
) -> None:
    overlapping = Appointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), person=person
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    for other in overlapping.exclude(pk=own or 0):
        if rules.clash(role, other.role):
            names = {"role": Role(other.role).label}
            raise Conflict(_("This person is %(role)s; that excludes the new role.") % names)
        if (other.role, other.unit_id) == (role, unit.pk):
            raise Conflict(_("This person has this role here already."))


def _save(
    person: Person, unit: Unit, role: str, starts_on: dt.date, ends_on: dt.date | None, actor: Actor
) -> Appointment:
    try:
        with transaction.atomic():
            return Appointment.objects.create(
                person=person,
                unit=unit,
                role=role,
                starts_on=starts_on,
                ends_on=ends_on,
                appointed_by_id=actor.person_id,
            )
    except IntegrityError as error:
        if "exclusive" in str(error):
            raise Conflict(_("Another role of this person excludes the new one.")) from None
        raise Conflict(_("This person has this role here already.")) from None
