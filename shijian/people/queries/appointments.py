"""Who is appointed where."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.people import rules
from shijian.people.enums import Role
from shijian.people.models import Appointment, Person
from shijian.units.models import Unit


def open_of(person: Person) -> QuerySet[Appointment]:
    """Appointments of a person that run or will run."""
    today = clock.today()
    rows = Appointment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), person=person)
    return rows.select_related("unit").order_by("starts_on", "pk")


def running_at(unit: Unit) -> QuerySet[Appointment]:
    """Appointments at a unit that run or will run."""
    today = clock.today()
    rows = Appointment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), unit=unit)
    return rows.select_related("person", "person__account", "unit").order_by("role", "starts_on", "pk")


def past_at(unit: Unit) -> QuerySet[Appointment]:
    """Appointments at a unit that are over."""
    rows = Appointment.objects.filter(unit=unit, ends_on__lt=clock.today())
    return rows.select_related("person", "unit").order_by("-ends_on", "-pk")


def visible_at(actor: Actor, unit: Unit) -> bool:
    """Whether the actor may read who is appointed at `unit`."""
    return actor.may(Permission.PERSON_VIEW, unit.path) or actor.may(Permission.ACCOUNT_MANAGE, unit.path)


def grantable(actor: Actor, unit: Unit) -> list[Role]:
    """Roles that the actor may give at `unit`."""
    return [role for role in Role if rules.can_grant(actor, role, unit)]
