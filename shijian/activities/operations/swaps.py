"""Substitutes: who cannot come looks for somebody else, who takes over the very same place."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import rules
from shijian.activities.enums import LeaveReason, SignupState, SwapState
from shijian.activities.flow import SIGNUP_FLOW
from shijian.activities.models import Signup, SwapRequest
from shijian.activities.operations import seats, telling
from shijian.activities.operations.sign_up import Refused
from shijian.activities.queries import conditions, refusals, risks
from shijian.kernel import audit, clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.people.models import Person

ASKED = gettext_noop("Can you come instead? “%(title)s” at %(when)s.")
TAKEN_OVER = gettext_noop("Somebody comes instead of you: “%(title)s” at %(when)s. You are free.")


@operation
def ask_for_substitute(
    signup: Signup, *, note: str = "", asked: Person | None = None, actor: Actor
) -> SwapRequest:
    """Look for a substitute: anybody who fits, or one person. One's own place stays until it is taken over."""
    seats.locked(signup.session, signup.opening)
    signup = lock(Signup.objects.select_related("session__activity", "person"), pk=signup.pk)
    if not rules.is_own_signup(actor, signup):
        raise OutOfReach if not rules.can_see_signup(actor, signup) else NotAllowed
    if signup.state != SignupState.TAKEN or signup.session.starts_at <= clock.now():
        raise WrongState
    known = signup.swaps.filter(state=SwapState.OPEN).first()
    if known is not None:
        return known
    swap = SwapRequest.objects.create(
        signup=signup, asked=asked, note=note.strip()[:200], made_at=clock.now()
    )
    audit.record("activity.swap", swap, actor=actor, for_person_id=signup.person_id)
    if asked is not None:
        facts = {"when": telling.when(signup.session)}
        telling.tell(
            [asked.pk], key=f"swap:{swap.pk}", sentence=ASKED, activity=signup.session.activity, actor=actor, **facts
        )  # fmt: skip
    return swap


@operation
def call_off_swap(swap: SwapRequest, *, actor: Actor) -> SwapRequest:
    """Stop looking; one comes oneself."""
    seats.locked(swap.signup.session, swap.signup.opening)
    swap = lock(SwapRequest.objects.select_related("signup__person", "signup__session__activity"), pk=swap.pk)
    if not rules.is_own_signup(actor, swap.signup):
        raise OutOfReach
    if swap.state != SwapState.OPEN:
        raise WrongState
    _close(swap, SwapState.WITHDRAWN)
    audit.record("activity.swap-off", swap, actor=actor, for_person_id=swap.signup.person_id)
    return swap


@operation
def take_over(swap: SwapRequest, *, person: Person, actor: Actor) -> Signup:
    """Come instead: oneself, or the guardian for a ward. The same conditions hold. Raises `Refused`, `WrongState`."""
    session, opening = seats.locked(swap.signup.session, swap.signup.opening)
    swap = lock(SwapRequest.objects.select_related("signup__person", "signup__session__activity"), pk=swap.pk)
    if swap.asked_id not in (None, person.pk):
        raise OutOfReach
    if actor.person_id not in (person.pk, *person.guardian_ids):
        raise NotAllowed
    old = lock(Signup.objects.select_related("person", "session__activity"), pk=swap.signup_id)
    if swap.state != SwapState.OPEN or old.state != SignupState.TAKEN or session.starts_at <= clock.now():
        raise WrongState(_("This place is not free any more."))
    people.hold_persons([person.pk])
    wish = conditions.wish_of(session, opening, person, by_guardian=actor.person_id != person.pk)
    if why := conditions.first_refusal(wish):
        raise Refused(why, refusals.said(why, wish), own=True)
    _leave(old, actor)
    _close(swap, SwapState.FILLED)
    new = Signup.objects.create(
        session=session, opening=opening, state=SignupState.TAKEN, seat=old.seat, person=person,
        volunteer=wish.volunteer if old.volunteer_id else None, made_at=clock.now(), made_by_id=actor.person_id,
        channel=actor.channel, risk_read=risks.version_of(session.activity), instead_of=old,
    )  # fmt: skip
    audit.record("activity.take-over", new, actor=actor, for_person_id=person.pk)
    telling.tell_signup(old, key="swapped", sentence=TAKEN_OVER, actor=actor)
    return new


def _leave(old: Signup, actor: Actor) -> None:
    old.ended_at, old.ended_by_id, old.reason = clock.now(), old.person_id, LeaveReason.OTHER
    old.save(update_fields=["ended_at", "ended_by", "reason"])
    SIGNUP_FLOW.advance(old, "withdraw", actor=SYSTEM, for_person_id=old.person_id)


def _close(swap: SwapRequest, state: SwapState) -> None:
    swap.state, swap.ended_at = state, clock.now()
    swap.save(update_fields=["state", "ended_at"])
