"""Who may see and change volunteers and teams; agrees with the `visible_to` of the models."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from shijian.kernel import clock, flow, policy
from shijian.kernel.actor import Actor, Permission
from shijian.volunteers import policies

if TYPE_CHECKING:
    import datetime as dt

    from shijian.people.models import Person
    from shijian.units.models import Unit
    from shijian.volunteers.models import Agreement, JoinRequest, Team, Training, Volunteer


def is_own(actor: Actor, volunteer: Volunteer) -> bool:
    """Oneself or one's ward."""
    return actor.person_id is not None and actor.person_id in (
        volunteer.person_id,
        *volunteer.person.guardian_ids,
    )


def can_see(actor: Actor, volunteer: Volunteer) -> bool:
    """Oneself, one's wards, members of led teams, volunteers of units in reach."""
    if is_own(actor, volunteer) or actor.may(Permission.VOLUNTEER_VIEW, volunteer.unit_path):
        return True
    return volunteer.memberships.current().filter(team_id__in=actor.led_team_ids).exists()


def can_edit(actor: Actor, volunteer: Volunteer) -> bool:
    """Oneself, one's wards, staff with volunteer:edit in reach."""
    return is_own(actor, volunteer) or actor.may(Permission.VOLUNTEER_EDIT, volunteer.unit_path)


def can_confirm(actor: Actor, volunteer: Volunteer) -> bool:
    """Confirm, pause or restore a registration."""
    return actor.may(Permission.VOLUNTEER_EDIT, volunteer.unit_path)


def is_guardian(actor: Actor, volunteer: Volunteer) -> bool:
    """The guardian that the register of persons names; never the minor."""
    return actor.person_id is not None and actor.person_id in volunteer.person.guardian_ids


def is_on_behalf(volunteer: Volunteer) -> bool:
    """Whether somebody else than the volunteer or the guardian made the entry."""
    by = volunteer.registered_by_id
    return by is None or by not in (volunteer.person_id, *volunteer.person.guardian_ids)


def is_own_entry(actor: Actor, volunteer: Volunteer) -> bool:
    """Whether the actor made the entry that waits: his own or his ward's, or as an officer without a signed form."""
    by = volunteer.registered_by_id
    if actor.person_id is None:
        return False
    own = is_own(actor, volunteer) and not is_on_behalf(volunteer)
    return own or (by == actor.person_id and volunteer.confirmed_at is None)


def is_minor_oneself(actor: Actor, volunteer: Volunteer) -> bool:
    """Whether the actor is the minor for whom a guardian speaks."""
    return actor.person_id is not None and actor.person_id == volunteer.person_id


def is_own_join(actor: Actor, request: JoinRequest) -> bool:
    """Whether the actor or his ward asks to join."""
    return is_own(actor, request.volunteer)


def can_settle(actor: Actor, volunteer: Volunteer) -> bool:
    """The second half of a registration: staff for own entries, the volunteer for entries by staff."""
    if is_own_entry(actor, volunteer):
        return False
    return is_own(actor, volunteer) or can_confirm(actor, volunteer)


def can_consent(actor: Actor, volunteer: Volunteer) -> bool:
    """Say that the guardian consents or no longer does: the guardian, or staff who hold the paper; never the minor."""
    if is_minor_oneself(actor, volunteer):
        return False
    return is_guardian(actor, volunteer) or can_confirm(actor, volunteer)


def can_settle_consent(actor: Actor, volunteer: Volunteer) -> bool:
    """A consent after which nothing is missing; the guardian's signature is the second person of staff."""
    if is_own(actor, volunteer):
        return can_consent(actor, volunteer) and is_on_behalf(volunteer)
    return can_consent(actor, volunteer)


def can_resume(actor: Actor, volunteer: Volunteer) -> bool:
    """Staff, or the volunteer after a pause of his own."""
    if not is_own(actor, volunteer):
        return can_confirm(actor, volunteer)
    pauses = flow.history("volunteer", volunteer.pk).filter(transition="pause")
    who = pauses.values_list("actor_person_id", flat=True).last()
    return who is not None and who in (volunteer.person_id, *volunteer.person.guardian_ids)


def can_return(actor: Actor, volunteer: Volunteer) -> bool:
    """Come back after having left."""
    return can_edit(actor, volunteer)


def can_insure(actor: Actor, volunteer: Volunteer) -> bool:
    """Enter the accident insurance: staff, never the insured."""
    return can_confirm(actor, volunteer)


