"""A plan is made: at once where it is small, else by the worker. Whatever ends it early leaves nothing half-written."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import asdict, fields

from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, jobs, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, OutOfReach
from shijian.kernel.operation import hold, lock, operation
from shijian.matching.why import Cost
from shijian.orders import plan_policies, rules
from shijian.orders.enums import PlanState, Solver
from shijian.orders.flow import PLAN_FLOW
from shijian.orders.models import DispatchLine, DispatchNeed, DispatchPlan, SpanPrice
from shijian.orders.models.plans import WORKING
from shijian.orders.queries.weeks import snapshot, solving, spans
from shijian.orders.queries.weeks.draft import Choice, Draft, TeamPart, Wanted
from shijian.units.enums import UnitState
from shijian.units.models import Unit

JOB = "shijian.orders.operations.plans.making.work"
AHEAD = dt.timedelta(weeks=8)
BATCH = 1000
NOISE = 1e-6


def make_plan(unit: Unit, *, week: dt.date, actor: Actor, seed: int = 0, wait: bool = False) -> DispatchPlan:
    """Plan the week that begins on that Monday, large ones by the worker. `wait`: however large it is.

    It is computed between two transactions, so that nobody waits for it. Raises as `start_plan`.
    """
    plan = start_plan(unit, week=week, seed=seed, actor=actor)
    if not wait and _is_large(plan):
        jobs.enqueue(JOB, plan.pk)
        return plan
    return fill_plan(plan, draft=solving.draft_of(unit.path, week, seed=seed), actor=actor)


@operation
def start_plan(unit: Unit, *, week: dt.date, actor: Actor, seed: int = 0) -> DispatchPlan:
    """Begin the plan of a week; a draft that is there gives way.

    Raises `OutOfReach`, `NotAllowed`, `Invalid` by field, `Conflict` while the plan before is being sent.
    """
    _demand(unit, week, actor)
    hold(f"dispatch-plan:{unit.pk}:{week}")
    _give_way(unit, week, actor)
    plan = DispatchPlan.objects.create(
        unit=unit, unit_path=unit.path, week=week, seed=seed, made_by_id=actor.person_id, made_at=clock.now()
    )
    audit.record("dispatch.make", plan, actor=actor, changes={"week": [None, spans.code(week)]})
    return plan


def work(plan_id: int) -> bool:
    """Make a plan that was left to the worker; says whether it was. A job: computes first, writes in one go after."""
    plan = DispatchPlan.objects.filter(pk=plan_id, state=PlanState.MAKING).first()
    if plan is None:
        return False
    draft = solving.draft_of(plan.unit_path, plan.week, seed=plan.seed)
    return fill_plan(plan, draft=draft, actor=SYSTEM).state == PlanState.DRAFT


@operation
def fill_plan(plan: DispatchPlan, *, draft: Draft, actor: Actor) -> DispatchPlan:
    """Write what was computed into a plan that waits for it; a second time changes nothing."""
    plan = opened(plan, actor)
    if plan.state == PlanState.MAKING:
        write_draft(plan, draft)
        PLAN_FLOW.advance(plan, "ready", actor=actor)
    return plan


@operation
def drop_plan(plan: DispatchPlan, *, actor: Actor) -> DispatchPlan:
    """Lay a draft aside; nobody was asked. Raises `OutOfReach`, `WrongState`."""
    plan = opened(plan, actor)
    log = PLAN_FLOW.advance(plan, "drop", actor=actor)
    audit.record("dispatch.drop", plan, actor=actor, changes={"state": [log.source, log.target]})
    return plan


def opened(plan: DispatchPlan, actor: Actor) -> DispatchPlan:
    """The plan read anew under its lock. Raises `OutOfReach` for one that the actor cannot see."""
    plan = lock(DispatchPlan.objects.all(), pk=plan.pk)
    if not rules.can_plan(actor, plan):
        raise OutOfReach
    return plan


def _demand(unit: Unit, week: dt.date, actor: Actor) -> None:
    if not rules.can_plan_at(actor, unit.path):
        raise OutOfReach
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not at work.")})
    if week.weekday() != 0 or not spans.this_week() <= week <= spans.this_week() + AHEAD:
        raise Invalid(fields={"week": _("Plan this week or one of the next eight.")})


def _give_way(unit: Unit, week: dt.date, actor: Actor) -> None:
    rows = DispatchPlan.objects.select_for_update().filter(unit=unit, week=week)
    for plan in rows.filter(state__in=WORKING):
        if plan.state == PlanState.SENDING:
            raise Conflict(
                _("The plan of this week is being sent just now. Please wait until it is through.")
            )
        PLAN_FLOW.advance(plan, "drop", actor=actor)


def _is_large(plan: DispatchPlan) -> bool:
    most = int(policy.get(plan_policies.AT_ONCE))
    return snapshot.waiting(plan.unit_path, plan.week)[: most + 1].count() > most


def write_draft(plan: DispatchPlan, draft: Draft) -> None:
    """Write a draft into the rows of a plan, in the caller's transaction; its state is the caller's matter."""
    proof = draft.plan.certificate
    plan.solver, plan.digest, plan.seconds = draft.plan.solver, draft.digest, draft.plan.seconds
    plan.value, plan.bound, plan.gap = int(proof.value), int(proof.bound), float(proof.gap)
    plan.orders, plan.seats, plan.filled = len(draft.wanted), draft.seats, draft.filled
    plan.kept, plan.helps = draft.kept, [asdict(each) for each in draft.helps]
    _write_proof_of_teams(plan, draft.teams)
    plan.save()
    wanted = [*draft.teams.wanted, *draft.wanted]
    made = DispatchNeed.objects.bulk_create([_need_of(plan, each) for each in wanted], batch_size=BATCH)
    lines = [
        line_of(need, choice)
        for need, each in zip(made, wanted, strict=True)
        for choice in each.choices
        if choice.chosen or choice.beside
    ]
    DispatchLine.objects.bulk_create(lines, batch_size=BATCH)
    worth = [
        SpanPrice(plan=plan, volunteer_id=pk, span=span, price=price) for pk, span, price in draft.prices
    ]
    SpanPrice.objects.bulk_create(worth, batch_size=BATCH)


def _write_proof_of_teams(plan: DispatchPlan, part: TeamPart) -> None:
    if part.made is None:
        return
    plan.team_solver = Solver.GREEDY if part.made.simple else Solver.SEARCH
    plan.team_orders, plan.team_value = len(part.wanted), part.made.value
    plan.team_bound = math.ceil(part.made.bound - NOISE)  # costs are whole
    plan.team_gap = (plan.team_value - plan.team_bound) / max(1, plan.team_value)


def _need_of(plan: DispatchPlan, each: Wanted) -> DispatchNeed:
    return DispatchNeed(
        plan=plan,
        order_id=each.order_id,
        seats=each.seats,
        weight=each.weight,
        for_team=each.for_team,
        could=each.could,
        alternatives=[asdict(one) for one in each.choices],
    )


def line_of(need: DispatchNeed, choice: Choice) -> DispatchLine:
    """The line that puts somebody into a plan, not saved yet."""
    return DispatchLine(
        need=need,
        volunteer_id=choice.volunteer_id,
        team_id=choice.team_id,
        span=choice.span,
        beside=choice.beside,
        chance=choice.chance,
        likely=choice.likely,
        **{each.name: getattr(choice, each.name) for each in fields(Cost)},
    )
