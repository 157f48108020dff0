"""The week of an area at the desk: its plans, one plan with its reasons, changes, and the sending."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.doing import answer_of, attempt, complain
from shijian.kernel.errors import NotAllowed
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.orders.enums import PlanState
from shijian.orders.forms.plans import ChangeForm, MakeForm
from shijian.orders.models import DispatchLine, DispatchNeed, DispatchPlan
from shijian.orders.operations.plans import changing, making, sending
from shijian.orders.queries import plan_words, plans
from shijian.orders.queries.plans import ALL, CHANGED, EMPTY
from shijian.orders.queries.weeks import spans

SIZE = 15
TONES = {"making": "info", "draft": "warn", "sending": "info", "sent": "done", "dropped": "neutral"}


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """The plans of the area, newest first, with the way to a new one."""
    if not request.actor.may_anywhere(Permission.ORDER_DISPATCH):
        raise NotAllowed
    found = page(plans.of_actor(request.actor), request)
    rows = [(plan, spans.say_week(plan.week), TONES[plan.state]) for plan in found.items]
    units = plans.units_of(request.actor)
    context = {"rows": rows, "page": found, "form": MakeForm(None, units=units) if units else None}
    return render(request, "orders/plans.html", context)


@login_required
@require_POST
def make(request: ActorRequest) -> HttpResponse:
    """Plan a week."""
    if not request.actor.may_anywhere(Permission.ORDER_DISPATCH):
        raise NotAllowed
    units = plans.units_of(request.actor)
    form = MakeForm(request.POST, units=units)
    if not form.is_valid():
        complain(request, form)
        return redirect("orders:plans")
    unit = next(each for each in units if each.pk == form.cleaned_data["unit"])
    week = form.cleaned_data["week"]
    made = answer_of(request, lambda: making.make_plan(unit, week=week, actor=request.actor))
    return redirect("orders:plan", made.pk) if made else redirect("orders:plans")


@login_required
@require_safe
def plan_page(request: ActorRequest, pk: int) -> HttpResponse:
    """One plan: how good it is, order by order with the reasons, what would help, where."""
    plan = _seen(request, pk)
    show, unit = request.GET.get("show", ALL), request.GET.get("unit", "")
    unit_id = int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 10 else None
    found = page(plans.needs(plan, show, unit_id), request, size=SIZE, newest_first=False)
    draft, address = plan.state == PlanState.DRAFT, reverse("orders:plan", args=[plan.pk])
    rows = plans.rows_of(plan, found.items)
    numbers = plans.figures(plan)
    places, missing = plans.spots(plan, address)
    context = {
        "plan": plan, "week": spans.say_week(plan.week), "tone": TONES[plan.state], "page": found,
        "rows": [(row, ChangeForm(row=row) if draft and row.others else None) for row in rows],
        "draft": draft, "numbers": numbers, "helps": plans.helps(plan),
        "headline": plan_words.headline(plan, plans.filled(plan)), "proof": plan_words.proof(plan),
        "kept": plan_words.kept_words(plan),
        "team_headline": plan_words.team_headline(plan, plans.given(plan)) if plan.team_orders else "",
        "team_proof": plan_words.team_proof(plan) if plan.team_orders else "",
        "spots": places, "missing": missing, "tabs": _tabs(address, show), "unit_id": unit_id,
    }  # fmt: skip
    return render(request, "orders/plan.html", context)


def _tabs(address: str, show: str) -> list[tuple[str, str, bool]]:
    words = {ALL: _("All orders"), EMPTY: _("With empty places"), CHANGED: _("Changed by hand")}
    return [(word, f"{address}?show={code}", show == code) for code, word in words.items()]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Send a plan, or lay it aside; asked once more before."""
    plan, actor = _seen(request, pk), request.actor
    deeds: dict[str, tuple[Callable[[], Any], str]] = {
        "send": (
            lambda: sending.send_plan(plan, actor=actor),
            _("The offers are on their way. Everybody answers by himself."),
        ),
        "drop": (lambda: making.drop_plan(plan, actor=actor), _("The plan is laid aside. Nobody was asked.")),
    }
    if deed not in deeds:
        raise Http404
    if request.method == "POST":
        attempt(request, *deeds[deed])
        return redirect("orders:plan", plan.pk)
    return render(request, "shijian/confirm.html", _question(plan, deed))


def _question(plan: DispatchPlan, deed: str) -> dict[str, Any]:
    back = reverse("orders:plan", args=[plan.pk])
    if deed == "drop":
        return {"question": _("Lay this plan aside?"), "action_label": _("Lay it aside"), "back_url": back}
    question = _whom(**plans.figures(plan))
    why = _(
        "Each gets an offer and may refuse. The rules are asked again; who cannot be asked any more is left out."
    )
    return {"question": question, "explanation": why, "action_label": _("Ask them"), "back_url": back}


def _whom(*, people: int, teams: int, **_other: int) -> str:
    if not teams:
        return ngettext("Ask %(n)s volunteer now?", "Ask %(n)s volunteers now?", people) % {"n": people}
    if not people:
        return ngettext("Ask %(n)s team now?", "Ask %(n)s teams now?", teams) % {"n": teams}
    return _("Ask %(people)s volunteers and %(teams)s teams now?") % {"people": people, "teams": teams}


@login_required
@require_POST
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """Put somebody else into the plan of an order, or one more."""
    need = get_object_or_404(_needs(request), pk=pk)
    (row,) = plans.rows_of(need.plan, [plans.needs(need.plan).get(pk=need.pk)])
    form = ChangeForm(request.POST, row=row)
    if not form.is_valid():
        complain(request, form)
        return _back(need)
    data, actor = form.cleaned_data, request.actor
    kind = "team_id" if need.for_team else "volunteer_id"
    said = {kind: data["who"], "reason": data["reason"], "actor": actor}
    line = next((each.line for each in row.standing if each.line.pk == data["line"]), None)
    deed = (lambda: changing.swap_line(line, **said)) if line else (lambda: changing.add_line(need, **said))
    attempt(request, deed, _("Changed. What the plan had proposed stays to be read."))
    return _back(need)


@login_required
@require_POST
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take somebody out of the plan."""
    rows = DispatchLine.objects.filter(need__plan__in=plans.of_actor(request.actor))
    line = get_object_or_404(rows.select_related("need"), pk=pk)
    attempt(request, lambda: changing.remove_line(line, actor=request.actor), _("Taken out of the plan."))
    return _back(line.need)


def _needs(request: ActorRequest) -> Any:
    return DispatchNeed.objects.filter(plan__in=plans.of_actor(request.actor)).select_related("plan")


def _back(need: DispatchNeed) -> HttpResponse:
    return redirect(f"{reverse('orders:plan', args=[need.plan_id])}#order-{need.pk}")


def _seen(request: ActorRequest, pk: int) -> DispatchPlan:
    return get_object_or_404(plans.of_actor(request.actor), pk=pk)
