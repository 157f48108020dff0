"""Routes of places: sign up, answer an offer, take back, come every time, substitutes, the places of a team."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from shijian.activities.api.schemas import BlockIn, LeaveIn, NameIn, PlaceOut, SignUpIn, StandingOut, WhoIn
from shijian.activities.models import LIVE, Activity, Opening, Session, Signup, Standing
from shijian.activities.operations import blocks, leaving, sign_up, standing
from shijian.activities.queries import mine, teams
from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.kernel.errors import OutOfReach
from shijian.people.models import Person, own_or_ward
from shijian.volunteers.models import Team

router = Router()
PlacePage = page_of(PlaceOut)
ONE: dict[Any, Any] = {200: PlaceOut, **ERRORS}


class View(StrEnum):
    """Which places to list."""

    COMING = "coming"
    ALL = "all"


@router.get("places", response={200: PlacePage, **ERRORS}, operation_id="list_places")
def list_places(request: HttpRequest, view: View = View.COMING, cursor: str = "", limit: int = 20) -> object:
    """List one's own places and those of one's wards: the live ones ahead, or all, newest first."""
    rows = mine.own(actor_of(request))
    if view == View.COMING:
        rows = rows.filter(state__in=LIVE, session__ends_at__gt=clock.now())
    return cut(rows, cursor=cursor, limit=limit, show=PlaceOut.of)


@router.get("places/{place_id}", response=ONE, operation_id="get_place")
def get_place(request: HttpRequest, place_id: int) -> object:
    """Show one place: one's own, a ward's, the led team's, or of an activity that one runs."""
    return PlaceOut.of(seen(actor_of(request), place_id))


@router.post("sessions/{session_id}/places", response={201: list[PlaceOut], **ERRORS}, operation_id="sign_up")
def sign_up_(request: HttpRequest, session_id: int, data: SignUpIn) -> object:
    """Sign up oneself, or several together: all of them or none. `sign-up-refused` names its reason in `errors`."""
    actor = actor_of(request)
    session, opening = meeting(actor, session_id, data.opening_id)
    ids = data.person_ids or [actor.person_id]
    persons = [get_object_or_404(Person.objects.visible_to(actor), pk=pk) for pk in dict.fromkeys(ids)]
    made = sign_up.sign_up_together(session, opening, persons=persons, actor=actor)
    return Status(201, [PlaceOut.of(signup) for signup in made])


@router.post("places/{place_id}/accept", response=ONE, operation_id="accept_place")
def accept(request: HttpRequest, place_id: int) -> object:
    """Take the place that was offered from the waiting list."""
    actor = actor_of(request)
    sign_up.accept_place(seen(actor, place_id), actor=actor)
    return PlaceOut.of(seen(actor, place_id))


@router.post("places/{place_id}/decline", response=ONE, operation_id="decline_place")
def decline(request: HttpRequest, place_id: int) -> object:
    """Say no to the place that was offered; it costs nothing."""
    actor = actor_of(request)
    leaving.decline_place(seen(actor, place_id), actor=actor)
    return PlaceOut.of(seen(actor, place_id))


@router.post("places/{place_id}/withdraw", response=ONE, operation_id="withdraw_place")
def withdraw(request: HttpRequest, place_id: int, data: LeaveIn) -> object:
    """Take a place or a wish back; after the deadline with a reason."""
    actor = actor_of(request)
    leaving.withdraw(seen(actor, place_id), reason=data.reason or "", note=data.note, actor=actor)
    return PlaceOut.of(seen(actor, place_id))


@router.post(
    "openings/{opening_id}/standing", response={201: StandingOut, **ERRORS}, operation_id="start_standing"
)
def come_every_time(request: HttpRequest, opening_id: int, data: WhoIn) -> object:
    """Come every time, from the next meeting on."""
    actor = actor_of(request)
    visible = Activity.objects.visible_to(actor).values("pk")
    opening = get_object_or_404(Opening.objects.filter(activity__in=visible), pk=opening_id)
    person = get_object_or_404(Person.objects.visible_to(actor), pk=data.person_id or actor.person_id or 0)
    return Status(201, StandingOut.of(standing.come_every_time(opening, person=person, actor=actor)))


@router.post(
    "standings/{standing_id}/end", response={200: StandingOut, **ERRORS}, operation_id="end_standing"
)
def end_standing(request: HttpRequest, standing_id: int) -> object:
    """Come every time no more; the places ahead that it brought are given back."""
    actor = actor_of(request)
    rows = Standing.objects.filter(own_or_ward(actor.person_id, "person")).select_related("opening", "person")
    row = get_object_or_404(rows, pk=standing_id)
    return StandingOut.of(standing.end_standing(row, actor=actor))


@router.post(
    "sessions/{session_id}/blocks", response={201: list[PlaceOut], **ERRORS}, operation_id="sign_up_block"
)
def take_block(request: HttpRequest, session_id: int, data: BlockIn) -> object:
    """Take places for a team that one leads; all of them or none."""
    actor = actor_of(request)
    session, opening = meeting(actor, session_id, data.opening_id)
    team = get_object_or_404(Team.objects.visible_to(actor), pk=data.team_id)
    made = blocks.take_block(session, opening, team=team, count=data.count, actor=actor)
    return Status(201, [PlaceOut.of(signup) for signup in made])


@router.post("places/{place_id}/name", response=ONE, operation_id="name_member")
def name_member(request: HttpRequest, place_id: int, data: NameIn) -> object:
    """Say who of the team comes for a place that it holds."""
    actor = actor_of(request)
    signup = seen(actor, place_id)
    person = next((each for each in teams.members([signup.team_id]) if each.pk == data.person_id), None)
    if person is None:
        raise OutOfReach
    blocks.name_member(signup, person=person, actor=actor)
    return PlaceOut.of(seen(actor, place_id))


def seen(actor: Actor, place_id: int) -> Signup:
    """A place that the actor may see."""
    rows = Signup.objects.visible_to(actor).select_related("session__activity", "opening", "person", "team")
    return get_object_or_404(rows, pk=place_id)


def meeting(actor: Actor, session_id: int, opening_id: int) -> tuple[Session, Opening]:
    """A meeting and a kind of place of an activity that the actor may see."""
    visible = Activity.objects.visible_to(actor).values("pk")
    session = get_object_or_404(
        Session.objects.filter(activity__in=visible).select_related("activity"), pk=session_id
    )
    return session, get_object_or_404(Opening.objects.filter(activity=session.activity_id), pk=opening_id)
