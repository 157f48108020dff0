"""Who may see points, write rules and deduct; agrees with the `visible_to` of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission
from shijian.people import rules as people

if TYPE_CHECKING:
    from shijian.points.models import Deduction, PointsRule
    from shijian.volunteers.models import Volunteer


def can_see(actor: Actor, volunteer: Volunteer) -> bool:
    """The points of a volunteer: oneself, guardians, officers who read the service records of the unit."""
    return people.is_own(actor, volunteer.person) or actor.may(Permission.RECORD_VIEW, volunteer.unit_path)


def can_draft(actor: Actor) -> bool:
    """Write a set of rules: whoever decides the numbers of the county."""
    return actor.may_anywhere(Permission.POLICY_EDIT)


def can_see_rule(actor: Actor, rule: PointsRule) -> bool:
    """Everybody reads what was approved; drafts only those who decide."""
    return rule.state == "approved" or can_draft(actor)


def can_decide_rule(actor: Actor, rule: PointsRule) -> bool:
    """Approve or drop a draft."""
    return can_draft(actor)


def drafted(actor: Actor, rule: PointsRule) -> bool:
    """Whether the actor wrote the draft."""
    return actor.person_id is not None and actor.person_id == rule.made_by_id


def can_deduct(actor: Actor, volunteer: Volunteer) -> bool:
    """Propose a deduction: officers who may void records of the unit, never on themselves or their wards."""
    own = people.is_own(actor, volunteer.person)
    return not own and actor.may(Permission.RECORD_VOID, volunteer.unit_path)


def can_see_deduction(actor: Actor, deduction: Deduction) -> bool:
    """The person and the guardians once it is decided; officers in reach from the beginning."""
    own = people.is_own(actor, deduction.volunteer.person) and deduction.state not in ("proposed", "dropped")
    return own or actor.may(Permission.RECORD_VOID, deduction.volunteer.unit_path)


def can_decide_deduction(actor: Actor, deduction: Deduction) -> bool:
    """An officer in reach; the duty demands a second one."""
    return can_deduct(actor, deduction.volunteer)


def proposed(actor: Actor, deduction: Deduction) -> bool:
    """Whether the actor proposed it, or it is about himself or his ward."""
    mine = actor.person_id is not None and actor.person_id == deduction.proposed_by_id
    return mine or people.is_own(actor, deduction.volunteer.person)


def had_part(actor: Actor, deduction: Deduction) -> bool:
    """Whether the actor proposed or decided it, or it is about himself or his ward."""
    decided = actor.person_id is not None and actor.person_id == deduction.decided_by_id
    return decided or proposed(actor, deduction)


def can_appeal(actor: Actor, deduction: Deduction) -> bool:
    """The person, or who answers for him."""
    return people.is_own(actor, deduction.volunteer.person)


def is_system(actor: Actor, deduction: Deduction) -> bool:
    """The clock acts, nobody else."""
    return actor.is_system
