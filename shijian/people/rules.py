"""Who may see, change and appoint persons; `can_see` agrees with `Person.objects.visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel import ages, clock
from shijian.kernel.actor import Actor, Permission
from shijian.people import identity
from shijian.people.enums import Role
from shijian.people.roles import PERMISSIONS

if TYPE_CHECKING:
    from shijian.people.models import Account, Appointment, DataRequest, Person, ResetRequest
    from shijian.units.models import Unit

__all__ = [
    "ACCOUNT_MANAGE",
    "PERSON_EDIT",
    "can_appoint_at",
    "can_close_account",
    "can_correct",
    "can_decide",
    "can_decide_reset",
    "can_edit",
    "can_grant",
    "can_issue_reset",
    "can_keep_incidents",
    "can_lapse_reset",
    "can_place_at",
    "can_register_at",
    "can_see",
    "clash",
    "holds",
    "identity",
    "is_guardian",
    "is_own",
    "is_self",
    "speaks_of_health",
]
ACCOUNT_MANAGE, PERSON_EDIT = Permission.ACCOUNT_MANAGE, Permission.PERSON_EDIT
# GB/T 22239: who watches, who keeps the machine and who keeps the accounts are three people without other work.
SEPARATE = frozenset({Role.AUDITOR, Role.SYSTEM, Role.SECURITY})


def is_own(actor: Actor, person: Person) -> bool:
    """Oneself or one's ward."""
    return actor.person_id is not None and actor.person_id in (person.pk, *person.guardian_ids)


def is_guardian(actor: Actor, person: Person) -> bool:
    """One of those who answer for the person."""
    return actor.person_id is not None and actor.person_id in person.guardian_ids


def speaks_of_health(actor: Actor, person: Person) -> bool:
    """Say, change or take back what does not suit somebody's health: himself, for a minor the guardian; nobody else."""
    if person.birth_date is not None and ages.is_under(person.birth_date, ages.Age.ADULT, clock.today()):
        return is_guardian(actor, person)
    return is_self(actor, person)


def can_see(actor: Actor, person: Person) -> bool:
    """Oneself, one's wards, persons of units in reach."""
    return is_own(actor, person) or actor.may(Permission.PERSON_VIEW, person.unit_path)


def can_edit(actor: Actor, person: Person) -> bool:
    """Oneself, one's wards, or staff with person:edit in reach."""
    return is_own(actor, person) or actor.may(Permission.PERSON_EDIT, person.unit_path)


def can_register_at(actor: Actor, unit: Unit) -> bool:
    """Register a person at `unit`."""
    return actor.may(Permission.PERSON_EDIT, unit.path)


def can_appoint_at(actor: Actor, unit: Unit) -> bool:
    """Appoint somebody at `unit`."""
    return actor.may(Permission.STAFF_APPOINT, unit.path)


def can_grant(actor: Actor, role: str, unit: Unit) -> bool:
    """Give `role` at `unit`: nobody hands out a permission that he lacks there."""
    return can_appoint_at(actor, unit) and all(actor.may(each, unit.path) for each in PERMISSIONS[Role(role)])


def can_place_at(actor: Actor, unit: Unit) -> bool:
    """Say who heads `unit` and who is its liaison."""
    return actor.may(Permission.UNIT_EDIT, unit.path)


def can_close_account(actor: Actor, account: Account) -> bool:
    """Close or open an account: the security administrator, staff for the residents in their reach."""
    path = account.person.unit_path
    return actor.may(Permission.ACCOUNT_MANAGE, path) or actor.may(Permission.PERSON_EDIT, path)


def is_self(actor: Actor, person: Person) -> bool:
    """Whether the entry is the actor's own."""
    return actor.person_id is not None and actor.person_id == person.pk


def holds(actor: Actor, appointment: Appointment) -> bool:
    """Whether the term is the actor's own."""
    return actor.person_id is not None and actor.person_id == appointment.person_id


def clash(role: str, other: str) -> bool:
    """Whether one person may not hold both roles at one time."""
    return role != other and (role in SEPARATE or other in SEPARATE)


def can_decide_reset(actor: Actor, request: ResetRequest) -> bool:
    """Confirm or refuse a request as the second officer: neither the one who asked nor the one who is meant.

    One of the two is the security administrator (GB/T 22239—2019: who manages accounts has no other work).
    """
    if actor.person_id is None or actor.person_id in (request.asked_by_id, request.person_id):
        return False
    return request.by_security or actor.may(ACCOUNT_MANAGE, request.person.unit_path)


def can_issue_reset(actor: Actor, request: ResetRequest) -> bool:
    """Make the slip: one of the two officers, whoever has the person in front of him."""
    return actor.person_id is not None and actor.person_id in (request.asked_by_id, request.decided_by_id)


def can_lapse_reset(actor: Actor, request: ResetRequest) -> bool:
    """A request runs out by itself."""
    return actor.is_system


def can_correct(actor: Actor, person: Person) -> bool:
    """Change what proves who somebody is: staff in reach, and not for themselves or their wards."""
    return not is_own(actor, person) and actor.may(Permission.PERSON_EDIT, person.unit_path)


def can_decide(actor: Actor, request: DataRequest) -> bool:
    """Answer a request about data: staff in reach, never about themselves or their wards, nor what they wrote down."""
    if is_own(actor, request.person) or (request.asked_by_id and actor.person_id == request.asked_by_id):
        return False
    return actor.may(Permission.PERSON_EDIT, request.person.unit_path)


def can_keep_incidents(actor: Actor) -> bool:
    """Keep the register of incidents: the centre and the security administrator."""
    return actor.may_anywhere(Permission.POLICY_EDIT) or actor.may_anywhere(Permission.ACCOUNT_MANAGE)
