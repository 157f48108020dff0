"""Who may ask for a certificate of service, who checks, approves and revokes it; agrees with `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission
from shijian.people import rules as people
from shijian.volunteers.models import Volunteer

if TYPE_CHECKING:
    from shijian.records.models import CertificateRequest


def is_own(actor: Actor, volunteer: Volunteer) -> bool:
    """The volunteer, or whoever answers for him."""
    return people.is_own(actor, volunteer.person)


def can_ask(actor: Actor, volunteer: Volunteer) -> bool:
    """The volunteer, whoever answers for him, an officer within reach on his behalf."""
    return is_own(actor, volunteer) or actor.may(Permission.SERVICE_RECORD, volunteer.unit_path)


def can_state_for(actor: Actor, volunteer: Volunteer) -> bool:
    """An officer within reach for somebody else; his own and a ward's he makes on his own page."""
    return actor.may(Permission.SERVICE_RECORD, volunteer.unit_path) and not is_own(actor, volunteer)


def gains(actor: Actor, request: CertificateRequest) -> bool:
    """The volunteer, or whoever answers for him."""
    return is_own(actor, request.volunteer)


def asked(actor: Actor, request: CertificateRequest) -> bool:
    """Whoever asked, answers for who asked, or gains by it."""
    return people.is_own(actor, request.asked_by) or gains(actor, request)


def can_see(actor: Actor, request: CertificateRequest) -> bool:
    """Whoever asked or gains by it; officers of the unit that certifies and above."""
    return asked(actor, request) or actor.may(Permission.SERVICE_RECORD, request.unit_path)


def can_check(actor: Actor, request: CertificateRequest) -> bool:
    """An officer of the unit or above who does not gain by it (经办人)."""
    return actor.may(Permission.SERVICE_RECORD, request.unit_path) and not gains(actor, request)


def has_part(actor: Actor, request: CertificateRequest) -> bool:
    """Whoever asked, gains by it, or checked it."""
    return asked(actor, request) or (actor.person_id is not None and actor.person_id == request.handled_by_id)


def can_approve(actor: Actor, request: CertificateRequest) -> bool:
    """A second person with record:void at the unit, who neither asked nor checked it (负责人)."""
    return actor.may(Permission.RECORD_VOID, request.unit_path) and not has_part(actor, request)


def can_revoke(actor: Actor, request: CertificateRequest) -> bool:
    """An officer with record:void at the unit who does not gain by it."""
    return actor.may(Permission.RECORD_VOID, request.unit_path) and not gains(actor, request)
