"""The desk at which what was redeemed is handed over: enter or scan the code, look, hand over."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shijian.kernel import duties
from shijian.kernel.actor import Permission
from shijian.kernel.doing import attempt
from shijian.kernel.errors import OutOfReach
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.people.queries.minors import access
from shijian.points.enums import RedemptionState
from shijian.points.forms_shop import PickUpForm
from shijian.points.models import Redemption
from shijian.points.models.redemptions import LENGTH
from shijian.points.operations import redeeming
from shijian.points.queries import shop
from shijian.points.views.shop import TONES


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: ActorRequest) -> HttpResponse:
    """The code of somebody, then what it is for; `give` hands it over."""
    if not request.actor.may_anywhere(Permission.SERVICE_RECORD):
        raise OutOfReach
    form = PickUpForm(request.POST or None)
    found = _found(request, form) if request.method == "POST" and form.is_valid() else None
    if found is not None and "give" in request.POST:
        done = _("Handed over: %(reward)s.") % {"reward": found.reward.name}
        attempt(request, partial(redeeming.hand_over, found, actor=request.actor), done)
        return redirect("points:shop-desk")
    context = {
        "form": form,
        "letters": LENGTH,
        "page": page(shop.open_at_desk(request.actor), request),
        **_shown(request, found),
    }
    return render(request, "points/shop_desk.html", context)


def _found(request: ActorRequest, form: PickUpForm) -> Redemption | None:
    row = shop.by_code(request.actor, form.cleaned_data["code"])
    if row is None:
        form.add_error("code", _("Nothing at your desk has this code. Read it again, letter by letter."))
    return row


def _shown(request: ActorRequest, row: Redemption | None) -> dict[str, Any]:
    if row is None:
        return {"found": None}
    person = row.volunteer.person
    is_open = row.state == RedemptionState.OPEN
    return {
        "found": row,
        "tone": TONES[RedemptionState(row.state)],
        "name": person.name if access.shows_whole(request.actor, person) else access.masked_name(person),
        "is_open": is_open,
        "refusal": duties.refusal("points.hand-over", row, actor=request.actor) if is_open else "",
    }
