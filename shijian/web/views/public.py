"""The first page of each face."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from shijian.kernel import glossary, support
from shijian.kernel.actor import Actor
from shijian.kernel.http import ActorRequest
from shijian.kernel.visitors import remembered_for_visitors
from shijian.orders.enums import OPEN_STATES, ItemState
from shijian.orders.models import MenuItem
from shijian.web import queries


@remembered_for_visitors
def home(request: ActorRequest) -> HttpResponse:
    """Show the work list to staff, offers and the next service to a volunteer, the big button to everybody else."""
    if request.actor.is_staff:
        return redirect("web:dashboard")
    if request.actor.volunteer_id is not None:
        return render(request, "web/volunteer_home.html", _volunteer_context(request.actor))
    return render(request, "web/home.html", _resident_context(request.actor))


@remembered_for_visitors
def words(request: ActorRequest) -> HttpResponse:
    """List the official words with a plain sentence each."""
    return render(request, "web/words.html", {"words": glossary.ALL})


def _volunteer_context(actor: Actor) -> dict[str, Any]:
    following = queries.next_service(actor)
    return {
        "offers": queries.offers_of(actor)[:5],
        "next": following,
        "opens_at": queries.opens_later(following),
        "joins": queries.joins_waiting(actor),
        "orders": _open_orders(actor),
        "contact": support.contact(actor),
    }


def _resident_context(actor: Actor) -> dict[str, Any]:
    items = (
        MenuItem.objects.filter(state=ItemState.LISTED).select_related("team").order_by("-listed_on", "-pk")
    )
    return {"orders": _open_orders(actor), "items": items[:6], "contact": support.contact(actor)}


def _open_orders(actor: Actor) -> Any:
    if not actor.is_authenticated:
        return []
    return queries.orders_of(actor).filter(state__in=OPEN_STATES).order_by("-pk")[:5]
