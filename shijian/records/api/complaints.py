"""Routes of complaints, for whoever complains with an account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.kernel.errors import OutOfReach
from shijian.records.enums import Ground
from shijian.records.models import Complaint
from shijian.records.operations import complaints as operations

router = Router(tags=["complaints"])


class ComplaintIn(Schema):
    """What happened, about which object; anonymous complaints are opened by number and code only."""

    kind: str = Field(description="unit, team, volunteer, record or order", max_length=20)
    object_id: Key
    ground: Ground
    words: str = Field(min_length=1, max_length=2000)
    anonymous: bool = False


class ReopenIn(Schema):
    """What is still wrong."""

    words: str = Field(min_length=1, max_length=2000)


class ComplaintOut(Schema):
    """A complaint as the one who made it sees it; `code` is given once, for an anonymous one."""

    id: int
    number: str
    state: str
    ground: str
    about: str
    words: str
    handler_id: int
    created_at: dt.datetime
    due_at: dt.datetime | None
    over_at: dt.datetime | None
    answer: str
    passed_to: str
    reopened_at: dt.datetime | None
    code: str = ""

    @classmethod
    def of(cls, row: Complaint, code: str = "") -> ComplaintOut:
        """Give the facts of `row`."""
        names = set(cls.model_fields) - {"code"}
        return cls(**{name: getattr(row, name) for name in names}, code=code)


ComplaintPage = page_of(ComplaintOut)
REPLIES: dict[Any, Any] = {200: ComplaintOut, **ERRORS}


@router.get("complaints", response={200: ComplaintPage, **ERRORS}, operation_id="list_complaints")
def list_complaints(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List what one complained about under one's own name."""
    rows = Complaint.objects.of_person(actor_of(request).person_id)
    return cut(rows, cursor=cursor, limit=limit, show=ComplaintOut.of)


@router.post("complaints", response={201: ComplaintOut, **ERRORS}, operation_id="file_complaint")
def file_complaint(request: HttpRequest, data: ComplaintIn) -> object:
    """Complain about a unit, team, volunteer, record or order within sight."""
    facts = data.model_dump() | {"ground": data.ground.value}
    complaint, code = operations.file_complaint(actor=actor_of(request), **facts)
    return Status(201, ComplaintOut.of(complaint, code))


@router.get("complaints/{complaint_id}", response=REPLIES, operation_id="get_complaint")
def get_complaint(request: HttpRequest, complaint_id: int) -> object:
    """Show one's own complaint with its answer."""
    return ComplaintOut.of(_own(request, complaint_id))


@router.post("complaints/{complaint_id}/withdraw", response=REPLIES, operation_id="withdraw_complaint")
def withdraw_complaint(request: HttpRequest, complaint_id: int) -> object:
    """Take a complaint back while it is open."""
    row = operations.withdraw_complaint(_own(request, complaint_id), actor=actor_of(request))
    return ComplaintOut.of(row)


@router.post("complaints/{complaint_id}/reopen", response=REPLIES, operation_id="reopen_complaint")
def reopen_complaint(request: HttpRequest, complaint_id: int, data: ReopenIn) -> object:
    """Ask the level above to look again, once."""
    row = operations.reopen_complaint(_own(request, complaint_id), words=data.words, actor=actor_of(request))
    return ComplaintOut.of(row)


def _own(request: HttpRequest, pk: int) -> Complaint:
    row = Complaint.objects.of_person(actor_of(request).person_id).filter(pk=pk).first()
    if row is None:
        raise OutOfReach
    return row
