"""What of the plans waits for officers: items that are near or late and for which nothing is prepared."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.activities import plan_policies
from shijian.activities.models import PlanItem
from shijian.activities.queries import progress, spans
from shijian.kernel import clock, policy
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Midnight, Source


def _rows(actor: Actor) -> QuerySet[PlanItem]:
    """It is to be prepared before its first day; what was missed long ago is left to the page of the plan."""
    today = clock.today()
    days = dt.timedelta(days=policy.get(plan_policies.NEAR_DAYS))
    within = actor.within(Permission.ACTIVITY_EDIT, "plan__unit_path")
    rows = (
        progress.unbegun(today + days).filter(within, last_day__gte=today - days).select_related("plan__unit")
    )
    return rows.annotate(due_at=Midnight("first_day"))


def _say(item: PlanItem) -> Line:
    late = _("Not done in time") if item.last_day < clock.today() else ""
    return Line(item.title, spans.title(item.plan), item.plan.unit.name, late)


def _page(item: PlanItem) -> str:
    return reverse("activities:plan", args=[item.plan_id])


def _panel(item: PlanItem) -> str:
    return reverse("activities:plan-item", args=[item.pk])


def source() -> Source:
    """The source of the work list."""
    return Source(
        "plan-item", gettext_lazy("Planned and not prepared"), gettext_lazy("Prepare it"),
        Permission.ACTIVITY_EDIT, _rows, _say, _page, _panel, since="plan__published_at", due="due_at",
    )  # fmt: skip
