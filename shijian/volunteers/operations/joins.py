"""Asking to join a team or to move there from another, and the answer."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.volunteers import rules
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.flow import JOIN_FLOW
from shijian.volunteers.models import JoinRequest, Team, TeamMember, Volunteer
from shijian.volunteers.operations.members import AlreadyMember, end, enter
from shijian.volunteers.operations.telling import tell, tell_leaders


class AlreadyAsked(Conflict):
    """A request of this volunteer waits."""

    code = "already-asked"
    message = gettext_lazy("A request to join this team is waiting already.")


@operation
def request_join(
    team: Team, *, volunteer: Volunteer, actor: Actor, words: str = "", leaving: Team | None = None
) -> JoinRequest:
    """Ask to join `team`, by the volunteer alone; with `leaving` it is a transfer from that team.

    Raises `OutOfReach`, `NotAllowed` for somebody else, `WrongState`, `AlreadyMember`, `AlreadyAsked`, `Invalid`.
    """
    team = lock(Team.objects.all(), pk=team.pk)
    volunteer = lock(Volunteer.objects.select_related("person"), pk=volunteer.pk)
    _check(team, volunteer, actor, words)
    _check_memberships(team, volunteer, leaving)
    request = _insert(JoinRequest(team=team, volunteer=volunteer, leaving=leaving, words=words.strip()))
    changes = {"team": [leaving.pk if leaving else None, team.pk]}
    audit.record("join.request", request, actor=actor, for_person_id=volunteer.person_id, changes=changes)
    said = {"name": volunteer.person.name, "team": team.name}
    tell_leaders(
        team,
        lambda: _("%(name)s asks to join %(team)s.") % said,
        key=f"join-request:{request.pk}:asked",
        actor=actor,
    )
    return request


@operation
def decide_join(request: JoinRequest, *, approve: bool, actor: Actor, note: str = "") -> JoinRequest:
    """Approve or decline. An approved transfer ends the old membership in the same moment.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `AlreadyMember`.
    """
    request = _seen(request, actor)
    if request.team.dissolved_on:
        raise WrongState(_("This team was dissolved."))
    duties.demand("join.decide", request, actor=actor)
    JOIN_FLOW.advance(
        request,
        "approve" if approve else "decline",
        actor=actor,
        note=note.strip()[:200],
        for_person_id=request.volunteer.person_id,
    )
    if approve:
        _carry_out(request)
    said = f"join.{request.state}"
    changes = {"team": [request.leaving_id, request.team_id]}
    audit.record(said, request, actor=actor, for_person_id=request.volunteer.person_id, changes=changes)
    _tell_answer(request, note.strip(), actor)
    return request


@operation
def withdraw_join(request: JoinRequest, *, actor: Actor) -> JoinRequest:
    """Take one's own request back. Raises `OutOfReach`, `NotAllowed`, `WrongState`."""
    request = _seen(request, actor)
    JOIN_FLOW.advance(request, "withdraw", actor=actor, for_person_id=request.volunteer.person_id)
    audit.record("join.withdraw", request, actor=actor, for_person_id=request.volunteer.person_id)
    return request


def _check(team: Team, volunteer: Volunteer, actor: Actor, words: str) -> None:
    if not rules.is_own(actor, volunteer):
        raise NotAllowed if rules.can_see(actor, volunteer) else OutOfReach
    if not rules.can_see_team(actor, team):
        raise OutOfReach
    if team.dissolved_on:
        raise WrongState(_("This team was dissolved."))
    if volunteer.state != VolunteerState.ACTIVE:
        raise WrongState(_("Only an active volunteer can join a team."))
    if len(words.strip()) > 200:
        raise Invalid(fields={"words": _("At most %(number)s characters fit here.") % {"number": 200}})


def _check_memberships(team: Team, volunteer: Volunteer, leaving: Team | None) -> None:
    current = TeamMember.objects.current().filter(volunteer=volunteer)
    if current.filter(team=team).exists():
        raise AlreadyMember
    if leaving is not None and not current.filter(team=leaving).exists():
        raise Invalid(fields={"leaving": _("Choose a team of which you are a member.")})


def _insert(request: JoinRequest) -> JoinRequest:
    request.created_at = clock.now()
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        raise AlreadyAsked from None
    return request


def _seen(request: JoinRequest, actor: Actor) -> JoinRequest:
    row = lock(JoinRequest.objects.select_related("team", "leaving", "volunteer__person"), pk=request.pk)
    if not rules.can_see_join(actor, row):
        raise OutOfReach
    return row


def _carry_out(request: JoinRequest) -> None:
    volunteer = lock(Volunteer.objects.all(), pk=request.volunteer_id)
    enter(request.team, volunteer)
    if request.leaving_id is None:
        return
    # Whoever has left the old team in the meantime has nothing more to leave.
    for old in TeamMember.objects.current().filter(volunteer=volunteer, team_id=request.leaving_id):
        end(old)


def _tell_answer(request: JoinRequest, note: str, actor: Actor) -> None:
    said = {"team": request.team.name, "note": note}
    key = f"join-request:{request.pk}:{request.state}"
    if request.state == "approved":
        tell(request.volunteer, lambda: _("You are a member of %(team)s now.") % said, key=key, actor=actor)
    elif note:
        tell(
            request.volunteer, lambda: _("%(team)s cannot take you in: %(note)s") % said, key=key, actor=actor
        )
    else:
        tell(request.volunteer, lambda: _("%(team)s cannot take you in now.") % said, key=key, actor=actor)
