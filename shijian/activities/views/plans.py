"""Plans as everybody sees them; officers see in addition how far each item is."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from shijian.activities import rules
from shijian.activities.enums import PlanState
from shijian.activities.forms.plans import NoteForm, PlanFilter
from shijian.activities.models import Plan
from shijian.activities.queries import plans as reads
from shijian.activities.queries import progress, spans
from shijian.activities.queries.progress import Progress, Standing
from shijian.activities.views.showing import visible_plan
from shijian.kernel.actor import Permission
from shijian.kernel.forms import new_key
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.units.models import Unit

WORDS = {
    Standing.OVERDUE: ("danger", gettext_lazy("Not done in time")),
    Standing.NEAR: ("warn", gettext_lazy("Near, nothing prepared")),
    Standing.UNDER_WAY: ("info", gettext_lazy("Being prepared")),
    Standing.AHEAD: ("neutral", gettext_lazy("Ahead")),
    Standing.DONE: ("done", gettext_lazy("Carried out")),
    Standing.DROPPED: ("neutral", gettext_lazy("Dropped")),
}
LATE = (Standing.OVERDUE, Standing.NEAR)
STATES = {PlanState.DRAFT: "neutral", PlanState.PUBLISHED: "done"}


@require_safe
def listing(request: ActorRequest) -> HttpResponse:
    """Plans that one may see, the newest first."""
    actor, form = request.actor, PlanFilter(request.GET)
    chosen = form.chosen()
    unit = Unit.objects.visible_to(actor).filter(pk=chosen["unit"]).first() if "unit" in chosen else None
    rows = Plan.objects.visible_to(actor).select_related("unit").filter(**chosen)
    found = page(rows, request)
    counts = progress.counts(found.items, actor)
    context = {
        "form": form,
        "unit": unit,
        "page": found,
        "rows": [_line(plan, counts[plan.pk]) for plan in found.items],
        "actions": _actions(request),
    }
    return render(request, "activities/plans.html", context)


def _line(plan: Plan, count: progress.Count) -> dict[str, Any]:
    state = PlanState(plan.state)
    return {
        "plan": plan,
        "title": spans.title(plan),
        "count": count,
        "tone": STATES[state],
        "state": state.label,
    }


def _actions(request: ActorRequest) -> list[dict[str, str]]:
    if not request.actor.may_anywhere(Permission.ACTIVITY_EDIT):
        return []
    return [
        {"label": _("Make a plan"), "url": reverse("activities:plan-new"), "tone": "primary", "icon": "plus"}
    ]


@require_safe
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """One plan: what is intended, and what came of it."""
    plan = visible_plan(request, pk)
    return render(request, "activities/plan.html", shown(request, plan))


def shown(request: ActorRequest, plan: Plan) -> dict[str, Any]:
    """What the page of a plan needs."""
    edits = rules.can_edit_plan(request.actor, plan)
    rows = progress.of_items(reads.items(plan), request.actor)
    if edits:
        rows.sort(key=lambda row: row.standing not in LATE)  # a stable sort: by day inside
    state = PlanState(plan.state)
    return {
        "plan": plan,
        "title": spans.title(plan),
        "days": spans.days(plan),
        "tone": STATES[state],
        "rows": [_row(row, edits) for row in rows if not (edits and row.standing == Standing.DONE)],
        "done_rows": [_row(row, edits) for row in rows if edits and row.standing == Standing.DONE],
        "count": progress.count(rows),
        "edits": edits,
        "draft": state == PlanState.DRAFT,
        "note_form": NoteForm(initial={"note": plan.note}),
        "before": reads.year_before(plan) if edits and state == PlanState.DRAFT else None,
    }


def _row(row: Progress, edits: bool) -> dict[str, Any]:
    """An item with its state in words; what is late is said to those who can change it."""
    standing = row.standing
    if not edits and standing in LATE:
        standing = Standing.AHEAD
    tone, words = WORDS[standing]
    may_begin = edits and standing not in (Standing.DROPPED, Standing.DONE)
    return {
        "item": row.item, "progress": row, "tone": tone, "words": words, "may_begin": may_begin, "key": new_key(),
        "dropped": standing == Standing.DROPPED,
    }  # fmt: skip
