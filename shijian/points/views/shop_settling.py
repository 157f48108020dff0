"""Monthly settlements with shops: make one, look at it, print it, confirm it as a second officer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shijian.kernel import duties, exports, limits
from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt, filled
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.points.enums import SettlementState
from shijian.points.flow_shop import SETTLEMENT_FLOW
from shijian.points.forms_shop import SettleForm
from shijian.points.models import Settlement
from shijian.points.operations import settling
from shijian.points.queries import shop_office as reads
from shijian.points.queries.money import yuan

TONES = {SettlementState.DRAFT: "warn", SettlementState.CONFIRMED: "done", SettlementState.DROPPED: "neutral"}
DEEDS: dict[str, Callable[..., Settlement]] = {
    "confirm": settling.confirm_settlement,
    "drop": settling.drop_settlement,
}
FILES = ("csv", "xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settlements(request: ActorRequest) -> HttpResponse:
    """All of them within reach, newest first, and the form for a new one."""
    if not request.actor.may_anywhere(Permission.MENU_REVIEW):
        raise OutOfReach
    form = SettleForm(request.POST or None, actor=request.actor)
    if made := filled(
        request, form, lambda: settling.make_settlement(actor=request.actor, **form.cleaned_data)
    ):
        return redirect("points:shop-settlement", made.pk)
    cut = page(reads.settlements(request.actor), request)
    lines = [(row, TONES[SettlementState(row.state)], yuan(row.total_fen)) for row in cut.items]
    return render(request, "points/shop_settlements.html", {"page": cut, "lines": lines, "form": form})


@login_required
@require_safe
def settlement(request: ActorRequest, pk: int) -> HttpResponse:
    """One settlement, ready for the printer."""
    row = _seen(request, pk)
    moves = SETTLEMENT_FLOW.moves(row, actor=request.actor)
    refusal = duties.refusal("points.settlement", row, actor=request.actor) if moves else ""
    context = {
        "settlement": row,
        "tone": TONES[SettlementState(row.state)],
        "lines": [(key, day, name, yuan(fen)) for key, day, name, fen in row.lines],
        "total": yuan(row.total_fen),
        "moves": moves,
        "refusal": refusal,
    }
    return render(request, "points/shop_settlement.html", context)


@login_required
@require_POST
def act(request: ActorRequest, pk: int, deed: str) -> HttpResponse:
    """Confirm or drop."""
    row = _seen(request, pk)
    if deed not in DEEDS:
        raise OutOfReach
    attempt(request, lambda: DEEDS[deed](row, actor=request.actor), _("Done."))
    return redirect("points:shop-settlement", pk)


@limits.rated(limits.EXPORT)
@login_required
@require_safe
def file(request: ActorRequest, pk: int, form: str) -> HttpResponseBase:
    """The list as a workbook or CSV; there are no names in it."""
    row = _seen(request, pk)
    if form not in FILES:
        raise OutOfReach
    headings = [_("Number"), _("Handed over on"), _("Reward"), _("Amount in yuan")]
    lines: list[list[Any]] = [[str(key), day, name, yuan(fen)] for key, day, name, fen in row.lines]
    lines.append(["", "", _("Sum"), yuan(row.total_fen)])
    return exports.answer(
        f"{row.merchant.name}-{row.month:%Y-%m}", form, headings, lines, widths=(12, 14, 36)
    )


def _seen(request: ActorRequest, pk: int) -> Settlement:
    return get_object_or_404(reads.settlements(request.actor), pk=pk)
