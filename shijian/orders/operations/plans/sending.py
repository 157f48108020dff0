"""A plan is sent, order by order, each in a transaction of its own: killed in the middle, it goes on where it was.

Rules are asked again for each offer. Of two plans that want the same person at the same time one comes first: the rows
of the volunteers are locked while their open offers are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, jobs
from shijian.kernel.actor import Actor, Channel
from shijian.kernel.errors import Conflict, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.orders import rules
from shijian.orders.enums import OfferState, PlanState
from shijian.orders.flow import PLAN_FLOW
from shijian.orders.models import DispatchLine, DispatchNeed, DispatchPlan, Offer, Order
from shijian.orders.models.plans import OPEN
from shijian.orders.operations import dispatch, steps
from shijian.orders.operations.plans import marking, team_offers
from shijian.orders.operations.plans.making import opened
from shijian.orders.queries import eligibility
from shijian.people.queries.actors import actor_for
from shijian.volunteers.models import Volunteer

JOB = "shijian.orders.operations.plans.sending.work"
AT_ONCE = 40
# Why a line could not be sent, beside the codes of `eligibility.RULES`.
ELSEWHERE, ASKED, TORN = "asked-elsewhere", "order-asked", "not-all"


def send_plan(plan: DispatchPlan, *, actor: Actor) -> DispatchPlan:
    """Make the offers of a draft, or go on with a plan whose sending was interrupted; a large one by the worker.

    Raises `OutOfReach`, `WrongState`, `Conflict` for a plan without anybody.
    """
    plan = start_sending(plan, actor=actor)
    if _left(plan).count() > AT_ONCE:
        jobs.enqueue(JOB, plan.pk)
        return plan
    return _send_rest(plan, actor)


def work(plan_id: int) -> bool:
    """Send a large plan in the name of the officer who said so. A job; a second time sends what is left."""
    plan = DispatchPlan.objects.filter(pk=plan_id, state=PlanState.SENDING).select_related("sent_by").first()
    if plan is None:
        return False
    return _send_rest(plan, actor_for(plan.sent_by, channel=Channel.JOB)).state == PlanState.SENT


@operation
def start_sending(plan: DispatchPlan, *, actor: Actor) -> DispatchPlan:
    """Close a draft to changes and say who sends it; who lets an interrupted one go on sends the rest."""
    plan = opened(plan, actor)
    if plan.state == PlanState.DRAFT and not _left(plan).exists():
        raise Conflict(_("Nobody is in this plan who could be asked."))
    if plan.state != PlanState.SENDING:
        PLAN_FLOW.advance(plan, "send", actor=actor)
    plan.sent_by_id, plan.sent_at = actor.person_id, clock.now()
    plan.save(update_fields=["sent_by", "sent_at"])
    audit.record("dispatch.send", plan, actor=actor, changes={"lines": [None, _left(plan).count()]})
    return plan


@operation
def send_need(need: DispatchNeed, *, actor: Actor) -> int:
    """Make the offers of one order; what became impossible says why. Returns how many were asked.

    Raises `OutOfReach`, `WrongState` for a plan that is not being sent.
    """
    need = lock(DispatchNeed.objects.select_related("plan"), pk=need.pk)
    if not rules.can_plan(actor, need.plan):
        raise OutOfReach
    if need.plan.state != PlanState.SENDING:
        raise WrongState
    order = lock(Order.objects.all(), pk=need.order_id)
    lines = list(need.lines.filter(state__in=OPEN).order_by("volunteer_id"))
    if order.offers.filter(state=OfferState.OPEN).exists():
        return marking.refuse(lines, ASKED)
    if need.for_team:
        return team_offers.send(order, need.plan.week, lines, actor)
    list(_of(lines).select_for_update(of=("self",)).values_list("pk", flat=True))
    good = _lawful(order, _free(order, lines))
    if order.together and len(good) < order.headcount - steps.live(order):
        return marking.refuse(good, TORN)
    return _offer(order, good, actor) if good else 0


def _offer(order: Order, lines: list[DispatchLine], actor: Actor) -> int:
    chosen = _of(lines)
    asked = marking.offered(
        lines, lambda: dispatch.offer_to_volunteers(order, volunteers=chosen, actor=actor)
    )
    if asked:
        steps.remark(order, "planned", actor)
    return asked


@operation
def finish_sending(plan: DispatchPlan, *, actor: Actor) -> DispatchPlan:
    """Say that a plan is sent, once nothing of it waits."""
    plan = opened(plan, actor)
    if plan.state == PlanState.SENDING and not _left(plan).exists():
        PLAN_FLOW.advance(plan, "finish", actor=actor)
        audit.record("dispatch.sent", plan, actor=actor)
    return plan


def _send_rest(plan: DispatchPlan, actor: Actor) -> DispatchPlan:
    rest = _left(plan).order_by("-need__weight", "need_id").values_list("need_id", flat=True)
    for need_id in dict.fromkeys(rest):
        send_need(DispatchNeed(pk=need_id), actor=actor)
    return finish_sending(plan, actor=actor)


def _left(plan: DispatchPlan) -> models.QuerySet[DispatchLine]:
    return DispatchLine.objects.filter(need__plan=plan, state__in=OPEN)


def _of(lines: Sequence[DispatchLine]) -> models.QuerySet[Volunteer]:
    return Volunteer.objects.filter(pk__in=[line.volunteer_id or 0 for line in lines]).order_by("pk")


def _free(order: Order, lines: list[DispatchLine]) -> list[DispatchLine]:
    """Those who are not asked for something else at that time; the others are marked."""
    window = Offer.objects.filter(
        state=OfferState.OPEN,
        volunteer_id__in=[line.volunteer_id or 0 for line in lines],
        order__wished_from__lt=order.wished_until,
        order__wished_until__gt=order.wished_from,
    )
    asked = set(window.exclude(order=order).values_list("volunteer_id", flat=True))
    marking.refuse([line for line in lines if line.volunteer_id in asked], ELSEWHERE)
    return [line for line in lines if line.volunteer_id not in asked]


def _lawful(order: Order, lines: list[DispatchLine]) -> list[DispatchLine]:
    """Those whom no rule keeps away by now; the others are marked with the rule."""
    need = eligibility.need_of(order)
    while lines:
        broken = eligibility.first_broken(need, [line.volunteer_id or 0 for line in lines])
        if broken is None:
            break
        marking.refuse([line for line in lines if line.volunteer_id == broken[0]], broken[1].code)
        lines = [line for line in lines if line.volunteer_id != broken[0]]
    return lines
