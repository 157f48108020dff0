"""For the leader: the orders of the team, whom to invite, giving an order back."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel.doing import attempt, complain
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.orders.enums import OrderState
from shijian.orders.forms.dispatch import ChoiceForm, WhyForm
from shijian.orders.models import Order
from shijian.orders.operations import dispatch
from shijian.orders.queries import candidates, offers, recipients
from shijian.orders.queries.eligibility import LIVE
from shijian.volunteers.models import Volunteer


@login_required
@require_safe
def team_orders(request: ActorRequest) -> HttpResponse:
    """The orders that my teams have accepted."""
    return render(
        request, "orders/service_team.html", {"page": page(offers.team_orders(request.actor), request)}
    )


@login_required
@require_safe
def team_order(request: ActorRequest, pk: int) -> HttpResponse:
    """One order of my team: who comes, whom I can invite."""
    order = _led(request, pk)
    bound = list(offers.of_order(order))
    free = order.headcount - sum(row.state in LIVE for row in bound)
    invite = order.state == OrderState.ACCEPTED and free > 0
    context = {
        "order": order,
        "bound": bound,
        "asked": offers.made(order).filter(volunteer__isnull=False)[:20],
        "free": max(free, 0),
        "ranked": candidates.members_for(order) if invite else [],
        "contact": recipients.contact(order, request.actor),
        "form": WhyForm(),
    }
    return render(request, "orders/service_team_order.html", context)


@login_required
@require_POST
def invite(request: ActorRequest, pk: int) -> HttpResponse:
    order = _led(request, pk)
    ranked = [candidate.subject.pk for candidate in candidates.members_for(order)]
    form = ChoiceForm(request.POST, teams=[], volunteers=ranked)
    if form.is_valid():
        chosen = Volunteer.objects.filter(pk__in=form.ids("volunteers")).order_by("pk")
        done = _("Asked. Everybody answers by himself.")
        attempt(
            request, lambda: dispatch.offer_to_volunteers(order, volunteers=chosen, actor=request.actor), done
        )
    else:
        complain(request, form)
    return redirect("orders:team-order", order.pk)


@login_required
@require_POST
def hand_over(request: ActorRequest, pk: int) -> HttpResponse:
    order = _led(request, pk)
    form = WhyForm(request.POST)
    if not form.is_valid():
        complain(request, form)
        return redirect("orders:team-order", order.pk)
    reason = form.cleaned_data["reason"]
    done = attempt(
        request, lambda: dispatch.hand_over(order, reason=reason, actor=request.actor), _("Given back.")
    )
    return redirect("orders:team-orders") if done else redirect("orders:team-order", order.pk)


def _led(request: ActorRequest, pk: int) -> Order:
    rows = Order.objects.filter(team_id__in=request.actor.led_team_ids)
    return get_object_or_404(rows.select_related("unit", "team", "recipient", "item"), pk=pk)
