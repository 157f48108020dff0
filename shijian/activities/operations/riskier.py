"""A risk statement changes after people signed up: they read it again, and who may not stay is told and goes."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from shijian.activities.enums import Refusal
from shijian.activities.models import LIVE, Activity, Opening, Session, Signup
from shijian.activities.operations import leaving, seats, telling
from shijian.activities.queries import conditions, risks
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.people import operations as people

READ_AGAIN = gettext_noop(
    "The risks of “%(title)s” at %(when)s have changed. Please read them again, or take your sign-up back."
)
KEPT_OUT = gettext_noop(
    "Your sign-up for “%(title)s” at %(when)s had to be ended, the risks have changed: %(why)s"
)
KEEPS_OUT = (Refusal.MINOR, Refusal.UNINSURED)


def risks_changed(activity: Activity, *, actor: Actor) -> int:
    """After a change of the statement of a published activity; returns how many sign-ups were ended. Under its lock."""
    openings = list(Opening.objects.filter(activity=activity).select_for_update(of=("self",)).order_by("pk"))
    coming = Session.objects.filter(activity=activity, starts_at__gt=clock.now(), cancelled_at__isnull=True)
    ahead = list(coming.select_for_update(of=("self",)).order_by("pk"))
    signups = _signups(ahead)
    people.hold_persons(signup.person_id for signup in signups)
    gone = [signup for signup in signups if _judge(signup, activity, actor)]
    for opening in openings:
        for session in ahead:
            if any(s.opening_id == opening.pk and s.session_id == session.pk for s in gone):
                seats.fill(session, opening)
    return len(gone)


def _signups(sessions: list[Session]) -> list[Signup]:
    rows = Signup.objects.filter(session__in=sessions, state__in=LIVE, person__isnull=False)
    rows = rows.select_related("session__activity", "opening", "person").select_for_update(of=("self",))
    return list(rows.order_by("pk"))


def _judge(signup: Signup, activity: Activity, actor: Actor) -> bool:
    """End the sign-up of who is kept out; ask everybody else to read. Whether it was ended."""
    if signup.person is None:
        return False
    wish = conditions.wish_of(signup.session, signup.opening, signup.person, desk=True, by_guardian=True)
    found = list(conditions.person_refusals(wish))
    why = next((each for each in found if each in KEEPS_OUT), None)
    if why is not None:
        leaving.end(signup, why=str(why.label), actor=actor)
        telling.tell_signup(signup, key="kept-out", sentence=KEPT_OUT, actor=actor, why=str(why.label))
        audit.record("activity.kept-out", signup, actor=actor, for_person_id=signup.person_id)
    elif Refusal.UNREAD in found:
        key = f"read-again:{risks.version_of(activity)}"
        telling.tell_signup(signup, key=key, sentence=READ_AGAIN, actor=actor)
    return why is not None
