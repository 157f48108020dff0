"""When two entries of one person become one, the activities and sign-ups go to the entry that stays."""

from __future__ import annotations

from shijian.activities.models import LIVE, Activity, FeedLink, Signup, Standing
from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.people.models import Person


def merge_signups(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """Move what `old` organises and signed up for; where both entries have a live sign-up, that of `kept` stays.

    In the caller's transaction. A doubled sign-up stays with the old entry, so that its history is not lost.
    """
    taken = Signup.objects.filter(person=kept, state__in=LIVE).values("session_id")
    mine = Signup.objects.filter(person=old).exclude(state__in=LIVE, session__in=taken)
    running = Standing.objects.filter(person=kept, ended_at__isnull=True).values("opening_id")
    standing = Standing.objects.filter(person=old).exclude(ended_at__isnull=True, opening__in=running)
    standing.update(person=kept)
    FeedLink.objects.filter(person=old, revoked_at__isnull=True).update(revoked_at=clock.now())
    organised = Activity.objects.filter(organiser=old).update(organiser=kept)
    return {"signups": mine.update(person=kept), "activities": organised}
