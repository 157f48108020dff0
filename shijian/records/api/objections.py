"""Routes of objections to service records, for whoever objects."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.kernel.errors import OutOfReach
from shijian.records.enums import ObjectionGround
from shijian.records.models import RecordObjection, ServiceRecord
from shijian.records.operations import objections as operations
from shijian.records.queries import objections

router = Router(tags=["records"])


class ObjectionIn(Schema):
    """What is wrong with which record: one that is before the public, or one's own."""

    record_id: Key
    ground: ObjectionGround
    words: str = Field(min_length=1, max_length=1000)


class ObjectionOut(Schema):
    """An objection as the one who made it sees it."""

    id: int
    record_id: int
    state: str
    ground: str
    words: str
    created_at: dt.datetime
    due_at: dt.datetime
    over_at: dt.datetime | None
    answer: str

    @classmethod
    def of(cls, row: RecordObjection) -> ObjectionOut:
        """Give the facts of `row`."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


ObjectionPage = page_of(ObjectionOut)


@router.get("records/objections", response={200: ObjectionPage, **ERRORS}, operation_id="list_objections")
def list_objections(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List what one objected to, newest first."""
    rows = objections.of_person(actor_of(request).person_id or 0)
    return cut(rows, cursor=cursor, limit=limit, show=ObjectionOut.of)


@router.post("records/objections", response={201: ObjectionOut, **ERRORS}, operation_id="object_to_record")
def object_to_record(request: HttpRequest, data: ObjectionIn) -> object:
    """Object to a record that is before the public, or to one's own at any time; it does not count meanwhile."""
    record = ServiceRecord.objects.filter(pk=data.record_id).first()
    if record is None:
        raise OutOfReach
    row = operations.object_to_record(
        record, ground=data.ground.value, words=data.words, actor=actor_of(request)
    )
    return Status(201, ObjectionOut.of(row))


@router.post(
    "records/objections/{objection_id}/withdraw",
    response={200: ObjectionOut, **ERRORS},
    operation_id="withdraw_objection",
)
def withdraw_objection(request: HttpRequest, objection_id: int) -> object:
    """Take an objection back while it is open."""
    actor = actor_of(request)
    row = RecordObjection.objects.visible_to(actor).filter(pk=objection_id).first()
    if row is None:
        raise OutOfReach
    return ObjectionOut.of(operations.withdraw_objection(row, actor=actor))
