"""How long a plan reaches, in days and in words."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.activities.enums import PlanSpan
from shijian.activities.models import Plan

MONTHS = {PlanSpan.YEAR: 12, PlanSpan.QUARTER: 3, PlanSpan.MONTH: 1}


def days(plan: Plan) -> tuple[dt.date, dt.date]:
    """The first and the last day of a plan."""
    length = MONTHS[PlanSpan(plan.span)]
    first = dt.date(plan.year, 1 if not plan.number else (plan.number - 1) * length + 1, 1)
    after = first.month + length
    end = dt.date(first.year + (after > 12), (after - 1) % 12 + 1, 1)
    return first, end - dt.timedelta(days=1)


def title(plan: Plan) -> str:
    """What a plan is called, without its unit."""
    if plan.span == PlanSpan.YEAR:
        return _("Plan for %(year)s") % {"year": plan.year}
    if plan.span == PlanSpan.QUARTER:
        return _("Plan for quarter %(number)s of %(year)s") % {"year": plan.year, "number": plan.number}
    return _("Plan for month %(number)s of %(year)s") % {"year": plan.year, "number": plan.number}


def longer(plan: Plan) -> list[tuple[str, int]]:
    """The (span, number) of the plans of the same year that hold this one, the shortest first."""
    year = (str(PlanSpan.YEAR), 0)
    if plan.span == PlanSpan.MONTH:
        return [(str(PlanSpan.QUARTER), (plan.number - 1) // 3 + 1), year]
    return [year] if plan.span == PlanSpan.QUARTER else []
