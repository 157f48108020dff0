"""Making plans and putting them before the public."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.activities import rules
from shijian.activities.enums import PlanSpan, PlanState
from shijian.activities.flow import PLAN_FLOW
from shijian.activities.models import Plan, PlanItem
from shijian.activities.queries import occasions, spans
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.checks import cleaned
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.units.enums import UnitState
from shijian.units.models import Unit


@operation
def make_plan(unit: Unit, *, span: str, year: int, number: int, actor: Actor, note: str = "") -> Plan:
    """Begin a plan as a draft; one for a quarter or month begins with what the longer plan wants in these days.

    `number` is the quarter (1-4) or month (1-12), 0 for a year. Raises `Invalid`, `Conflict` when it exists.
    """
    unit = lock(Unit.objects.all(), pk=unit.pk)
    if not rules.may_plan(actor, unit.path):
        raise NotAllowed
    if unit.state != UnitState.ACTIVE:
        raise Invalid(fields={"unit": _("This unit is not working.")})
    plan = Plan(
        unit=unit, unit_path=unit.path, span=span, year=year, number=number, note=note.strip(),
        made_by_id=actor.person_id, made_at=clock.now(),
    )  # fmt: skip
    cleaned(plan, exclude=("unit", "unit_path", "made_by"))
    _check_numbers(plan)
    if Plan.objects.filter(unit=unit, span=span, year=year, number=number).exists():
        raise Conflict(_("This unit has such a plan already."))
    plan.save()
    taken = _take_over(plan)
    audit.record("plan.make", plan, actor=actor, changes={"items": [None, taken]})
    return plan


def _check_numbers(plan: Plan) -> None:
    most = {PlanSpan.YEAR: 0, PlanSpan.QUARTER: 4, PlanSpan.MONTH: 12}[PlanSpan(plan.span)]
    if plan.year not in occasions.YEARS:
        raise Invalid(fields={"year": _("Choose a year from 2018 to 2099.")})
    if not min(most, 1) <= plan.number <= most:
        raise Invalid(fields={"number": _("Choose the quarter or the month.")})


def _take_over(plan: Plan) -> int:
    """Take the items of the shortest longer plan that fall into the days of the plan; give their number."""
    for span, number in spans.longer(plan):
        above = Plan.objects.filter(unit=plan.unit_id, span=span, number=number, year=plan.year).first()
        if above is not None:
            return _carry(above, plan)
    return 0


def _carry(above: Plan, plan: Plan) -> int:
    first, last = spans.days(plan)
    rows = above.items.filter(dropped_why="", first_day__lte=last, last_day__gte=first)
    found = list(rows.prefetch_related("terms").order_by("first_day", "pk"))
    for item in found:
        begin, end = max(item.first_day, first), min(item.last_day, last)
        copy_item(item, plan, begin, end, origin=item)
    return len(found)


def copy_item(
    item: PlanItem, plan: Plan, first: dt.date, last: dt.date, *, origin: PlanItem | None
) -> PlanItem:
    """Put a copy of an item into a plan, at other days; closed drawers stay behind."""
    names = ("title", "occasion_kind", "occasion", "times", "expected", "team_id", "note")
    values = {name: getattr(item, name) for name in names}
    copy = PlanItem.objects.create(plan=plan, first_day=first, last_day=last, origin=origin, **values)
    copy.terms.set([term for term in item.terms.all() if term.is_open])
    return copy


@operation
def change_plan(plan: Plan, *, note: str, actor: Actor) -> Plan:
    """Say anew what matters this time. Raises `WrongState` once it is published."""
    plan = drafted(plan, actor)
    plan.note = note.strip()
    cleaned(plan, exclude=("unit", "unit_path", "made_by"))
    plan.save(update_fields=["note"])
    audit.record("plan.change", plan, actor=actor)
    return plan


@operation
def publish_plan(plan: Plan, *, actor: Actor) -> Plan:
    """Put the plan before the public. Raises `Invalid` when it is empty, `WrongState`."""
    plan = opened_plan(plan, actor)
    if not plan.items.filter(dropped_why="").exists():
        raise Invalid(_("There is nothing in this plan yet. Add something first."))
    plan.published_at = clock.now()
    plan.save(update_fields=["published_at"])
    PLAN_FLOW.advance(plan, "publish", actor=actor)
    audit.record("plan.publish", plan, actor=actor)
    return plan


@operation
def take_back_plan(plan: Plan, *, actor: Actor) -> Plan:
    """Take the plan back into the drawer, to change it. Raises `WrongState`."""
    plan = opened_plan(plan, actor)
    PLAN_FLOW.advance(plan, "reopen", actor=actor)
    audit.record("plan.take-back", plan, actor=actor)
    return plan


def opened_plan(plan: Plan, actor: Actor) -> Plan:
    """Lock the plan for who may edit it. Raises `OutOfReach`, `NotAllowed`."""
    found = lock(Plan.objects.select_related("unit"), pk=plan.pk)
    if not rules.can_see_plan(actor, found):
        raise OutOfReach
    if not rules.can_edit_plan(actor, found):
        raise NotAllowed
    return found


def drafted(plan: Plan, actor: Actor) -> Plan:
    """Lock a draft. Raises `WrongState` for a published plan, which is taken back first."""
    found = opened_plan(plan, actor)
    if found.state != PlanState.DRAFT:
        raise WrongState(_("This plan is public. Take it back first to change it."))
    return found
