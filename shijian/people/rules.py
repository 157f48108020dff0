"""Who may see, change and appoint persons; `can_see` agrees with `Person.objects.visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission

if TYPE_CHECKING:
    from shijian.people.models import Person
    from shijian.units.models import Unit


def can_see(actor: Actor, person: Person) -> bool:
    """Oneself, one's wards, persons of units in reach."""
    own = actor.person_id is not None and actor.person_id in (person.pk, person.guardian_id)
    return own or actor.may(Permission.PERSON_VIEW, person.unit_path)


def can_edit(actor: Actor, person: Person) -> bool:
    """Oneself, one's wards, or staff with person:edit in reach."""
    own = actor.person_id is not None and actor.person_id in (person.pk, person.guardian_id)
    return own or actor.may(Permission.PERSON_EDIT, person.unit_path)


def can_register_at(actor: Actor, unit: Unit) -> bool:
    """Register a person at `unit`."""
    return actor.may(Permission.PERSON_EDIT, unit.path)


def can_appoint_at(actor: Actor, unit: Unit) -> bool:
    """Appoint somebody at `unit`."""
    return actor.may(Permission.STAFF_APPOINT, unit.path)
