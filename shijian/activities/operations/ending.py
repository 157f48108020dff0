"""The course of an activity: it starts, it ends, it is archived, or it is called off with notice to everyone."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.activities.enums import ActivityState
from shijian.activities.flow import ACTIVITY_FLOW
from shijian.activities.models import Activity, Session
from shijian.activities.operations.prepare import opened
from shijian.activities.operations.sessions import call_off
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, WrongState
from shijian.kernel.operation import operation


@operation
def cancel_activity(activity: Activity, *, why: str, actor: Actor) -> Activity:
    """Call the whole activity off; every meeting ahead is cancelled and everybody is told. Raises `Invalid`."""
    activity = opened(activity, actor)
    if not why.strip():
        raise Invalid(fields={"why": _("Say why; everybody who signed up reads it.")})
    ACTIVITY_FLOW.advance(activity, "cancel", actor=actor, note=why.strip()[:200])
    rows = Session.objects.filter(activity=activity, cancelled_at__isnull=True, ends_at__gt=clock.now())
    for session in rows.select_related("activity").select_for_update(of=("self",)).order_by("pk"):
        call_off(session, why=why, actor=actor)
    activity.ended_at = clock.now()
    activity.save(update_fields=["ended_at"])
    audit.record("activity.cancel", activity, actor=actor)
    return activity


@operation
def start_activity(activity: Activity, *, actor: Actor) -> Activity:
    """Note that the first meeting has begun. Nothing happens when it is running already."""
    activity = opened(activity, actor)
    if activity.state == ActivityState.PUBLISHED:
        ACTIVITY_FLOW.advance(activity, "start", actor=actor)
        audit.record("activity.start", activity, actor=actor)
    return activity


@operation
def end_activity(activity: Activity, *, actor: Actor) -> Activity:
    """Close an activity whose meetings are all over. Raises `WrongState` while one is ahead."""
    activity = opened(activity, actor)
    if activity.sessions.filter(cancelled_at__isnull=True, ends_at__gt=clock.now()).exists():
        raise WrongState(_("A meeting is still ahead."))
    ACTIVITY_FLOW.advance(activity, "end", actor=actor)
    activity.ended_at = clock.now()
    activity.save(update_fields=["ended_at"])
    audit.record("activity.end", activity, actor=actor)
    return activity
