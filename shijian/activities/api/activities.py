"""Routes that list and show activities."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from shijian.activities.api.schemas import ActivityDetail, ActivityOut, RiskIn
from shijian.activities.enums import Audience
from shijian.activities.models import Activity
from shijian.activities.operations import sign_up
from shijian.activities.queries import ahead
from shijian.kernel import clock
from shijian.kernel.api import ERRORS, Day, actor_of, page_of
from shijian.kernel.errors import Invalid
from shijian.kernel.paging import behind, spot_of, spot_text
from shijian.people.models import Person
from shijian.units.models import Unit

router = Router()
ActivityPage = page_of(ActivityOut)
MOST = 100


@router.get("activities", response={200: ActivityPage, **ERRORS}, operation_id="list_activities")
def list_activities(
    request: HttpRequest,
    unit: int | None = None,
    day: Day | None = None,
    term: int | None = None,
    audience: Audience | None = None,
    free: bool = False,
    cursor: str = "",
    limit: int = 20,
) -> object:
    """List the activities ahead, soonest first: of a unit and below, on a day, in a drawer, with places left."""
    place = (
        get_object_or_404(Unit.objects.visible_to(actor_of(request)), pk=unit) if unit is not None else None
    )
    span = None
    if day is not None:
        start = dt.datetime.combine(day, dt.time(), clock.ZONE)
        span = start, start + dt.timedelta(days=1)
    rows = ahead.ahead(unit=place, span=span, term_id=term, audience=audience or "", only_free=free)
    spot = spot_of(cursor)
    if cursor and spot is None:
        raise Invalid(fields={"cursor": "unknown cursor"})
    if spot is not None:
        rows = rows.filter(behind("next_at", spot))
    size = max(1, min(limit, MOST))
    found = list(rows.order_by("next_at", "pk")[: size + 1])
    following = spot_text(found[size - 1], "next_at") if len(found) > size else ""
    return {"items": [ActivityOut.of(card) for card in ahead.cards(found[:size], span)], "next": following}


@router.get("activities/{activity_id}", response={200: ActivityDetail, **ERRORS}, operation_id="get_activity")
def get_activity(request: HttpRequest, activity_id: int) -> object:
    """Show one activity with the meetings that are not over and the places left."""
    activity = found(request, activity_id)
    sessions = list(activity.sessions.filter(ends_at__gt=clock.now()).order_by("starts_at", "pk"))
    return ActivityDetail.of(activity, sessions, ahead.rooms(sessions))


@router.post(
    "activities/{activity_id}/risk", response={204: None, **ERRORS}, operation_id="read_activity_risk"
)
def read_risk(request: HttpRequest, activity_id: int, data: RiskIn) -> object:
    """Say that the risk statement was read, by oneself or for a ward; an act of its own before signing up."""
    actor = actor_of(request)
    person = (
        get_object_or_404(Person.objects.visible_to(actor), pk=data.person_id) if data.person_id else None
    )
    sign_up.read_activity_risk(found(request, activity_id), version=data.version, actor=actor, person=person)
    return Status(204, None)


def found(request: HttpRequest, activity_id: int) -> Activity:
    """An activity that the actor may see."""
    rows = Activity.objects.visible_to(actor_of(request)).select_related("unit")
    return get_object_or_404(rows, pk=activity_id)
