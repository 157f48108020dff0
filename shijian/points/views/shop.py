"""The shop for volunteers: what there is, what I redeemed with its code, the open books."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shijian.kernel import clock
from shijian.kernel.doing import attempt, complain
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.points.enums import RedemptionState, RewardKind
from shijian.points.forms_shop import RedeemForm
from shijian.points.models import Redemption, Reward
from shijian.points.operations import redeeming
from shijian.points.queries import open_books, shop
from shijian.points.queries.balances import Balance, balance_of
from shijian.volunteers.models import Volunteer

TONES = {
    RedemptionState.OPEN: "info", RedemptionState.HANDED: "done", RedemptionState.CANCELLED: "neutral",
    RedemptionState.EXPIRED: "warn",
}  # fmt: skip


@require_safe
def rewards(request: ActorRequest) -> HttpResponse:
    """Everything that may be had today; a volunteer redeems at a press."""
    kind = request.GET.get("kind", "")
    cut = page(shop.offered(kind), request)
    takers = list(shop.takers(request.actor))
    own = takers[0] if len(takers) == 1 else None
    balance, hours = (balance_of(own.pk), shop.counted_hours(own.pk)) if own else (None, 0)
    usual = shop.usual_limit()
    tabs = [(_("All"), "?", not kind)]
    tabs += [(str(label), f"?kind={code}", code == kind) for code, label in RewardKind.choices]
    context = {
        "page": cut,
        "lines": [
            {**_offer(row, takers, balance, hours), "limit": row.limit_each or usual} for row in cut.items
        ],
        "balance": balance,
        "takers": takers,
        "tabs": tabs,
    }
    return render(request, "points/shop.html", context)


def _offer(reward: Reward, takers: list[Volunteer], balance: Balance | None, hours: int) -> dict[str, Any]:
    """A line, why it cannot be had, and the form to have it."""
    why = _why_not(reward, balance, hours) if takers else ""
    may = takers and not why
    initial = {"volunteer": takers[0].pk} if takers else {}
    return {
        "reward": reward,
        "condition": shop.condition(reward) if reward.is_courtesy else "",
        "why": why,
        "form": RedeemForm(takers=takers, initial=initial, auto_id=f"r{reward.pk}_%s") if may else None,
    }


def _why_not(reward: Reward, balance: Balance | None, hours: int) -> str:
    if reward.stock < 1:
        return _("Nothing of this is left.")
    if balance is None:
        return ""
    if reward.is_courtesy:
        return _courtesy_missing(reward, balance, hours)
    missing = reward.price - balance.spendable
    words = {"have": balance.spendable, "missing": missing}
    return _("You have %(have)s points; %(missing)s are missing.") % words if missing > 0 else ""


def _courtesy_missing(courtesy: Reward, balance: Balance, hours: int) -> str:
    more_hours = courtesy.hours_min and max(courtesy.hours_min - hours, 0)
    more_points = courtesy.points_min and max(courtesy.points_min - balance.lifetime, 0)
    if 0 in (more_hours, more_points):
        return ""
    words = {"hours": more_hours, "points": more_points}
    if more_hours and more_points:
        return (
            _(
                "Still missing: %(hours)s hours of service or %(points)s points earned in all; one of them is enough."
            )
            % words
        )
    if more_hours:
        return _("Still missing: %(hours)s hours of service.") % words
    return _("Still missing: %(points)s points earned in all.") % words


@login_required
@require_POST
def redeem(request: ActorRequest, pk: int) -> HttpResponse:
    """Take one piece for oneself or a ward."""
    reward = get_object_or_404(Reward.objects.on(clock.today()), pk=pk)
    form = RedeemForm(request.POST, takers=list(shop.takers(request.actor)))
    if not form.is_valid():
        complain(request, form)
        return redirect("points:shop")
    done = _("Redeemed. Show this code at the shop.")
    facts = {**form.cleaned_data, "actor": request.actor}
    ok = attempt(request, lambda: redeeming.redeem(reward, **facts), done)
    return redirect("points:shop-mine" if ok else "points:shop")


@login_required
@never_cache
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """What I and my wards redeemed, newest first; what is open with its code."""
    cut = page(shop.own(request.actor), request)
    context = {"page": cut, "lines": [_own(row) for row in cut.items]}
    return render(request, "points/shop_mine.html", context)


def _own(row: Redemption) -> dict[str, Any]:
    is_open = row.state == RedemptionState.OPEN
    tone = TONES[RedemptionState(row.state)]
    return {
        "row": row,
        "is_open": is_open,
        "tone": tone,
        "picture": _picture(row.code or "") if is_open else "",
    }


def _picture(text: str) -> str:
    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=6, border=4, dark="#000", light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn by segno from our own text


@login_required
@require_POST
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Call it off before it is handed over."""
    row = get_object_or_404(shop.own(request.actor), pk=pk)
    done = _("Called off. The points are back.") if row.points else _("Called off.")
    attempt(request, lambda: redeeming.cancel_redemption(row, actor=request.actor), done)
    return redirect("points:shop-mine")


@require_safe
def books(request: ActorRequest) -> HttpResponse:
    """What was spent by month and kind, and the budgets with their papers; without names."""
    years = open_books.years() or [clock.today().year]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else years[0]
    lines = open_books.lines(year)
    context = {
        "year": year,
        "tabs": [(str(each), f"?year={each}", each == year) for each in years],
        "lines": lines,
        "total": open_books.total(lines),
        "budgets": open_books.budgets(year),
    }
    return render(request, "points/shop_books.html", context)
