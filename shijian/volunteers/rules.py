"""Who may see and change volunteers and teams; agrees with the `visible_to` of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission

if TYPE_CHECKING:
    from shijian.units.models import Unit
    from shijian.volunteers.models import Team, Volunteer


def is_own(actor: Actor, volunteer: Volunteer) -> bool:
    """Oneself or one's ward."""
    return actor.person_id is not None and actor.person_id in (volunteer.person_id, volunteer.person.guardian_id)


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
