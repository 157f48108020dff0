"""How many places an opening has: more are given to who waits, fewer only down to what is held."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.activities import rules
from shijian.activities.models import HOLDING, Opening, Session, Signup
from shijian.activities.operations import seats
from shijian.activities.queries import seats as reads
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation

MOST = 5000


@operation
def set_capacity(opening: Opening, *, capacity: int | None, actor: Actor) -> Opening:
    """Set the places of an opening in every session (none: no limit). Nobody who holds a place loses it.

    Raises `Invalid` when more are held in a session ahead, `OutOfReach`, `NotAllowed`.
    """
    opening = lock(Opening.objects.select_related("activity"), pk=opening.pk)
    if not rules.can_run(actor, opening.activity):
        raise NotAllowed if rules.can_see(actor, opening.activity) else OutOfReach
    if capacity is not None and not 1 <= capacity <= MOST:
        raise Invalid(fields={"capacity": _("Say a number from 1 to %(most)s.") % {"most": MOST}})
    ahead = list(_ahead(opening))
    for session in ahead if capacity is not None else ():
        _close_up(session, opening, capacity or 0)
    old, opening.capacity = opening.capacity, capacity
    opening.save(update_fields=["capacity"])
    audit.record("activity.capacity", opening, actor=actor, changes={"capacity": [old, capacity]})
    seats.hold_waiting(ahead, opening)
    for session in ahead:
        seats.fill(session, opening)
    return opening


def _ahead(opening: Opening) -> list[Session]:
    rows = Session.objects.filter(activity_id=opening.activity_id, ends_at__gt=clock.now())
    return list(rows.select_related("activity").select_for_update(of=("self",)).order_by("pk"))


def _close_up(session: Session, opening: Opening, capacity: int) -> None:
    """Bring the places with a number above the new end down to free numbers."""
    held = Signup.objects.filter(session=session, opening=opening, state__in=HOLDING)
    if held.count() > capacity:
        raise Invalid(fields={"capacity": _("%(held)s places are held already.") % {"held": held.count()}})
    numbers = reads.free(session, opening)
    for signup in held.filter(seat__gt=capacity).order_by("seat"):
        signup.seat = next(numbers)
        signup.save(update_fields=["seat"])
