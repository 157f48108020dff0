"""Orders at the desk: the list by deadline, one order with its forms, taking an order for others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shijian.kernel import queued
from shijian.kernel.actor import Actor, Channel, Permission
from shijian.kernel.doing import show
from shijian.kernel.errors import NotAllowed, ShijianError
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.orders import rules
from shijian.orders.enums import OrderState
from shijian.orders.forms.intake import OrdersFilter, TakeForm
from shijian.orders.models import Order
from shijian.orders.operations import intake
from shijian.orders.queries import figures, orders, planned, timeline
from shijian.orders.queries import menu as menus
from shijian.orders.views.asking import taking_at
from shijian.orders.views.deadlines import SIZE, by_deadline
from shijian.people.queries.minors import access


@login_required
@require_safe
def office_list(request: ActorRequest) -> HttpResponse:
    if not request.actor.may_anywhere(Permission.ORDER_VIEW):
        raise NotAllowed
    form = OrdersFilter(request.GET or None)
    given = {name: form.value(name) if request.GET else "" for name in form.fields}
    rows = orders.for_office(request.actor)
    behind = figures.rows_asked(request.GET)
    if behind is not None:
        rows = rows.filter(pk__in=behind.values("pk"))
    rows = orders.narrowed(
        rows,
        state=given["state"] if given["state"] != "all" else "",
        category=given["category"],
        overdue=bool(given["overdue"]),
        words=given["q"],
    )
    if behind is None and not given["state"] and not given["q"]:
        rows = orders.waiting(rows)
    found = page(rows, request, size=SIZE) if given["sort"] == "newest" else by_deadline(rows, request)
    in_plan = planned.of_orders(found.items)
    table = [{**row_of(order, request.actor), "planned": order.pk in in_plan} for order in found.items]
    may_take = request.actor.may_anywhere(Permission.ORDER_TAKE)
    context = {"form": form, "rows": table, "page": found, "may_take": may_take}
    context["opened"] = access.opened(request.actor, [order.recipient for order in found.items])
    return render(request, "orders/office_list.html", context)


def row_of(order: Order, actor: Actor) -> dict[str, Any]:
    """An order with its one next action."""
    return {
        "order": order,
        "tone": timeline.state_tone(order),
        "overdue": orders.is_overdue(order),
        "action": next_action(order, actor),
    }


def next_action(order: Order, actor: Actor) -> str:
    """The one thing that this officer does next with the order; empty when it is somebody else's turn."""
    if order.state == OrderState.VERIFYING and rules.can_verify(actor, order):
        return _("Verify")
    if order.state == OrderState.QUEUED and rules.can_dispatch(actor, order):
        return _("Dispatch")
    if order.state == OrderState.RATING and rules.can_take_for_others(actor, order.unit_path):
        return _("Ask for the rating")
    return ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: ActorRequest) -> HttpResponse:
    if not request.actor.may_anywhere(Permission.ORDER_TAKE):
        raise NotAllowed
    units, items = taking_at(request.actor), menus.listed().order_by("category", "title")
    first = {"channel": Channel.PHONE, "when": "tomorrow-am", "unit": units.order_by("-path").first()}
    given = request.POST if request.method == "POST" else None
    form = TakeForm(given, initial=first, units=units, items=items, now=queued.moment_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            order = intake.create_order(actor=request.actor, **_taken(form))
        except ShijianError as error:
            show(form, error)
        else:
            messages.success(request, _("Taken down as %(number)s.") % {"number": order.number})
            return redirect("orders:office-detail", order.pk)
    return render(request, "orders/office_take.html", {"form": form}, status=422 if form.errors else 200)


def _taken(form: TakeForm) -> dict[str, Any]:
    """The arguments of `create_order` from clean values."""
    data = dict(form.cleaned_data)
    card = data.pop("card")
    facts: dict[str, Any] = {name: value for name, value in data.items() if value not in ("", None)}
    facts |= {"channel": Channel(data["channel"]), "wished_from": card.begins, "wished_until": card.ends}
    if data["item"] is not None:
        for name in ("title", "category"):
            facts.pop(name, None)
    return facts
