"""Routes of substitutes."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from shijian.activities.api.places import seen
from shijian.activities.api.schemas import PlaceOut, SwapIn, SwapOut, WhoIn
from shijian.activities.models import Signup, SwapRequest
from shijian.activities.operations import swaps
from shijian.activities.queries import fitting, teams
from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.kernel.errors import OutOfReach
from shijian.people.models import Person

router = Router()
SwapPage = page_of(SwapOut)


@router.get("swaps", response={200: SwapPage, **ERRORS}, operation_id="list_swaps")
def list_swaps(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List who looks for a substitute that one could be, or was asked to be."""
    return cut(fitting.substitutes(actor_of(request)), cursor=cursor, limit=limit, show=SwapOut.of)


@router.post("places/{place_id}/swap", response={201: SwapOut, **ERRORS}, operation_id="ask_for_substitute")
def ask(request: HttpRequest, place_id: int, data: SwapIn) -> object:
    """Look for a substitute; one's place stays one's own until it is taken over."""
    actor = actor_of(request)
    signup = seen(actor, place_id)
    asked = next((person for person in teams.mates(signup) if person.pk == data.asked_id), None)
    if data.asked_id and asked is None:
        raise OutOfReach
    swap = swaps.ask_for_substitute(signup, note=data.note, asked=asked, actor=actor)
    return Status(201, _shown(swap.pk))


@router.post("swaps/{swap_id}/take", response={201: PlaceOut, **ERRORS}, operation_id="take_swap")
def take(request: HttpRequest, swap_id: int, data: WhoIn) -> object:
    """Come instead: oneself, or a ward that was asked."""
    actor = actor_of(request)
    swap = get_object_or_404(fitting.substitutes(actor), pk=swap_id)
    key = data.person_id or swap.asked_id or actor.person_id or 0
    person = get_object_or_404(Person.objects.visible_to(actor), pk=key)
    return Status(201, PlaceOut.of(swaps.take_over(swap, person=person, actor=actor)))


@router.post("swaps/{swap_id}/call-off", response={200: SwapOut, **ERRORS}, operation_id="call_off_swap")
def call_off(request: HttpRequest, swap_id: int) -> object:
    """Stop looking; one comes oneself."""
    actor = actor_of(request)
    own = Signup.objects.visible_to(actor).values("pk")
    swap = get_object_or_404(
        SwapRequest.objects.filter(signup__in=own).select_related("signup__session"), pk=swap_id
    )
    swaps.call_off_swap(swap, actor=actor)
    return _shown(swap_id)


def _shown(swap_id: int) -> SwapOut:
    return SwapOut.of(SwapRequest.objects.select_related("signup__session").get(pk=swap_id))
