"""The first page of each face."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format

from shijian.activities.queries import mine, windows
from shijian.kernel import glossary, support
from shijian.kernel.actor import Actor
from shijian.kernel.http import ActorRequest
from shijian.kernel.visitors import remembered_for_visitors
from shijian.orders.enums import OPEN_STATES, ItemState
from shijian.orders.models import MenuItem, Offer
from shijian.orders.queries import reasons, timeline
from shijian.records.models import ServiceRecord
from shijian.records.queries import records
from shijian.web import queries

SHOWN, NEAR = 4, 3


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
    months = records.minutes_by_month(ServiceRecord.objects.filter(volunteer_id=actor.volunteer_id or 0))
    return {
        **_activities(actor),
        "offers": [_asked(offer) for offer in queries.offers_of(actor)[:SHOWN]],
        "next": following,
        "opens_at": queries.opens_later(following),
        "joins": queries.joins_waiting(actor),
        "orders": _open_orders(actor),
        "months": [(date_format(day, "F"), minutes) for day, minutes in months],
        "minutes": months[-1][1],
        "contact": support.contact(actor),
    }


def _asked(offer: Offer) -> dict[str, Any]:
    """An offer with how far it is; why else he is asked stands on its page."""
    far = [each.value for each in reasons.unpack(offer.explanation) if each.code == "distance"]
    return {"offer": offer, "order": offer.order, "far": far[0] if far else ""}


def _resident_context(actor: Actor) -> dict[str, Any]:
    items = (
        MenuItem.objects.filter(state=ItemState.LISTED).select_related("team").order_by("-listed_on", "-pk")
    )
    found = {"orders": _open_orders(actor), "items": items[:NEAR], "contact": support.contact(actor)}
    return found | _activities(actor)


def _activities(actor: Actor) -> dict[str, Any]:
    """The next activity and whether it is on, and the freed places that wait for an answer; for a visitor neither."""
    if not actor.is_authenticated:
        return {"next_place": None, "place_is_on": False, "place_offers": []}
    place = mine.next_place(actor)
    return {
        "next_place": place,
        "place_is_on": place is not None and windows.is_on(place.session),
        "place_offers": mine.offers(actor)[:SHOWN],
    }


def _open_orders(actor: Actor) -> list[dict[str, Any]]:
    """The newest open orders, each with where it stands as a sentence."""
    if not actor.is_authenticated:
        return []
    rows = queries.orders_of(actor).filter(state__in=OPEN_STATES).order_by("-pk")[:SHOWN]
    return [
        {"order": order, "words": timeline.state_words(order), "tone": timeline.state_tone(order)}
        for order in rows
    ]
