"""Confirming, consenting, pausing, coming back and leaving."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.people.enums import Purpose
from shijian.volunteers import rules
from shijian.volunteers.enums import JoinState, VolunteerState
from shijian.volunteers.flow import JOIN_FLOW, VOLUNTEER_FLOW
from shijian.volunteers.models import JoinRequest, TeamMember, Volunteer
from shijian.volunteers.operations.health import forget
from shijian.volunteers.operations.telling import tell


@operation
def confirm_volunteer(volunteer: Volunteer, *, actor: Actor, evidence: str = "") -> Volunteer:
    """Settle a registration: staff for own entries, the person for entries by staff, or staff with the signed form.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid` when staff confirm for the person without `evidence`.
    """
    volunteer = _seen(volunteer, actor)
    if volunteer.state == VolunteerState.CONSENT and not rules.needs_consent(volunteer.person):
        VOLUNTEER_FLOW.advance(volunteer, "of-age", actor=actor)
    duties.demand("volunteer.confirm", volunteer, actor=actor)
    needs_paper = volunteer.confirmed_at is None and not rules.is_own(actor, volunteer)
    if volunteer.state == VolunteerState.PENDING and needs_paper and not evidence.strip():
        raise Invalid(fields={"evidence": _("Say where the form that the volunteer signed is kept.")})
    _advance(volunteer, "confirm", actor, evidence.strip())
    _mark_confirmed(volunteer)
    tell(
        volunteer,
        lambda: _("You are a volunteer now. Your number is %(number)s.") % {"number": volunteer.number},
        key=_key(volunteer, "confirmed"),
        actor=actor,
    )
    return volunteer


@operation
def give_guardian_consent(
    volunteer: Volunteer, *, guardian_name: str, evidence: str = "", actor: Actor
) -> Volunteer:
    """Note that the guardian consents: by the guardian, or by staff with `evidence` (where the signed paper is).

    Raises `OutOfReach`, `NotAllowed` for the minor, `WrongState`, `Invalid` by field.
    """
    volunteer = _seen(volunteer, actor)
    duties.demand("volunteer.consent", volunteer, actor=actor)
    if not rules.can_consent(actor, volunteer):
        raise NotAllowed
    if not guardian_name.strip():
        raise Invalid(fields={"guardian_name": _("Enter the name of the guardian.")})
    settled = VOLUNTEER_FLOW.can(volunteer, "consent", actor=actor) or not rules.is_guardian(actor, volunteer)
    _advance(volunteer, "consent" if settled else "assent", actor, evidence.strip())
    names = {"given_by_name": guardian_name, "evidence": evidence}
    people.give_consent(volunteer.person, purpose=Purpose.GUARDIAN, actor=actor, **names)
    if settled:
        _mark_confirmed(volunteer)
    tell(
        volunteer,
        lambda: _("Your guardian's consent has arrived."),
        key=_key(volunteer, "consent"),
        actor=actor,
    )
    return volunteer


@operation
def withdraw_guardian_consent(volunteer: Volunteer, *, actor: Actor, note: str = "") -> Volunteer:
    """The guardian no longer consents: the minor stops at once. Raises `OutOfReach`, `NotAllowed`, `WrongState`."""
    volunteer = _seen(volunteer, actor)
    if not rules.needs_consent(volunteer.person):
        raise WrongState(_("This volunteer is of age; nobody's consent is needed."))
    _advance(volunteer, "revoke", actor, note.strip())
    people.withdraw_consent(volunteer.person, purpose=Purpose.GUARDIAN, actor=actor)
    tell(
        volunteer,
        lambda: _("Your guardian has withdrawn the consent; please rest from serving."),
        key=_key(volunteer, "revoked"),
        actor=actor,
    )
    return volunteer


@operation
def pause_volunteer(volunteer: Volunteer, *, actor: Actor, reason: str = "") -> Volunteer:
    """Take a rest from offers; no reason is asked of the volunteer, staff must give one.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid`.
    """
    volunteer = _seen(volunteer, actor)
    if not rules.is_own(actor, volunteer) and not reason.strip():
        raise Invalid(fields={"reason": _("Say why; the volunteer will read it.")})
    _advance(volunteer, "pause", actor, reason.strip())
    tell(
        volunteer,
        lambda: _("Your office has paused your service: %(reason)s") % {"reason": reason.strip()},
        key=_key(volunteer, "paused"),
        actor=actor,
    )
    return volunteer


@operation
def resume_volunteer(volunteer: Volunteer, *, actor: Actor) -> Volunteer:
    """End a pause; one's own pause oneself, a pause by staff only staff.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`.
    """
    volunteer = _seen(volunteer, actor)
    _advance(volunteer, "resume", actor, "")
    tell(
        volunteer,
        lambda: _("Your pause has ended; welcome back."),
        key=_key(volunteer, "resumed"),
        actor=actor,
    )
    return volunteer


@operation
def leave_register(volunteer: Volunteer, *, actor: Actor, reason: str = "") -> Volunteer:
    """Leave for good: memberships and requests end, the entry and its records stay, coming back is possible.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`.
    """
    volunteer = _seen(volunteer, actor)
    _advance(volunteer, "leave", actor, reason.strip())
    today = clock.today()
    volunteer.left_on = today
    volunteer.save(update_fields=["left_on"])
    ended = TeamMember.objects.current().filter(volunteer=volunteer).update(ends_on=today)
    for request in JoinRequest.objects.filter(volunteer=volunteer, state=JoinState.WAITING).select_related(
        "team"
    ):
        request.volunteer = volunteer
        JOIN_FLOW.advance(request, "lapse", actor=actor)
    audit.record("volunteer.end-memberships", volunteer, actor=actor, changes={"memberships": [ended, 0]})
    forget(volunteer.person, actor)
    return volunteer


def _seen(volunteer: Volunteer, actor: Actor) -> Volunteer:
    row = lock(Volunteer.objects.select_related("person", "unit"), pk=volunteer.pk)
    if not rules.can_see(actor, row):
        raise OutOfReach
    return row


def _advance(volunteer: Volunteer, name: str, actor: Actor, note: str) -> None:
    before = volunteer.state
    VOLUNTEER_FLOW.advance(volunteer, name, actor=actor, note=note[:200], for_person_id=volunteer.person_id)
    changes = {"state": [before, volunteer.state]}
    audit.record(
        f"volunteer.{name}", volunteer, actor=actor, for_person_id=volunteer.person_id, changes=changes
    )


def _mark_confirmed(volunteer: Volunteer) -> None:
    if volunteer.confirmed_at is None:
        volunteer.confirmed_at = clock.now()
        volunteer.save(update_fields=["confirmed_at"])


def _key(volunteer: Volunteer, event: str) -> str:
    return f"volunteer:{volunteer.pk}:{event}:{clock.now():%Y%m%d%H%M%S}"
