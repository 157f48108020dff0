"""Routes of plans: what units mean to do, as residents read it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from shijian.activities.enums import PlanSpan
from shijian.activities.models import Plan
from shijian.activities.queries import plans as reads
from shijian.activities.queries import progress, spans
from shijian.activities.queries.progress import Progress
from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of

router = Router()


class PlanOut(Schema):
    """A plan without its items."""

    id: int
    unit_id: int
    span: str
    year: int
    number: int
    title: str
    first_day: dt.date
    last_day: dt.date
    state: str
    note: str

    @classmethod
    def of(cls, plan: Plan) -> PlanOut:
        """Give the facts of `plan`."""
        first, last = spans.days(plan)
        names = ("id", "unit_id", "span", "year", "number", "state", "note")
        facts = {name: getattr(plan, name) for name in names}
        return cls(**facts, title=spans.title(plan), first_day=first, last_day=last)


class PlanItemOut(Schema):
    """One intended activity and what came of it: activities, how many are over, how many people came."""

    id: int
    title: str
    first_day: dt.date
    last_day: dt.date
    occasion: str
    times: int
    expected: int | None
    team_id: int | None
    note: str
    dropped_why: str
    term_ids: list[int]
    activity_ids: list[int]
    done: int
    came: int

    @classmethod
    def of(cls, row: Progress) -> PlanItemOut:
        """Give the facts of an item."""
        names = (
            "id", "title", "first_day", "last_day", "occasion", "times", "expected", "team_id", "note", "dropped_why"
        )  # fmt: skip
        return cls(
            **{name: getattr(row.item, name) for name in names},
            term_ids=[term.pk for term in row.item.terms.all()],
            activity_ids=[activity.pk for activity in row.activities],
            done=row.done,
            came=row.came,
        )


class WholePlanOut(PlanOut):
    """A plan with its items by day."""

    items: list[PlanItemOut]


PlanPage = page_of(PlanOut)
Year = Annotated[int, Field(ge=2018, le=2099)]


@router.get("plans", response={200: PlanPage, **ERRORS}, operation_id="list_plans")
def list_plans(
    request: HttpRequest,
    unit: Key | None = None,
    year: Year | None = None,
    span: PlanSpan | None = None,
    cursor: str = "",
    limit: int = 20,
) -> object:
    """List plans that one may see, of one unit, year or span."""
    wanted = {"unit": unit, "year": year, "span": span}
    rows = Plan.objects.visible_to(actor_of(request))
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return cut(rows, cursor=cursor, limit=limit, show=PlanOut.of)


@router.get("plans/{plan_id}", response={200: WholePlanOut, **ERRORS}, operation_id="get_plan")
def get_plan(request: HttpRequest, plan_id: int) -> object:
    """Show one plan with its items and what came of them."""
    actor = actor_of(request)
    plan = get_object_or_404(Plan.objects.visible_to(actor), pk=plan_id)
    rows = progress.of_items(reads.items(plan), actor)
    return WholePlanOut(**PlanOut.of(plan).dict(), items=[PlanItemOut.of(row) for row in rows])
