"""An officer changes a draft: somebody else, one more, one less. The plan's own word stays beside each change."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.orders.enums import LineState, PlanState
from shijian.orders.models import STANDING, DispatchLine, DispatchNeed, DispatchPlan
from shijian.orders.models.plans import OPEN
from shijian.orders.operations.plans.making import line_of, opened
from shijian.orders.operations.steps import Unfit
from shijian.orders.queries import eligibility, team_room, team_rules
from shijian.orders.queries.weeks.draft import Choice

Who = tuple[int | None, int | None]  # a volunteer or a team


@operation
def swap_line(
    line: DispatchLine,
    *,
    actor: Actor,
    volunteer_id: int | None = None,
    team_id: int | None = None,
    reason: str = "",
) -> DispatchLine:
    """Ask somebody else of the order's alternatives instead, a volunteer or a team.

    Raises `Unfit`, `Conflict`, `WrongState`, `OutOfReach`.
    """
    need, line = _line(line, actor)
    _leave(line, LineState.CHANGED, reason, actor)
    fresh = _enter(need, (volunteer_id, team_id), actor, reason, instead_of=line)
    audit.record("dispatch.swap", need.plan, actor=actor, changes=_said(need, line, fresh))
    return fresh


@operation
def remove_line(line: DispatchLine, *, actor: Actor, reason: str = "") -> DispatchLine:
    """Ask this person not. Raises `WrongState`, `OutOfReach`."""
    need, line = _line(line, actor)
    _leave(line, LineState.REMOVED, reason, actor)
    audit.record("dispatch.remove", need.plan, actor=actor, changes=_said(need, line, None))
    return line


@operation
def add_line(
    need: DispatchNeed,
    *,
    actor: Actor,
    volunteer_id: int | None = None,
    team_id: int | None = None,
    reason: str = "",
) -> DispatchLine:
    """Ask one more of the order's alternatives. Raises `Unfit`, `Conflict`, `WrongState`, `OutOfReach`."""
    need = _need(need.pk, actor)
    line = _enter(need, (volunteer_id, team_id), actor, reason)
    audit.record("dispatch.add", need.plan, actor=actor, changes=_said(need, None, line))
    return line


def _said(need: DispatchNeed, before: DispatchLine | None, after: DispatchLine | None) -> dict[str, Any]:
    kind = "team" if need.for_team else "volunteer"
    ids = [getattr(line, f"{kind}_id", None) for line in (before, after)]
    return {"order": [None, need.order_id], kind: ids}


def _need(need_id: int, actor: Actor) -> DispatchNeed:
    """The need of a draft, under the lock of its plan."""
    plan = DispatchPlan.objects.filter(needs=need_id).first()
    if plan is None:
        raise OutOfReach
    plan = opened(plan, actor)
    if plan.state != PlanState.DRAFT:
        raise WrongState(_("This plan is no draft any more. Make a new one to change something."))
    need = lock(DispatchNeed.objects.select_related("order"), pk=need_id)
    need.plan = plan
    return need


def _line(line: DispatchLine, actor: Actor) -> tuple[DispatchNeed, DispatchLine]:
    need = _need(line.need_id, actor)
    line = lock(DispatchLine.objects.all(), pk=line.pk)
    if line.state not in OPEN:
        raise WrongState
    return need, line


def _leave(line: DispatchLine, state: LineState, reason: str, actor: Actor) -> None:
    line.state, line.reason = state, " ".join(reason.split())[:200]
    line.changed_by_id, line.changed_at = actor.person_id, clock.now()
    line.save(update_fields=["state", "reason", "changed_by", "changed_at"])


def _enter(
    need: DispatchNeed, who: Who, actor: Actor, reason: str, instead_of: DispatchLine | None = None
) -> DispatchLine:
    known = (Choice(**each) for each in need.alternatives)
    choice = next((one for one in known if (one.volunteer_id, one.team_id) == who), None)
    if choice is None:
        raise OutOfReach
    if choice.team_id is not None:
        _check_team(need, choice.team_id)
    else:
        _check(need, choice.volunteer_id or 0, actor)
    line = line_of(need, choice)
    line.state, line.beside, line.instead_of = LineState.ADDED, False, instead_of
    line.changed_by_id, line.changed_at = actor.person_id, clock.now()
    line.reason = " ".join(reason.split())[:200]
    line.save()
    return line


def _check_team(need: DispatchNeed, team_id: int) -> None:
    """No team twice, none that a rule keeps away, none with more than it can take on in the week."""
    if need.lines.filter(team_id=team_id, state__in=STANDING).exists():
        raise Conflict(_("This team is in the plan of this order already."))
    if broken := team_rules.first_broken(need.order, team_id):
        raise Unfit(str(broken.message), rule=broken.code)
    others = DispatchLine.objects.filter(need__plan=need.plan, team_id=team_id, state__in=OPEN)
    planned = others.aggregate(n=Count("pk"), places=Coalesce(Sum("need__seats"), 0))
    room = team_room.room_of(team_id, need.plan.week)
    if not room.less(planned["n"], planned["places"]).fits(need.seats):
        raise Conflict(
            _("This team has no room for this order in that week. Take another of its orders out first.")
        )


def _check(need: DispatchNeed, volunteer_id: int, actor: Actor) -> None:
    """Nobody twice, nobody whom a rule keeps away, nobody who is planned for something else at that time.

    Who would only be asked in addition elsewhere is taken out there.
    """
    order = need.order
    if need.lines.filter(volunteer_id=volunteer_id, state__in=STANDING).exists():
        raise Conflict(_("This volunteer is in the plan of this order already."))
    broken = eligibility.first_broken(eligibility.need_of(order), [volunteer_id])
    if broken:
        raise Unfit(broken[1].message, rule=broken[1].code)
    others = DispatchLine.objects.filter(need__plan=need.plan, volunteer_id=volunteer_id, state__in=STANDING)
    meeting = others.filter(
        need__order__wished_from__lt=order.wished_until, need__order__wished_until__gt=order.wished_from
    )
    for beside in meeting.filter(beside=True, state=LineState.PROPOSED):
        _leave(beside, LineState.CHANGED, "", actor)
    if title := meeting.values_list("need__order__title", flat=True).first():
        raise Conflict(
            _("The plan asks this volunteer for “%(title)s” at that time. Take it out there first.")
            % {"title": title}
        )
