"""Memberships: adding, roles, leaving."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.volunteers import rules
from shijian.volunteers.enums import TeamRole, VolunteerState
from shijian.volunteers.models import Team, TeamMember, Volunteer
from shijian.volunteers.operations.telling import tell, tell_leaders


class AlreadyMember(Conflict):
    """The volunteer is in the team."""

    code = "already-member"
    message = gettext_lazy("This volunteer is a member of the team already.")


@operation
def add_member(
    team: Team, *, volunteer: Volunteer, agreed: str, actor: Actor, role: str = TeamRole.MEMBER
) -> TeamMember:
    """Enter an active volunteer who agreed otherwise than here; `agreed` says how (nobody is added unasked).

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `AlreadyMember`, `Invalid`.
    """
    team = _led(team, actor)
    volunteer = lock(Volunteer.objects.select_related("person"), pk=volunteer.pk)
    if not rules.can_see(actor, volunteer):
        raise OutOfReach
    duties.demand("team.add", volunteer, actor=actor)
    if not agreed.strip():
        raise Invalid(fields={"agreed": _("Say how the volunteer agreed; nobody is added unasked.")})
    if role == TeamRole.LEADER and not rules.can_dissolve_team(actor, team):
        raise NotAllowed
    member = enter(team, volunteer, role=_role(role))
    changes = {"volunteer": [None, volunteer.pk], "role": [None, role]}
    audit.record(
        "team.add",
        team,
        actor=actor,
        for_person_id=volunteer.person_id,
        changes=changes,
        purpose=agreed.strip()[:200],
    )
    tell(
        volunteer,
        lambda: _("You are a member of %(team)s now.") % {"team": team.name},
        key=_key(member),
        actor=actor,
    )
    return member


@operation
def set_leader(team: Team, *, volunteer: Volunteer, role: str = TeamRole.LEADER, actor: Actor) -> TeamMember:
    """Make a member leader, deputy or simple member again; who is leader only staff decide.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid`.
    """
    team = _led(team, actor)
    member = _member(team, volunteer)
    if role != TeamRole.MEMBER:
        duties.demand("team.role", member.volunteer, actor=actor)
    touches_leader = TeamRole.LEADER in (role, member.role)
    if touches_leader and not rules.can_dissolve_team(actor, team):
        raise NotAllowed
    before, member.role = member.role, _role(role)
    member.save(update_fields=["role"])
    changes = {"role": [before, role]}
    audit.record("team.role", team, actor=actor, for_person_id=member.volunteer.person_id, changes=changes)
    words = {"team": team.name, "role": TeamRole(role).label}
    key = f"{_key(member)}:{role}:{clock.now():%Y%m%d%H%M}"
    tell(member.volunteer, lambda: _("In %(team)s you are now: %(role)s.") % words, key=key, actor=actor)
    return member


@operation
def leave_team(team: Team, *, volunteer: Volunteer, actor: Actor, reason: str = "") -> TeamMember:
    """End a membership: one's own at any time, another's by leaders or staff with a reason.

    Raises `OutOfReach`, `NotAllowed`, `WrongState` for no member, `Invalid`.
    """
    team = lock(Team.objects.all(), pk=team.pk)
    volunteer = lock(Volunteer.objects.select_related("person"), pk=volunteer.pk)
    own = rules.is_own(actor, volunteer)
    if not own and not rules.can_edit_team(actor, team):
        raise NotAllowed if rules.can_see_members(actor, team) else OutOfReach
    if not own and not reason.strip():
        raise Invalid(fields={"reason": _("Say why; the volunteer will read it.")})
    member = _member(team, volunteer)
    if not own and member.role == TeamRole.LEADER and not rules.can_dissolve_team(actor, team):
        raise NotAllowed
    end(member)
    audit.record(
        "team.leave", team, actor=actor, for_person_id=volunteer.person_id, purpose=reason.strip()[:200]
    )
    _tell_end(member, own, reason.strip(), actor)
    return member


def enter(team: Team, volunteer: Volunteer, *, role: str = TeamRole.MEMBER) -> TeamMember:
    """Store a membership from today; the caller checked the actor. Raises `WrongState`, `AlreadyMember`."""
    if volunteer.state != VolunteerState.ACTIVE:
        raise WrongState(_("Only an active volunteer can join a team."))
    try:
        with transaction.atomic():
            return TeamMember.objects.create(
                team=team, volunteer=volunteer, role=role, starts_on=clock.today()
            )
    except IntegrityError:
        raise AlreadyMember from None


def end(member: TeamMember) -> None:
    """Let a membership end today."""
    member.ends_on = clock.today()
    member.save(update_fields=["ends_on"])


def _led(team: Team, actor: Actor) -> Team:
    row = lock(Team.objects.all(), pk=team.pk)
    if not rules.can_see_team(actor, row):
        raise OutOfReach
    if not rules.can_edit_team(actor, row):
        raise NotAllowed
    if row.dissolved_on:
        raise WrongState(_("This team was dissolved."))
    return row


def _member(team: Team, volunteer: Volunteer) -> TeamMember:
    rows = TeamMember.objects.current().select_related("volunteer__person", "team")
    member = rows.select_for_update(of=("self",)).filter(team=team, volunteer=volunteer).first()
    if member is None:
        raise WrongState(_("This volunteer is not a member of the team."))
    return member


def _role(role: str) -> str:
    if role not in TeamRole.values:
        raise Invalid(fields={"role": _("Choose from the list.")})
    return role


def _tell_end(member: TeamMember, own: bool, reason: str, actor: Actor) -> None:
    words = {"team": member.team.name, "reason": reason, "name": member.volunteer.person.name}
    if own:
        tell_leaders(
            member.team,
            lambda: _("%(name)s has left %(team)s.") % words,
            key=f"{_key(member)}:left",
            actor=actor,
        )
        return
    key = f"{_key(member)}:ended"
    tell(
        member.volunteer, lambda: _("You are no longer in %(team)s: %(reason)s") % words, key=key, actor=actor
    )


def _key(member: TeamMember) -> str:
    return f"team-member:{member.pk}"
