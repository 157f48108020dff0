"""Who may enter a commendation, who confirms, refuses and revokes it; agrees with `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission
from shijian.people import rules as people
from shijian.volunteers.models import Volunteer

if TYPE_CHECKING:
    from shijian.records.models import Commendation


def is_own(actor: Actor, volunteer: Volunteer) -> bool:
    """The volunteer, or whoever answers for him."""
    return people.is_own(actor, volunteer.person)


def can_enter(actor: Actor, volunteer: Volunteer) -> bool:
    """The volunteer, whoever answers for him, an officer within reach."""
    in_reach = actor.may(Permission.VOLUNTEER_EDIT, volunteer.unit_path)
    return actor.person_id is not None and (is_own(actor, volunteer) or in_reach)


def has_part(actor: Actor, row: Commendation) -> bool:
    """Whoever entered it or was honoured, or answers for one of them."""
    return people.is_own(actor, row.entered_by) or is_own(actor, row.volunteer)


def can_see(actor: Actor, row: Commendation) -> bool:
    """Whoever entered it or was honoured; officers who see the volunteer, and those of the unit that decides."""
    return (
        has_part(actor, row)
        or actor.may(Permission.VOLUNTEER_VIEW, row.volunteer.unit_path)
        or actor.may(Permission.RECORD_VOID, row.handler_path)
    )


def can_decide(actor: Actor, row: Commendation) -> bool:
    """An officer with record:void at the unit that decides or above it, who has no part in it.

    That unit stands above the line of whoever entered it (`queries.lines`). Rows of older releases name none: they are
    decided within reach of the volunteer.
    """
    path = row.handler_path or row.volunteer.unit_path
    return actor.may(Permission.RECORD_VOID, path) and not has_part(actor, row)
