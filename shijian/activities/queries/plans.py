"""Plans as pages show them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from shijian.activities import rules
from shijian.activities.models import Plan, PlanItem
from shijian.activities.queries import occasions, spans
from shijian.activities.queries.occasions import Occasion
from shijian.kernel import paths
from shijian.kernel.actor import Actor
from shijian.units.models import Unit
from shijian.volunteers.models import Team

SHOWN = 4


def items(plan: Plan) -> QuerySet[PlanItem]:
    """The items by day. Two queries with their drawers."""
    rows = plan.items.select_related("team").prefetch_related("terms")
    return rows.order_by("first_day", "last_day", "pk")


def teams_for(plan: Plan) -> QuerySet[Team]:
    """The working teams that may carry an item: those of the unit, below it and above it."""
    around = paths.below("unit_path", plan.unit_path) | Q(unit_path__in=paths.ancestors(plan.unit_path))
    return Team.objects.working().filter(around).order_by("pk")


def suggestions(plan: Plan) -> list[tuple[Occasion, bool]]:
    """The occasions of the plan's days, each with whether an item has it already."""
    taken = set(plan.items.filter(dropped_why="").values_list("occasion_kind", "occasion"))
    found = occasions.between(*spans.days(plan))
    return [(each, (str(each.kind), each.name) in taken) for each in found]


def year_before(plan: Plan) -> Plan | None:
    """The plan of the same unit and span one year earlier."""
    rows = Plan.objects.filter(unit=plan.unit_id, span=plan.span, number=plan.number, year=plan.year - 1)
    return rows.first()


def unit_panel(unit: Unit, actor: Actor) -> tuple[str, dict[str, Any]] | None:
    """The published plans on the page of a unit, the newest first, and where its calendar is. One query."""
    may_edit = rules.may_plan(actor, unit.path)
    rows = list(Plan.objects.visible_to(actor).filter(unit=unit).order_by("-year", "-pk")[: SHOWN + 1])
    if not rows and not may_edit:
        return None
    shown = [(plan, spans.title(plan)) for plan in rows[:SHOWN]]
    context = {"plans": shown, "more": len(rows) > SHOWN, "plan_unit": unit, "may_edit": may_edit}
    return "activities/plan_panel.html", context