def can_train(actor: Actor, volunteer: Volunteer) -> bool:
    """Enter a training: staff, and leaders of a team of the volunteer; never the trained (a duty)."""
    if can_confirm(actor, volunteer):
        return True
    return volunteer.memberships.current().filter(team_id__in=actor.led_team_ids).exists()


def is_own_training(actor: Actor, training: Training) -> bool:
    """Whether the actor entered the training, had it, or answers for who had it."""
    entered = actor.person_id is not None and actor.person_id == training.entered_by_id
    return entered or is_own(actor, training.volunteer)


def can_sign(actor: Actor, agreement: Agreement) -> bool:
    """The volunteer of age, a guardian for a minor; staff who hold the paper of somebody who cannot sign here."""
    volunteer = agreement.volunteer
    minor = needs_consent(volunteer.person)
    if is_own(actor, volunteer):
        return is_guardian(actor, volunteer) if minor else is_minor_oneself(actor, volunteer)
    return can_confirm(actor, volunteer) and (minor or not hasattr(volunteer.person, "account"))


def can_end_agreement(actor: Actor, agreement: Agreement) -> bool:
    """Either side: the volunteer or guardian, and staff in reach."""
    return is_own(actor, agreement.volunteer) or can_confirm(actor, agreement.volunteer)


def had_training(actor: Actor, training: Training) -> bool:
    """Whether the actor or his ward had the training."""
    return is_own(actor, training.volunteer)


def can_cover_at(actor: Actor, unit_path: str) -> bool:
    """Enter the insurance of a group at a unit."""
    return actor.may(Permission.VOLUNTEER_EDIT, unit_path)


def needs_consent(person: Person, day: dt.date | None = None) -> bool:
    """Whether a guardian must consent on `day` (today); somebody without date of birth counts as a minor."""
    on = day or clock.today()
    age = person.age_on(on)
    return age is None or age < policy.get(policies.CONSENT_UNTIL, on=on)


def can_register_at(actor: Actor, unit: Unit) -> bool:
    """Register somebody else as a volunteer at `unit`."""
    return actor.may(Permission.VOLUNTEER_EDIT, unit.path)


def can_import_at(actor: Actor, unit: Unit) -> bool:
    """Import a roll into `unit` and below."""
    return actor.may(Permission.VOLUNTEER_IMPORT, unit.path)


def can_see_team(actor: Actor, team: Team) -> bool:
    """Working teams are public."""
    return team.dissolved_on is None or actor.may(Permission.TEAM_VIEW, team.unit_path)


def can_lead(actor: Actor, team: Team) -> bool:
    """Act for the team: its leaders and deputies."""
    return team.pk in actor.led_team_ids


def can_edit_team(actor: Actor, team: Team) -> bool:
    """Leaders and staff with team:edit in reach."""
    return can_lead(actor, team) or actor.may(Permission.TEAM_EDIT, team.unit_path)


def can_found_team_at(actor: Actor, unit: Unit) -> bool:
    """Found a team at `unit`."""
    return actor.may(Permission.TEAM_EDIT, unit.path)


def can_dissolve_team(actor: Actor, team: Team) -> bool:
    """End a team, move it in the tree, rename it: staff, not its leaders."""
    return team.dissolved_on is None and actor.may(Permission.TEAM_EDIT, team.unit_path)


def can_see_members(actor: Actor, team: Team) -> bool:
    """Read all names of a team: its members, its leaders, staff within reach of team:view."""
    if can_lead(actor, team) or actor.may(Permission.TEAM_VIEW, team.unit_path):
        return True
    return (
        actor.volunteer_id is not None
        and team.members.current().filter(volunteer_id=actor.volunteer_id).exists()
    )


def can_see_join(actor: Actor, request: JoinRequest) -> bool:
    """The one who asks, and those who decide."""
    return is_own(actor, request.volunteer) or can_edit_team(actor, request.team)


def can_decide_join(actor: Actor, request: JoinRequest) -> bool:
    """Leaders and staff; nobody decides about himself or his ward."""
    return can_edit_team(actor, request.team) and not is_own_join(actor, request)


def can_withdraw_join(actor: Actor, request: JoinRequest) -> bool:
    """Take one's own request back."""
    return is_own(actor, request.volunteer)


def can_lapse_join(actor: Actor, request: JoinRequest) -> bool:
    """Requests end with the team or with the volunteer's leaving."""
    return can_dissolve_team(actor, request.team) or can_edit(actor, request.volunteer)


def risk_version(risk: int, risk_note: str) -> str:
    """The version of a risk statement: who read another one has to read this one (decree 685, 12)."""
    return hashlib.sha256(f"{risk}\n{risk_note}".encode()).hexdigest()[:16]
