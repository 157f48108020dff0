"""At the desk: ranked teams and volunteers for an order, and the check-in for volunteers without a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import queued
from shijian.kernel.doing import attempt, complain
from shijian.kernel.errors import NotAllowed
from shijian.kernel.http import ActorRequest
from shijian.orders import rules
from shijian.orders.enums import OrderState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.forms.dispatch import ChoiceForm, LeaveForm, WhyForm
from shijian.orders.forms.service import MomentForm, TimesForm
from shijian.orders.models import Assignment, Order
from shijian.orders.operations import absences, dispatch, service
from shijian.orders.queries import candidates, offers
from shijian.volunteers.models import Team, Volunteer

OPEN = (OrderState.QUEUED, OrderState.OFFERED, OrderState.ACCEPTED)


@login_required
@require_safe
def panel(request: ActorRequest, pk: int) -> HttpResponse:
    """Who was asked, who comes, and whom to ask next with the reasons."""
    order = _seen(request, pk)
    asking = order.state in OPEN and rules.can_dispatch(request.actor, order)
    teams = asking and order.state != OrderState.ACCEPTED
    context = {
        "order": order,
        "teams": candidates.teams_for(order) if teams else [],
        "volunteers": candidates.volunteers_for(order) if asking else [],
        "asking": asking,
        "made": offers.made(order)[:50],
        "bound": offers.of_order(order),
        "moves": ORDER_FLOW.moves(order, actor=request.actor),
        "form": WhyForm(),
    }
    return render(request, "orders/offer_dispatch.html", context)


@login_required
@require_POST
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Lay the order before the chosen teams or volunteers."""
    order = _seen(request, pk)
    if not rules.can_dispatch(request.actor, order):
        raise NotAllowed
    ids = {
        name: [int(v) for v in request.POST.getlist(name) if v.isascii() and v.isdigit()]
        for name in ("teams", "volunteers")
    }
    form = ChoiceForm(request.POST, **ids)
    if not form.is_valid():
        complain(request, form)
    else:
        attempt(request, lambda: _ask(order, form, request), _("Asked. Everybody answers by himself."))
    return redirect("orders:dispatch", order.pk)


def _ask(order: Order, form: ChoiceForm, request: ActorRequest) -> None:
    teams = Team.objects.filter(pk__in=form.ids("teams")[:20]).order_by("pk")
    volunteers = Volunteer.objects.filter(pk__in=form.ids("volunteers")[:50]).order_by("pk")
    dispatch.offer_to_both(order, teams=list(teams), volunteers=list(volunteers), actor=request.actor)


@login_required
@require_POST
def steer(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Open the order to claims, close it, take it back, or start with those who have accepted."""
    order, actor = _seen(request, pk), request.actor
    reason = request.POST.get("reason", "")[:200]
    deeds: dict[str, tuple[Callable[[], Any], str]] = {
        "open": (
            lambda: dispatch.open_for_claims(order, actor=actor),
            _("Everybody who fits can claim it now."),
        ),
        "shut": (
            lambda: dispatch.open_for_claims(order, actor=actor, on=False),
            _("It can no longer be claimed."),
        ),
        "back": (
            lambda: dispatch.hand_over(order, reason=reason, actor=actor),
            _("It waits for dispatch again."),
        ),
        "settle": (
            lambda: dispatch.start_with(order, actor=actor),
            _("It starts with those who have accepted."),
        ),
    }
    if deed not in deeds:
        raise Http404
    attempt(request, *deeds[deed])
    return redirect("orders:dispatch", order.pk)


@login_required
@require_safe
def check_page(request: ActorRequest, pk: int) -> HttpResponse:
    """Who comes to this order, with buttons for those who have no phone."""
    order = _seen(request, pk)
    if not rules.can_record_service(request.actor, order) and not rules.can_confirm(request.actor, order):
        raise NotAllowed
    context = {
        "order": order,
        "bound": offers.of_order(order),
        "can_record": rules.can_record_service(request.actor, order),
        "moment": MomentForm(auto_id=False),
        "times": TimesForm(auto_id=False),
        "leave": LeaveForm(auto_id=False),
        "can_finish": ORDER_FLOW.can(order, "finish", actor=request.actor),
    }
    return render(request, "orders/check.html", context)


@login_required
@require_POST
def check(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Check somebody in or out, confirm, mark a no-show, take a promise back, enter refused times."""
    rows = Assignment.objects.filter(order__in=Order.objects.visible_to(request.actor).values("pk"))
    row = get_object_or_404(rows.select_related("order"), pk=pk)
    form = TimesForm(request.POST) if deed == "times" else MomentForm(request.POST)
    if not form.is_valid():
        complain(request, form)
        return redirect("orders:check-in", row.order_id)
    attempt(request, _check(row, deed, form, request), _("Noted."))
    back = rules.can_record_service(request.actor, row.order)
    return redirect("orders:check-in" if back else "orders:detail", row.order_id)


def _check(row: Assignment, deed: str, form: Any, request: ActorRequest) -> Callable[[], Any]:
    actor, reason, said = request.actor, request.POST.get("reason", "")[:200], queued.moment_of(request)
    deeds: dict[str, Callable[[], Any]] = {
        "in": lambda: service.check_in(row, actor=actor, at=form.moment(), said=said),
        "out": lambda: service.check_out(row, actor=actor, at=form.moment(), said=said),
        "confirm": lambda: service.confirm_service(row, actor=actor),
        "no-show": lambda: absences.mark_no_show(row, actor=actor),
        "drop": lambda: absences.withdraw_assignment(row, reason=reason, actor=actor),
        "times": lambda: service.enter_times(row, actor=actor, **form.cleaned_data),
    }
    if deed not in deeds:
        raise Http404
    return deeds[deed]


@login_required
@require_POST
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    order = _seen(request, pk)
    attempt(
        request,
        lambda: service.finish_order(order, actor=request.actor),
        _("Done. The resident is asked to rate."),
    )
    return redirect("orders:check-in", order.pk)


def _seen(request: ActorRequest, pk: int) -> Order:
    rows = Order.objects.visible_to(request.actor).select_related(
        "unit", "team", "recipient", "item", "handler"
    )
    return get_object_or_404(rows, pk=pk)
