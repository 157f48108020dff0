"""Leaving: a place or a wish is taken back, or ended by the organiser; whoever waits longest moves up."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import rules
from shijian.activities.enums import LeaveReason, SignupState, SwapState
from shijian.activities.flow import SIGNUP_FLOW
from shijian.activities.models import LIVE, Session, Signup
from shijian.activities.operations import seats, telling
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation

REMOVED = gettext_noop("Your sign-up for “%(title)s” at %(when)s was ended: %(why)s")
NOT_COME = gettext_noop(
    "“%(title)s” at %(when)s: it is noted that you did not come. You may object at the desk."
)


@operation
def withdraw(signup: Signup, *, reason: str, note: str = "", actor: Actor) -> Signup:
    """Take a sign-up back, at any time before the session ends; it costs nothing. After the deadline a reason is due.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid`.
    """
    signup = _locked(signup, actor)
    if not rules.is_own_signup(actor, signup) and not rules.can_run(actor, signup.session.activity):
        raise NotAllowed
    if signup.session.ends_at <= clock.now():
        raise WrongState(_("This meeting is over."))
    if reason and reason not in LeaveReason.values:
        raise Invalid(fields={"reason": _("Choose a reason.")})
    late = signup.state == SignupState.TAKEN and clock.now() > deadline(signup.session)
    if late and not reason:
        raise Invalid(fields={"reason": _("It begins soon. Please say why, so that we can plan.")})
    _end(signup, "withdraw", actor, reason=reason, note=note, late=late)
    audit.record("activity.withdraw", signup, actor=actor, for_person_id=signup.person_id)
    seats.fill(signup.session, signup.opening)
    return signup


@operation
def decline_place(signup: Signup, *, actor: Actor) -> Signup:
    """Say no to a place that was offered from the waiting list; it goes to the next one. No reason is due."""
    signup = _locked(signup, actor)
    if not rules.is_own_signup(actor, signup) and not rules.can_run(actor, signup.session.activity):
        raise NotAllowed
    if signup.state != SignupState.OFFERED:
        raise WrongState(_("This offer has ended."))
    _end(signup, "withdraw", actor, reason="", note="", late=False)
    audit.record("activity.decline-place", signup, actor=actor, for_person_id=signup.person_id)
    seats.fill(signup.session, signup.opening)
    return signup


@operation
def remove(signup: Signup, *, why: str, actor: Actor) -> Signup:
    """End somebody's sign-up as the organiser, with a reason that the person reads."""
    signup = _locked(signup, actor)
    if not rules.can_run(actor, signup.session.activity):
        raise NotAllowed
    if not why.strip():
        raise Invalid(fields={"why": _("Say why; the person reads it.")})
    _end(signup, "remove", actor, reason="", note=why.strip(), late=False)
    audit.record("activity.remove", signup, actor=actor, for_person_id=signup.person_id)
    telling.tell_signup(signup, key="removed", sentence=REMOVED, actor=actor, why=why.strip())
    seats.fill(signup.session, signup.opening)
    return signup


@operation
def mark_absent(signup: Signup, *, actor: Actor) -> Signup:
    """Note that somebody who had a place did not come; who said so is kept, and the person is told."""
    signup = _locked(signup, actor)
    if not rules.can_run(actor, signup.session.activity) or rules.is_own_signup(actor, signup):
        raise NotAllowed
    if signup.session.starts_at > clock.now():
        raise WrongState(_("This meeting has not begun yet."))
    if signup.presences.exists() or signup.scans.exists():
        raise WrongState(_("This person was there."))
    SIGNUP_FLOW.advance(signup, "absent", actor=actor)
    audit.record("activity.absent", signup, actor=actor, for_person_id=signup.person_id)
    telling.tell_signup(signup, key="absent", sentence=NOT_COME, actor=actor)
    return signup


@operation
def unmark_absent(signup: Signup, *, actor: Actor) -> Signup:
    """Take back that somebody did not come."""
    signup = _locked(signup, actor)
    if not rules.can_run(actor, signup.session.activity):
        raise NotAllowed
    SIGNUP_FLOW.advance(signup, "came", actor=actor)
    audit.record("activity.absent-undone", signup, actor=actor, for_person_id=signup.person_id)
    return signup


def deadline(session: Session) -> dt.datetime:
    """Until when a place is given back in good time."""
    return session.starts_at - dt.timedelta(hours=session.activity.withdraw_hours)


def end_all(session: Session, *, why: str, actor: Actor) -> int:
    """End every live sign-up of a session that does not take place; returns how many. Under the session's lock."""
    rows = Signup.objects.filter(session=session, state__in=LIVE).select_related(
        "person", "session__activity"
    )
    signups = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for signup in signups:
        end(signup, why=why, actor=actor)
    return len(signups)


def end(signup: Signup, *, why: str, actor: Actor) -> None:
    """End a locked sign-up in the name of the organiser; who is told and who moves up is the caller's business."""
    _end(signup, "remove", actor, reason="", note=why, late=False)


def _locked(signup: Signup, actor: Actor) -> Signup:
    seats.locked(signup.session, signup.opening)
    found = lock(Signup.objects.select_related("session__activity", "opening", "person"), pk=signup.pk)
    if not rules.can_see_signup(actor, found):
        raise OutOfReach
    return found


def _end(signup: Signup, move: str, actor: Actor, *, reason: str, note: str, late: bool) -> None:
    signup.ended_at, signup.ended_by_id = clock.now(), actor.person_id
    signup.reason, signup.reason_note, signup.short_notice = reason, note.strip()[:200], late
    signup.save(update_fields=["ended_at", "ended_by", "reason", "reason_note", "short_notice"])
    signup.swaps.filter(state=SwapState.OPEN).update(state=SwapState.WITHDRAWN, ended_at=clock.now())
    SIGNUP_FLOW.advance(signup, move, actor=actor, note=reason)
