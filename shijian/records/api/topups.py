"""Routes of missing records, for whoever asks for one."""

from __future__ import annotations

import base64
import datetime as dt
import io

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from PIL import Image
from pydantic import Field

from shijian.kernel import photos, sameness
from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.kernel.errors import Invalid, OutOfReach
from shijian.records.enums import Recipient
from shijian.records.models import TopUp
from shijian.records.operations import topups as operations
from shijian.records.queries import topups
from shijian.volunteers.models import Team, Volunteer

router = Router(tags=["records"])
MOST = 1_900_000  # signs of a photo in base64; the whole body holds 2 MiB


class TopUpIn(Schema):
    """A service that was never recorded, with a photo that proves it (JPEG, PNG or WebP in base64)."""

    volunteer_id: Key
    team_id: Key | None = None
    started_at: dt.datetime
    ended_at: dt.datetime
    place: str = Field(min_length=1, max_length=200)
    content: str = Field(min_length=1, max_length=200)
    recipient: Recipient
    reason: str = Field(min_length=1, max_length=1000)
    photo: str = Field(min_length=1, max_length=MOST)


class TopUpOut(Schema):
    """A wish for a missing record as those concerned see it; `record_id` once it is approved."""

    id: int
    volunteer_id: int
    unit_id: int
    team_id: int | None
    handler_id: int
    started_at: dt.datetime
    ended_at: dt.datetime
    minutes: int
    place: str
    content: str
    recipient: str
    reason: str
    state: str
    created_at: dt.datetime
    due_at: dt.datetime
    over_at: dt.datetime | None
    answer: str
    record_id: int | None

    @classmethod
    def of(cls, row: TopUp) -> TopUpOut:
        """Give the facts of `row`."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


TopUpPage = page_of(TopUpOut)


@router.get("records/top-ups", response={200: TopUpPage, **ERRORS}, operation_id="list_top_ups")
def list_top_ups(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List what one asked for and what was asked for oneself and one's wards, newest first."""
    rows = topups.of_person(actor_of(request).person_id or 0)
    return cut(rows, cursor=cursor, limit=limit, show=TopUpOut.of)


@router.post("records/top-ups", response={201: TopUpOut, **ERRORS}, operation_id="ask_top_up")
def ask_top_up(request: HttpRequest, data: TopUpIn) -> object:
    """Ask to record a service late; a second person above decides, the server computes the minutes."""
    facts = data.model_dump() | {"recipient": data.recipient.value}
    volunteer = Volunteer.objects.filter(pk=facts.pop("volunteer_id")).first()
    team_id = facts.pop("team_id")
    team = Team.objects.filter(pk=team_id or 0).first()
    if volunteer is None or (team_id and team is None):
        raise OutOfReach
    image = picture(facts.pop("photo"))
    with photos.held(image) as key:
        proof = sameness.Proof(key, sameness.digest_of(image))
        row = operations.ask_top_up(volunteer, team=team, proof=proof, actor=actor_of(request), **facts)
    return Status(201, TopUpOut.of(row))


@router.post(
    "records/top-ups/{top_up_id}/withdraw",
    response={200: TopUpOut, **ERRORS},
    operation_id="withdraw_top_up",
)
def withdraw_top_up(request: HttpRequest, top_up_id: int) -> object:
    """Take a wish back while it is open."""
    actor = actor_of(request)
    row = TopUp.objects.visible_to(actor).filter(pk=top_up_id).first()
    if row is None:
        raise OutOfReach
    return TopUpOut.of(operations.withdraw_top_up(row, actor=actor))


def picture(text: str) -> Image.Image:
    """Read a photo that was sent in Base64, without position and camera. Raises `Invalid`."""
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        raise Invalid(fields={"photo": _("The photo is not written in Base64.")}) from None
    try:
        return photos.cleaned(io.BytesIO(content))
    except photos.NotAPhotoError as error:
        raise Invalid(fields={"photo": str(error)}) from None
