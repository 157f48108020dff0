"""What dispatch has learnt from answers, for those who plan."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.errors import NotAllowed
from shijian.kernel.http import ActorRequest
from shijian.orders.queries import likely


@login_required
@require_safe
def page(request: ActorRequest) -> HttpResponse:
    """How likely a yes is, what it depends on, and how far off the promises were; of no single person."""
    if not request.actor.may_anywhere(Permission.ORDER_DISPATCH):
        raise NotAllowed
    return render(request, "orders/chances.html", {"learnt": likely.learnt()})
