"""Late complaints: whoever handles one is reminded, then it goes one level up (decree 685, article 26)."""

from __future__ import annotations

import logging

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import NotAllowed
from shijian.kernel.operation import operation, relock
from shijian.records import policies
from shijian.records.flow import COMPLAINT_FLOW, OPEN
from shijian.records.models import Complaint
from shijian.records.operations import complaint_telling as telling
from shijian.records.operations.complaints import give_to
from shijian.records.queries import complaints

log = logging.getLogger(__name__)
MOST = 500
REMINDED, UP = "reminded", "up"


@operation
def follow_complaint(complaint: Complaint, *, actor: Actor = SYSTEM) -> str:
    """Remind of a complaint that is late, or give it to the level above; says which, "" when nothing was due.

    Only the clock does this. It may run twice. Raises `NotAllowed`.
    """
    if not actor.is_system:
        raise NotAllowed
    complaint = relock(complaint)
    if complaint.state not in OPEN or complaint.due_at is None or complaint.due_at >= clock.now():
        return ""
    if complaint.reminded_at is None:
        return _remind(complaint, actor)
    days = policy.get(policies.COMPLAINT_UP_DAYS)
    if clock.add_working_days(complaint.reminded_at, days) > clock.now():
        return ""
    return _up(complaint, actor)


def _remind(complaint: Complaint, actor: Actor) -> str:
    complaint.reminded_at = clock.now()
    complaint.save(update_fields=["reminded_at"])
    audit.record("complaint.remind", complaint, actor=actor)
    telling.tell_late(complaint, actor=actor)
    return REMINDED


def _up(complaint: Complaint, actor: Actor) -> str:
    """At the top it stays, at the head of the work list."""
    meant = set(complaint.against.values_list("pk", flat=True))
    handler, outside = complaints.handler_for(complaint.unit, meant, above=complaint.handler_path)
    if outside or handler.pk == complaint.handler_id:
        return ""
    before = complaint.handler_id
    COMPLAINT_FLOW.advance(complaint, "escalate", actor=actor)
    give_to(complaint, handler)
    audit.record(
        "complaint.escalate", complaint, actor=actor, changes={"handler": [before, complaint.handler_id]}
    )
    telling.tell_handlers(complaint, key=f"late:{complaint.handler_id}", actor=actor)
    telling.tell_complainant(complaint, key=f"late:{complaint.handler_id}", actor=actor)
    return UP


def sweep() -> None:
    """For the scheduler: each late complaint in a transaction of its own."""
    late = Complaint.objects.filter(state__in=OPEN, due_at__lt=clock.now()).order_by("due_at")[:MOST]
    done = [follow_complaint(row) for row in late]
    if any(done):
        log.info("complaints: %s reminders, %s given up a level", done.count(REMINDED), done.count(UP))
