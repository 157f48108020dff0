"""The office of the shop: the catalogue, shops, budgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import clock
from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt, complain, filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.points.forms_shop import BudgetForm, MerchantForm, RestockForm, RewardForm, initial_of
from shijian.points.models import Merchant, Reward
from shijian.points.operations import rewards as operations
from shijian.points.queries import shop_office as reads

FORM = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def catalogue(request: ActorRequest) -> HttpResponse:
    """Every line within reach, withdrawn ones too, with what is left; the shops; the budgets of this year."""
    _demand(request, Permission.MENU_REVIEW)
    context = {
        "page": page(reads.catalogue(request.actor), request),
        "merchants": reads.merchants(request.actor),
        "budgets": reads.budgets(request.actor, clock.today().year),
        "may_budget": request.actor.may_anywhere(Permission.POLICY_EDIT),
    }
    return render(request, "points/shop_office.html", context)


@login_required
@require_http_methods(FORM)
def reward_new(request: ActorRequest) -> HttpResponse:
    """Put a line into the catalogue."""
    _demand(request, Permission.MENU_REVIEW)
    form = RewardForm(request.POST or None, actor=request.actor)

    def deed() -> Any:
        unit, merchant = form.whose()
        return operations.add_reward(unit, merchant=merchant, actor=request.actor, **form.facts())

    if _sent(request, form, deed):
        return redirect("points:shop-office")
    return _form(request, form, _("A new reward or courtesy"))


@login_required
@require_http_methods(FORM)
def reward(request: ActorRequest, pk: int) -> HttpResponse:
    """One line: change it, put pieces in, take it out of the catalogue."""
    row = _kept(request, pk)
    form = RewardForm(request.POST or None, actor=request.actor, reward=row, initial=initial_of(row))
    if _sent(request, form, lambda: operations.change_reward(row, actor=request.actor, **form.facts())):
        return redirect("points:shop-reward", pk)
    context = {"form": form, "reward": row, "restock": RestockForm(auto_id="restock_%s")}
    return render(request, "points/shop_reward.html", context)


@login_required
@require_POST
def reward_act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Put pieces in; take the line out or bring it back."""
    row = _kept(request, pk)
    if deed == "restock":
        form = RestockForm(request.POST)
        if form.is_valid():
            amount = form.cleaned_data["amount"]
            attempt(
                request,
                lambda: operations.restock_reward(row, amount=amount, actor=request.actor),
                _("Done."),
            )
        else:
            complain(request, form)
    elif deed in ("withdraw", "restore"):
        active = deed == "restore"
        attempt(
            request, lambda: operations.withdraw_reward(row, active=active, actor=request.actor), _("Done.")
        )
    else:
        raise OutOfReach
    return redirect("points:shop-reward", pk)


@login_required
@require_http_methods(FORM)
def merchant_new(request: ActorRequest) -> HttpResponse:
    """Enter a shop."""
    _demand(request, Permission.MENU_REVIEW)
    form = MerchantForm(request.POST or None, actor=request.actor)
    if _sent(request, form, lambda: operations.add_merchant(actor=request.actor, **form.cleaned_data)):
        return redirect("points:shop-office")
    return _form(request, form, _("A new shop"))


@login_required
@require_http_methods(FORM)
def merchant(request: ActorRequest, pk: int) -> HttpResponse:
    """Change a shop."""
    row = get_object_or_404(Merchant.objects.visible_to(request.actor), pk=pk)
    initial = {name: getattr(row, name) for name in ("name", "contact", "active")}
    form = MerchantForm(request.POST or None, actor=request.actor, merchant=row, initial=initial)
    if _sent(
        request, form, lambda: operations.change_merchant(row, actor=request.actor, **form.cleaned_data)
    ):
        return redirect("points:shop-office")
    return _form(request, form, row.name)


@login_required
@require_http_methods(FORM)
def budget_new(request: ActorRequest) -> HttpResponse:
    """Enter money for the rewards of a year."""
    _demand(request, Permission.POLICY_EDIT)
    form = BudgetForm(request.POST or None, actor=request.actor, initial={"year": clock.today().year})
    if _sent(request, form, lambda: operations.add_budget(actor=request.actor, **form.facts())):
        return redirect("points:shop-office")
    return _form(request, form, _("Money for rewards"))


def _sent(request: ActorRequest, form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Whether the form was sent and its deed done, which is said."""
    if not filled(request, form, deed):
        return False
    messages.success(request, _("Done."))
    return True


def _form(request: ActorRequest, form: forms.Form, title: str) -> HttpResponse:
    return render(request, "points/shop_form.html", {"form": form, "title": title})


def _demand(request: ActorRequest, permission: Permission) -> None:
    if not request.actor.may_anywhere(permission):
        raise OutOfReach


def _kept(request: ActorRequest, pk: int) -> Reward:
    reach = request.actor.within(Permission.MENU_REVIEW, "unit_path")
    return get_object_or_404(Reward.objects.filter(reach).select_related("unit", "merchant"), pk=pk)
