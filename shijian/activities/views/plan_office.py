"""Plans behind the counter: making one, its items, the calendar beside the form, publishing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shijian.activities.enums import OccasionKind
from shijian.activities.forms.plans import DropForm, ItemForm, NoteForm, PlanForm
from shijian.activities.models import Plan, PlanItem
from shijian.activities.operations import plan_items, planning
from shijian.activities.queries import plans as reads
from shijian.activities.queries import spans
from shijian.activities.views.showing import demand, done, edited_item, edited_plan, status
from shijian.kernel.actor import Permission
from shijian.kernel.errors import ShijianError
from shijian.kernel.http import ActorRequest

EDITED = ("title", "first_day", "last_day", "times", "expected", "team", "note")
both = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@both
def new(request: ActorRequest) -> HttpResponse:
    """Make a plan."""
    demand(request.actor, Permission.ACTIVITY_EDIT)
    form = PlanForm(request.POST or None, actor=request.actor)
    if request.method == "POST":
        plan = done(form, lambda: _make(form, request))
        if plan is not None:
            return redirect("activities:plan-items", plan.pk)
    return render(request, "activities/plan_new.html", {"form": form}, status=status(form))


def _make(form: PlanForm, request: ActorRequest) -> Plan:
    facts = form.facts()
    return planning.make_plan(facts.pop("unit"), **facts, actor=request.actor)


@login_required
@both
def items(request: ActorRequest, pk: int) -> HttpResponse:
    """Fill a plan: the form, and beside it what the calendar of these days suggests."""
    plan = edited_plan(request, pk)
    form = ItemForm(request.POST or None, plan=plan)
    if request.method == "POST":
        item = done(form, lambda: _add(plan, form, request))
        if item is not None:
            messages.success(request, _("“%(title)s” is in the plan.") % {"title": item.title})
            return redirect("activities:plan-items", plan.pk)
    context = {
        "plan": plan,
        "title": spans.title(plan),
        "form": form,
        "items": reads.items(plan).filter(dropped_why=""),
        "suggestions": _by_kind(plan),
        "before": reads.year_before(plan),
    }
    return render(request, "activities/plan_items.html", context, status=status(form))


def _add(plan: Plan, form: ItemForm, request: ActorRequest) -> PlanItem:
    key = form.cleaned_data["idempotency_key"]
    return plan_items.add_item(
        plan, facts=form.facts(), terms=form.chosen_terms(), idempotency_key=key, actor=request.actor
    )


def _by_kind(plan: Plan) -> list[tuple[Any, list[Any]]]:
    """The calendar in groups, our own seasons and festivals first."""
    order = (
        OccasionKind.FESTIVAL, OccasionKind.RETURN, OccasionKind.FARMING, OccasionKind.DAY, OccasionKind.TERM
    )  # fmt: skip
    found = reads.suggestions(plan)
    groups = [(kind.label, [row for row in found if row[0].kind == kind]) for kind in order]
    return [(label, rows) for label, rows in groups if rows]


@login_required
@require_POST
def take(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an occasion of the calendar into the plan."""
    plan = edited_plan(request, pk)
    item = plan_items.take_suggestion(plan, key=request.POST.get("key", "")[:60], actor=request.actor)
    messages.success(request, _("“%(title)s” is in the plan.") % {"title": item.title})
    return redirect("activities:plan-items", plan.pk)


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Publish, take back, take over last year's plan, say what matters."""
    plan = edited_plan(request, pk)
    try:
        words = _act(plan, deed, request)
    except ShijianError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("activities:plan-items" if deed == "copy" else "activities:plan", plan.pk)


def _act(plan: Plan, deed: str, request: ActorRequest) -> str:
    if deed == "publish":
        planning.publish_plan(plan, actor=request.actor)
        return _("The plan is public.")
    if deed == "take-back":
        planning.take_back_plan(plan, actor=request.actor)
        return _("The plan is a draft again.")
    if deed == "note":
        form = NoteForm(request.POST)
        planning.change_plan(plan, note=form.data.get("note", "")[:2000], actor=request.actor)
        return _("Saved.")
    if deed == "copy":
        made = plan_items.copy_last_year(plan, actor=request.actor)
        return _("Taken over from last year: %(count)s.") % {"count": len(made)}
    raise Http404


@login_required
@both
def item(request: ActorRequest, pk: int) -> HttpResponse:
    """Change something of a plan, or drop it."""
    row = edited_item(request, pk)
    initial = {name: getattr(row, name) for name in EDITED}
    form = ItemForm(request.POST or None, plan=row.plan, terms=row.terms.all(), initial=initial)
    if request.method == "POST" and done(form, lambda: _change(row, form, request)) is not None:
        messages.success(request, _("Saved."))
        return redirect("activities:plan", row.plan_id)
    return _item_page(request, row, form, DropForm())


def _change(row: PlanItem, form: ItemForm, request: ActorRequest) -> PlanItem:
    return plan_items.change_item(row, facts=form.facts(), terms=form.chosen_terms(), actor=request.actor)


def _item_page(request: ActorRequest, row: PlanItem, form: ItemForm, drop_form: DropForm) -> HttpResponse:
    context = {"item": row, "form": form, "drop_form": drop_form, "title": spans.title(row.plan)}
    code = max(status(form), status(drop_form))
    return render(request, "activities/plan_item.html", context, status=code)


@login_required
@require_POST
def drop(request: ActorRequest, pk: int) -> HttpResponse:
    """Drop something of a plan."""
    row, form = edited_item(request, pk), DropForm(request.POST)
    dropped = done(form, lambda: plan_items.drop_item(row, why=form.cleaned_data["why"], actor=request.actor))
    if dropped is None:
        initial = {name: getattr(row, name) for name in EDITED}
        return _item_page(request, row, ItemForm(plan=row.plan, terms=row.terms.all(), initial=initial), form)
    messages.success(request, _("Dropped."))
    return redirect("activities:plan", row.plan_id)


@login_required
@require_POST
def begin(request: ActorRequest, pk: int) -> HttpResponse:
    """Make an activity of an item and go on with it."""
    row = edited_item(request, pk)
    key = request.POST.get("idempotency_key", "")[:80]
    activity = plan_items.begin_planned(row, actor=request.actor, idempotency_key=key)
    messages.success(request, _("Here is the draft. Say the rest and publish it."))
    return redirect("activities:manage", activity.pk)
