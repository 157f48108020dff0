"""Giving places: under the lock of the opening, lowest number first, the waiting list in its order.

Whoever writes here locks in one order, so that nobody waits for somebody who waits for him: activity, opening, session,
sign-up, substitute, person; several of a kind in the order of their keys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext_noop

from shijian.activities import policies
from shijian.activities.enums import ActivityState, Refusal, SignupState
from shijian.activities.flow import SIGNUP_FLOW
from shijian.activities.models import Opening, Session, Signup
from shijian.activities.operations import telling
from shijian.activities.queries import conditions, refusals, seats
from shijian.kernel import clock, policy
from shijian.kernel.actor import SYSTEM
from shijian.kernel.operation import lock
from shijian.people import operations as people

OFFERED = gettext_noop(
    "A place is free for you: “%(title)s” at %(when)s. Please say by %(until)s whether you take it."
)
GIVEN = gettext_noop("You have a place: “%(title)s” at %(when)s.")
PASSED = gettext_noop("“%(title)s” at %(when)s: the place could not be given to you: %(why)s")


def locked(session: Session, opening: Opening) -> tuple[Session, Opening]:
    """Lock the opening, then the session: whoever gives or frees places of an opening waits here."""
    opening = lock(Opening.objects.all(), pk=opening.pk)
    session = lock(Session.objects.select_related("activity"), pk=session.pk)
    return session, opening


def hold_waiting(sessions: Iterable[Session], opening: Opening, *more: int | None) -> None:
    """Lock everybody who waits for the opening in these sessions, and `more`: nobody gets two places at one time."""
    rows = Signup.objects.filter(session__in=list(sessions), opening=opening, state=SignupState.WAITING)
    people.hold_persons([*rows.values_list("person_id", flat=True), *more])


def fill(session: Session, opening: Opening) -> int:
    """Give every free place to who waits longest and may have it; returns how many. Call it under the locks."""
    now, given = clock.now(), 0
    if not _takes_place(session, now):
        return 0
    hold_waiting([session], opening)
    numbers = seats.free(session, opening)
    for signup in seats.waiting(session, opening).select_related("person", "session__activity"):
        seat = next(numbers, None)
        if seat is None:
            break
        if _pass_over(signup):
            numbers = seats.free(session, opening)
            continue
        _give(signup, seat, now)
        given += 1
    return given


def _takes_place(session: Session, now: dt.datetime) -> bool:
    going = session.activity.state in (ActivityState.PUBLISHED, ActivityState.RUNNING)
    return going and session.cancelled_at is None and session.ends_at > now


def _pass_over(signup: Signup) -> bool:
    """End the wish of somebody who may not have the place any more, and say why.

    A risk statement that changed meanwhile is read when the offer is answered.
    """
    if signup.person is None:
        return False
    wish = conditions.wish_of(signup.session, signup.opening, signup.person, desk=True, by_guardian=True)
    passed = (Refusal.TWICE, Refusal.UNREAD)
    why = next((w for w in conditions.person_refusals(wish) if w not in passed), None)
    if why is None:
        return False
    SIGNUP_FLOW.advance(signup, "lapse", actor=SYSTEM, note=why)
    signup.ended_at = clock.now()
    signup.save(update_fields=["ended_at"])
    telling.tell_signup(
        signup, key="passed", sentence=PASSED, actor=SYSTEM, why=refusals.own_words(why, wish)
    )
    return True


def _give(signup: Signup, seat: int, now: dt.datetime) -> None:
    """Offer the place for a while; shortly before the start it is simply given."""
    late = dt.timedelta(minutes=policy.get(policies.LAST_OFFER_MINUTES))
    start = signup.session.starts_at
    signup.seat = seat
    if signup.person is None or start - now <= late:
        signup.save(update_fields=["seat"])
        SIGNUP_FLOW.advance(signup, "promote", actor=SYSTEM)
        telling.tell_signup(signup, key="given", sentence=GIVEN, actor=SYSTEM)
        return
    hours = dt.timedelta(hours=policy.get(policies.OFFER_HOURS))
    signup.offered_until = min(now + hours, start - late / 2)
    signup.save(update_fields=["seat", "offered_until"])
    SIGNUP_FLOW.advance(signup, "offer", actor=SYSTEM)
    until = clock.local(signup.offered_until).strftime("%m-%d %H:%M")
    telling.tell_signup(signup, key=f"offer:{seat}", sentence=OFFERED, actor=SYSTEM, until=until)


def state_for(session: Session, opening: Opening) -> tuple[SignupState, int | None]:
    """What a new wish gets: a place when one is free and nobody waits, else the waiting list. Under the locks."""
    if not seats.waiting(session, opening).exists():
        seat = next(seats.free(session, opening), None)
        if seat is not None:
            return SignupState.TAKEN, seat
    return SignupState.WAITING, None
