"""Who keeps the catalogue, redeems, hands over and settles; agrees with the `visible_to` of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.people import rules as people

if TYPE_CHECKING:
    from shijian.points.models import Redemption, Settlement
    from shijian.volunteers.models import Volunteer


def can_keep(actor: Actor, unit_path: str) -> bool:
    """Write merchants and rewards of a unit and settle by the month: whoever reviews what is offered there."""
    return actor.may(Permission.MENU_REVIEW, unit_path)


def can_budget(actor: Actor, unit_path: str) -> bool:
    """Enter what a unit may spend: whoever decides the numbers of the county."""
    return actor.may(Permission.POLICY_EDIT, unit_path)


def can_redeem(actor: Actor, volunteer: Volunteer) -> bool:
    """Oneself or the guardian: points are personal, and everyday things are fit for the age (Civil Code art. 19)."""
    return people.is_own(actor, volunteer.person)


def can_hand_over(actor: Actor, redemption: Redemption) -> bool:
    """Whoever checks volunteers in and out at the unit that gives it; the duty demands somebody else."""
    return actor.may(Permission.SERVICE_RECORD, redemption.reward.unit_path)


def can_see_redemption(actor: Actor, redemption: Redemption) -> bool:
    """The volunteer, the guardians, the desk of the unit."""
    return can_cancel(actor, redemption) or can_hand_over(actor, redemption)


def can_cancel(actor: Actor, redemption: Redemption) -> bool:
    """The volunteer, or who answers for him."""
    return people.is_own(actor, redemption.volunteer.person)


def can_expire(actor: Actor, redemption: Redemption) -> bool:
    """Only the clock, and not before the time."""
    return actor.is_system and redemption.pick_up_by <= clock.now()


def gains(actor: Actor, redemption: Redemption) -> bool:
    """Whether it is the actor's own or that of a ward."""
    return people.is_own(actor, redemption.volunteer.person)


def can_settle(actor: Actor, settlement: Settlement) -> bool:
    """Confirm or drop; the duty demands a second one for confirming."""
    return can_keep(actor, settlement.merchant.unit_path)


def made(actor: Actor, settlement: Settlement) -> bool:
    """Whether the actor made it."""
    return actor.person_id is not None and actor.person_id == settlement.made_by_id
