"""Service records within sight."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.records.enums import RecordState
from shijian.records.models import ServiceRecord
from shijian.records.queries import publicity

router = Router(tags=["records"])


class RecordOut(Schema):
    """A span of service with the grade of its evidence."""

    id: int
    volunteer_id: int
    unit_id: int
    team_id: int | None
    source_kind: str
    source_id: int
    started_at: dt.datetime
    ended_at: dt.datetime
    minutes: int
    grade: str
    recipient: str
    content: str
    state: str
    counts_from: dt.date | None = Field(description="the day after its publicity; null for older records")
    is_disputed: bool = Field(description="somebody objects; it does not count until that is decided")

    @classmethod
    def of(cls, record: ServiceRecord) -> RecordOut:
        """Give the facts of `record`, read by `publicity.with_disputes`."""
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


RecordPage = page_of(RecordOut)


@router.get("records", response={200: RecordPage, **ERRORS}, operation_id="list_records")
def list_records(
    request: HttpRequest,
    volunteer: Key | None = None,
    state: RecordState = RecordState.VALID,
    cursor: str = "",
    limit: int = 20,
) -> object:
    """List the service records that the actor may see, counted or not yet; void ones with state=void."""
    rows = publicity.with_disputes(ServiceRecord.objects.visible_to(actor_of(request)).filter(state=state))
    if volunteer is not None:
        rows = rows.filter(volunteer_id=volunteer)
    return cut(rows, cursor=cursor, limit=limit, show=RecordOut.of)
