"""What answers taught, and drafts of plans of a week: the centre's for this one, the hub's for the next."""

from __future__ import annotations

import datetime as dt

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.county import County
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.kernel.actor import Channel
from shijian.kernel.models import AuditEntry
from shijian.orders.enums import PlanState
from shijian.orders.models import DispatchPlan
from shijian.orders.operations.plans import learning
from shijian.orders.operations.plans.making import write_draft
from shijian.orders.queries.weeks import chances, solving, spans
from shijian.people.models import Person
from shijian.units.models import Unit

SECONDS = 0.4
WEEK = dt.timedelta(days=7)


def write(cast: Cast, county: County, recipe: Recipe) -> None:
    """Let the night learn from the answers, and the officers of the cast plan."""
    _learn(recipe)
    today = clock.local(recipe.now).date()
    this = today - dt.timedelta(days=today.weekday())
    centre, hub = cast.people["centre"], cast.people["hub"]
    _plan(county.centre, this, centre, recipe)
    _plan(hub.unit, this + WEEK, hub, recipe)


def _learn(recipe: Recipe) -> None:
    if taught := chances.examples():
        learning.write(*taught, at=recipe.now)


def _plan(unit: Unit, week: dt.date, officer: Person, recipe: Recipe) -> None:
    facts = {"made_by": officer, "made_at": recipe.now, "state": PlanState.DRAFT}
    plan = DispatchPlan.objects.create(unit=unit, unit_path=unit.path, week=week, **facts)
    write_draft(plan, solving.draft_of(unit.path, week))
    plan.seconds = SECONDS  # a demo is the same on every machine
    plan.save(update_fields=["seconds"])
    trace = AuditEntry(
        at=recipe.now, action="dispatch.make", object_kind="orders.dispatchplan", object_id=plan.pk,
        actor_person_id=officer.pk, actor_name=officer.name, channel=Channel.WEB, unit_path=unit.path,
        changes={"week": [None, spans.code(week)]},
    )  # fmt: skip
    save(AuditEntry, [trace])
