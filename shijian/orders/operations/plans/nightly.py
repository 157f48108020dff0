"""In the night: the draft of next week for each unit for which the county wants one."""

from __future__ import annotations

import datetime as dt
import logging

from shijian.kernel import policy
from shijian.kernel.actor import SYSTEM, Channel
from shijian.orders import plan_policies
from shijian.orders.enums import PlanState
from shijian.orders.models import DispatchPlan
from shijian.orders.models.plans import WORKING
from shijian.orders.operations.plans.making import make_plan
from shijian.orders.queries.weeks import spans
from shijian.units.enums import UnitKind
from shijian.units.models import Unit

logger = logging.getLogger(__name__)
KINDS = {kind.value: kind for kind in (UnitKind.HUB, UnitKind.CENTRE)}


def sweep() -> int:
    """Draft next week where no plan of it is; returns how many were drafted. A job; a second time adds nothing."""
    kind = KINDS.get(policy.get(plan_policies.NIGHTLY))
    if kind is None:
        return 0
    week = spans.this_week() + dt.timedelta(days=7)
    there = DispatchPlan.objects.filter(week=week, state__in=(*WORKING, PlanState.SENT)).values("unit_id")
    units = Unit.objects.active().filter(kind=kind).exclude(pk__in=there).order_by("path")
    return sum(_drafted(unit, week) for unit in units)


def _drafted(unit: Unit, week: dt.date) -> bool:
    """One unit whose plan cannot be made must not hold up the others."""
    try:
        make_plan(unit, week=week, actor=SYSTEM.via(Channel.JOB))
    except Exception:
        logger.exception("plan of a week failed", extra={"unit_id": unit.pk})
        return False
    return True
