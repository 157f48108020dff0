"""Routes for organisers on a phone: who signed up for a meeting, and signing somebody up."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from shijian.activities import rules
from shijian.activities.models import Activity, Session, Signup
from shijian.activities.operations import desk_sign_up
from shijian.activities.queries import roll
from shijian.kernel.actor import Actor, Channel
from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.kernel.errors import NotAllowed
from shijian.people.queries.minors import access

router = Router()


class Way(StrEnum):
    """How a wish came to the desk."""

    PHONE = Channel.PHONE
    DOOR = Channel.DOOR
    PAPER = Channel.PAPER


class RollRow(Schema):
    """One sign-up as its organiser reads it: the phone masked, minors whom no leave opens without their names."""

    id: int
    opening_id: int
    state: str
    name: str
    phone: str
    team: str

    @classmethod
    def of(cls, signup: Signup, opened: access.Opened) -> RollRow:
        """Give the row of `signup`."""
        facts = {name: getattr(signup, name) for name in ("id", "opening_id", "state")}
        phone = roll.phone_of(signup, opened, full=False)
        team = signup.team.name if signup.team is not None else ""
        return cls(**facts, name=roll.name_of(signup, opened), phone=phone, team=team)


class DeskIn(Schema):
    """Who takes which places, and how the wish came."""

    person_id: Key
    opening_id: Key
    channel: Way
    risk_told: bool = False


RollPage = page_of(RollRow)
ONE: dict[Any, Any] = {201: RollRow, **ERRORS}


@router.get("sessions/{session_id}/roll", response={200: RollPage, **ERRORS}, operation_id="list_roll")
def list_roll(request: HttpRequest, session_id: int, cursor: str = "", limit: int = 20) -> object:
    """List who signed up for a meeting of an activity that one runs."""
    actor = actor_of(request)
    rows = roll.of_session(_run(actor, session_id)).order_by()
    opened = access.of_actor(actor)
    return cut(rows, cursor=cursor, limit=limit, show=lambda signup: RollRow.of(signup, opened))


@router.post("sessions/{session_id}/roll", response=ONE, operation_id="sign_up_at_desk")
def sign_up_at_desk(request: HttpRequest, session_id: int, data: DeskIn) -> object:
    """Sign somebody up as the organiser: a person in reach, or a member of the teams that carry the activity."""
    actor = actor_of(request)
    session = _run(actor, session_id)
    person = get_object_or_404(roll.persons_for(actor, session.activity), pk=data.person_id)
    opening = get_object_or_404(session.activity.openings.all(), pk=data.opening_id)
    signup = desk_sign_up.sign_up_at_desk(
        session, opening, person=person, channel=Channel(data.channel), risk_told=data.risk_told, actor=actor
    )
    return Status(201, RollRow.of(signup, access.of_actor(actor)))


def _run(actor: Actor, session_id: int) -> Session:
    visible = Activity.objects.visible_to(actor).values("pk")
    rows = Session.objects.filter(activity__in=visible).select_related("activity__unit")
    session = get_object_or_404(rows, pk=session_id)
    if not rules.can_run(actor, session.activity):
        raise NotAllowed
    return session
