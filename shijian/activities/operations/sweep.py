"""What the worker does: offers run out, series go on, activities start and end, people are reminded."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_noop

from shijian.activities import policies
from shijian.activities.enums import ActivityState, SignupState
from shijian.activities.models import LIVE, Activity, Session, Signup, keep_next
from shijian.activities.operations import closing, ending, seats, sessions, telling
from shijian.activities.operations.merging import end_double
from shijian.activities.operations.sign_up import end_offer
from shijian.kernel import clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.operation import lock, operation

SOON = gettext_noop("“%(title)s” begins at %(when)s.")
BATCH = 500


def sweep() -> None:
    """Run every part; each row in its own transaction, so that one that fails holds nothing up. May run twice."""
    now = clock.now()
    _offers(now)
    _doubles()
    next_ones(now)
    _series()
    _course(now)
    _reminders(now)
    closing.sweep_forgotten()


def _offers(now: dt.datetime) -> None:
    rows = Signup.objects.filter(state=SignupState.OFFERED, offered_until__lte=now).order_by("offered_until")
    for signup in rows.select_related("session", "opening")[:BATCH]:
        lapse_offer(signup, actor=SYSTEM)


def _doubles() -> None:
    rows = Signup.objects.filter(state__in=LIVE, person__merged_into__isnull=False).order_by("pk")
    for signup in rows.select_related("session", "opening")[:BATCH]:
        end_double(signup, actor=SYSTEM)


def next_ones(now: dt.datetime) -> None:
    """Whose next meeting is over gets the one after it, so that the list of what is ahead stays true."""
    over = Activity.objects.filter(next_until__lte=now).order_by("next_until")
    keep_next(list(over.values_list("pk", flat=True)[:BATCH]))


@operation
def lapse_offer(signup: Signup, *, actor: Actor) -> Signup:
    """End an offer whose time is over and give the place to the next one; nothing when it was answered meanwhile."""
    session, opening = seats.locked(signup.session, signup.opening)
    signup = lock(Signup.objects.select_related("session__activity", "person"), pk=signup.pk)
    if signup.state == SignupState.OFFERED and signup.offered_until and signup.offered_until <= clock.now():
        end_offer(signup)
        seats.fill(session, opening)
    return signup


def _series() -> None:
    states = (ActivityState.PUBLISHED, ActivityState.RUNNING)
    for activity in Activity.objects.filter(state__in=states).exclude(rule="").order_by("pk"):
        extend_series(activity, actor=SYSTEM)


@operation
def extend_series(activity: Activity, *, actor: Actor) -> list[Session]:
    """Make the next meetings of a series."""
    return sessions.extend(lock(Activity.objects.all(), pk=activity.pk))


def _course(now: dt.datetime) -> None:
    begun = Session.objects.filter(starts_at__lte=now, cancelled_at__isnull=True).values("activity_id")
    waiting = Activity.objects.filter(state=ActivityState.PUBLISHED, pk__in=begun).order_by("pk")
    for activity in waiting[:BATCH]:
        ending.start_activity(activity, actor=SYSTEM)
    ahead = Session.objects.filter(ends_at__gt=now, cancelled_at__isnull=True).values("activity_id")
    over = Activity.objects.filter(state=ActivityState.RUNNING).exclude(pk__in=ahead)
    for activity in over.order_by("pk")[:BATCH]:
        ending.end_activity(activity, actor=SYSTEM)


def _reminders(now: dt.datetime) -> None:
    until = now + dt.timedelta(hours=policy.get(policies.REMIND_HOURS))
    coming = Session.objects.filter(starts_at__gt=now, starts_at__lte=until, cancelled_at__isnull=True)
    rows = Signup.objects.filter(session__in=coming, state=SignupState.TAKEN, reminded_at__isnull=True)
    for signup in rows.select_related("session__activity", "person").order_by("pk")[:BATCH]:
        remind(signup, actor=SYSTEM)


@operation
def remind(signup: Signup, *, actor: Actor) -> Signup:
    """Tell somebody who has a place that it begins soon, once; a moved meeting is told of by the move."""
    signup = lock(Signup.objects.select_related("session__activity", "person"), pk=signup.pk)
    if signup.reminded_at is None and signup.state == SignupState.TAKEN:
        telling.tell_signup(signup, key="soon", sentence=SOON, actor=actor)
        signup.reminded_at = clock.now()
        signup.save(update_fields=["reminded_at"])
    return signup
