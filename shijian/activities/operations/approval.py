"""Publishing: at once, or after a second officer has approved what the policy says needs approval."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import policies, rules
from shijian.activities.flow import ACTIVITY_FLOW
from shijian.activities.models import Activity
from shijian.activities.operations import telling
from shijian.activities.operations.prepare import opened
from shijian.activities.queries.missing import missing
from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.operation import lock, operation
from shijian.volunteers.enums import Risk

APPROVED = gettext_noop("“%(title)s” is approved and open for sign-up.")
RETURNED = gettext_noop("“%(title)s” was not approved yet: %(why)s")


@operation
def publish_activity(activity: Activity, *, actor: Actor) -> Activity:
    """Open a draft for sign-up, or hand it in where approval is due. Raises `Invalid` with what is missing."""
    activity = opened(activity, actor)
    if lacks := [each.what for each in missing(activity)]:
        raise Invalid(_("This is still missing: %(what)s") % {"what": _(", ").join(lacks)})
    move = "submit" if needs_approval(activity) else "publish"
    if move == "submit":
        activity.submitted_by_id = actor.person_id
    else:
        activity.published_at = activity.published_at or clock.now()
    activity.save(update_fields=["submitted_by", "published_at"])
    ACTIVITY_FLOW.advance(activity, move, actor=actor)
    audit.record(f"activity.{move}", activity, actor=actor)
    return activity


@operation
def approve_activity(activity: Activity, *, actor: Actor) -> Activity:
    """Approve what somebody else handed in. Raises `OwnEntry`, `WrongState`, `NotAllowed`."""
    activity = _waiting(activity, actor)
    duties.demand("activity.approve", activity, actor=actor)
    activity.published_at = activity.published_at or clock.now()
    activity.save(update_fields=["published_at"])
    ACTIVITY_FLOW.advance(activity, "approve", actor=actor)
    audit.record("activity.approve", activity, actor=actor)
    _tell(activity, "approved", APPROVED, actor)
    return activity


@operation
def return_activity(activity: Activity, *, why: str, actor: Actor) -> Activity:
    """Give it back with what is to be changed. Raises `Invalid`, `WrongState`, `NotAllowed`."""
    activity = _waiting(activity, actor)
    if not why.strip():
        raise Invalid(fields={"why": _("Say what is to be changed.")})
    log = ACTIVITY_FLOW.advance(activity, "return", actor=actor, note=why.strip()[:200])
    audit.record("activity.return", activity, actor=actor)
    _tell(activity, f"returned:{log.pk}", RETURNED, actor, why=why.strip())
    return activity


def needs_approval(activity: Activity) -> bool:
    """Danger always, and many people from the policy's number on; places without limit count as many."""
    if activity.risk >= Risk.DANGER:
        return True
    limit = policy.get(policies.APPROVAL_FROM)
    capacities = list(activity.openings.values_list("capacity", flat=True))
    return None in capacities or sum(capacity or 0 for capacity in capacities) >= limit


def _waiting(activity: Activity, actor: Actor) -> Activity:
    found = lock(Activity.objects.all(), pk=activity.pk)
    if not rules.can_approve(actor, found):
        raise NotAllowed
    return found


def _tell(activity: Activity, key: str, sentence: str, actor: Actor, **facts: str) -> None:
    persons = {activity.organiser_id, activity.submitted_by_id, activity.made_by_id}
    telling.tell(
        persons,
        key=key,
        sentence=sentence,
        activity=activity,
        actor=actor,
        route="activities:manage",
        **facts,
    )
