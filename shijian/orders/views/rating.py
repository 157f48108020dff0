"""Rating by the resident or by proxy; ratings that somebody has to follow up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt, complain
from shijian.kernel.errors import NotAllowed
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.orders import rules
from shijian.orders.enums import FollowUp, OrderState
from shijian.orders.forms.rating import FollowUpForm, ProxyRateForm, RateForm, ReplyForm
from shijian.orders.models import Order, Rating
from shijian.orders.operations import rating as operations
from shijian.orders.queries import recipients


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: ActorRequest, pk: int) -> HttpResponse:
    """Five faces and a line; staff say by which way the resident told them."""
    rows = Order.objects.visible_to(request.actor).select_related("unit", "team", "recipient")
    order = get_object_or_404(rows, pk=pk)
    if not rules.can_rate(request.actor, order):
        raise NotAllowed
    own = rules.is_recipient(request.actor, order)
    form = (RateForm if own else ProxyRateForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and _rated(request, order, form):
        return redirect("orders:detail", order.pk)
    open_now = order.state == OrderState.RATING
    context = {"order": order, "form": form, "own": own, "open_now": open_now}
    context["whom"] = recipients.shown_name(order, request.actor)
    return render(request, "orders/rate.html", context, status=422 if form.errors else 200)


def _rated(request: ActorRequest, order: Order, form: forms.Form) -> bool:
    data = form.cleaned_data
    return attempt(
        request,
        lambda: operations.rate_order(order, actor=request.actor, **data),
        _("Thank you for telling us."),
    )


@login_required
@require_safe
def ratings(request: ActorRequest) -> HttpResponse:
    """Bad ratings within reach that nobody has followed up."""
    if not request.actor.may_anywhere(Permission.ORDER_FOLLOW_UP):
        raise NotAllowed
    reach = request.actor.within(Permission.ORDER_FOLLOW_UP, "unit_path")
    rows = Rating.objects.filter(follow_up=FollowUp.OPEN, order__in=Order.objects.filter(reach).values("pk"))
    found = page(rows.select_related("order__unit", "order__team", "order__recipient"), request)
    return render(request, "orders/ratings.html", {"page": found})


@login_required
@require_safe
def rating(request: ActorRequest, pk: int) -> HttpResponse:
    """One rating with its reply and its follow-up."""
    found = _seen(request, pk)
    actor, order = request.actor, found.order
    context = {
        "rating": found,
        "order": order,
        "reply": ReplyForm() if not found.reply and rules.can_reply(actor, order) else None,
        "follow_up": FollowUpForm() if _to_follow_up(actor, found) else None,
    }
    return render(request, "orders/rating.html", context)


def _to_follow_up(actor: Any, found: Rating) -> bool:
    return found.follow_up == FollowUp.OPEN and rules.can_follow_up(actor, found.order)


@login_required
@require_POST
def reply(request: ActorRequest, pk: int) -> HttpResponse:
    found, form = _seen(request, pk), ReplyForm(request.POST)
    return _done(request, found, form, operations.reply_rating, _("Your reply is with the resident."))


@login_required
@require_POST
def follow_up(request: ActorRequest, pk: int) -> HttpResponse:
    found, form = _seen(request, pk), FollowUpForm(request.POST)
    return _done(request, found, form, operations.follow_up_rating, _("Noted."))


def _done(request: ActorRequest, found: Rating, form: forms.Form, deed: Any, words: str) -> HttpResponse:
    if form.is_valid():
        attempt(request, lambda: deed(found, actor=request.actor, **form.cleaned_data), words)
    else:
        complain(request, form)
    return redirect("orders:rating", found.pk)


def _seen(request: ActorRequest, pk: int) -> Rating:
    visible = Order.objects.visible_to(request.actor).values("pk")
    rows = Rating.objects.filter(order__in=visible)
    return get_object_or_404(
        rows.select_related("order__unit", "order__team", "order__recipient", "rated_by", "taken_by"), pk=pk
    )
