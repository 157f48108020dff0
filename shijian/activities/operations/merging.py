"""When two entries of one person become one, the activities and sign-ups go to the entry that stays."""

from __future__ import annotations

from shijian.activities.enums import SignupState
from shijian.activities.models import (
    LIVE,
    Activity,
    ActivityRiskReading,
    Entry,
    FeedLink,
    Judge,
    Signup,
    Standing,
    SwapRequest,
)
from shijian.activities.operations import leaving, seats
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.operation import lock, operation
from shijian.people.models import Person


def merge_signups(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """Move what `old` organises and signed up for, in the caller's transaction.

    Where both entries have a live sign-up for one session, that of the old entry is left to the worker, which gives
    one of the two places back under its locks (`end_double`).
    """
    taken = Signup.objects.filter(person=kept, state__in=LIVE).values("session_id")
    mine = Signup.objects.filter(person=old).exclude(state__in=LIVE, session__in=taken)
    running = Standing.objects.filter(person=kept, ended_at__isnull=True).values("opening_id")
    standing = Standing.objects.filter(person=old).exclude(ended_at__isnull=True, opening__in=running)
    standing.update(person=kept)
    FeedLink.objects.filter(person=old, revoked_at__isnull=True).update(revoked_at=clock.now())
    SwapRequest.objects.filter(asked=old).update(asked=kept)
    _take_readings(old, kept)
    _take_contests(old, kept)
    organised = Activity.objects.filter(organiser=old).update(organiser=kept)
    return {"signups": mine.update(person=kept), "activities": organised}


def _take_contests(old: Person, kept: Person) -> None:
    """Entries go along; a judge goes along unless the entry that stays judges the same contest."""
    Entry.objects.filter(contact=old).update(contact=kept)
    judging = Judge.objects.filter(person=kept, ended_at__isnull=True).values("contest_id")
    Judge.objects.filter(person=old).exclude(ended_at__isnull=True, contest__in=judging).update(person=kept)


def _take_readings(old: Person, kept: Person) -> None:
    """What the old entry read, the person has read; the rows themselves are never changed."""
    rows = ActivityRiskReading.objects.filter(person=old)
    fresh = [
        ActivityRiskReading(
            activity_id=row.activity_id, person=kept, version=row.version, read_at=row.read_at
        )
        for row in rows
    ]
    ActivityRiskReading.objects.bulk_create(fresh, ignore_conflicts=True)


@operation
def end_double(signup: Signup, *, actor: Actor) -> Signup:
    """Settle a live sign-up of an entry that was merged: of two for one session the better one stays.

    Whoever holds a place keeps it; the place that is left goes to who waits longest.
    """
    session, opening = seats.locked(signup.session, signup.opening)
    rows = Signup.objects.select_related("session__activity", "opening", "person")
    signup = lock(rows, pk=signup.pk)
    kept_id = signup.person.merged_into_id if signup.person is not None else None
    if kept_id is None or signup.state not in LIVE:
        return signup
    other = rows.filter(session=session, person_id=kept_id, state__in=LIVE).order_by("pk").first()
    if other is not None and other.state == SignupState.WAITING and signup.state != SignupState.WAITING:
        leaving.end(other, why="", actor=actor)
        other = None
    if other is None:
        signup.person_id = kept_id
        signup.save(update_fields=["person"])
    else:
        leaving.end(signup, why="", actor=actor)
    audit.record("activity.end-double", signup, actor=actor, for_person_id=kept_id)
    seats.fill(session, opening)
    return signup
