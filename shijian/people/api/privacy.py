"""One's own data, consents and requests."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel.api import ERRORS, Day, actor_of, cut, page_of
from shijian.people import operations
from shijian.people.enums import Part, Purpose, RequestKind
from shijian.people.models import DataRequest, Person
from shijian.people.queries import consents, mydata

router = Router(tags=["people"])
Own = Literal["register", "public-name", "public-star", "ranking", "health"]


class HeldKind(Schema):
    """All rows of one kind, with the purpose that they serve."""

    kind: str
    purpose: str
    rows: list[dict[str, Any]]


class DataCopy(Schema):
    """Everything that is held about the person behind the token."""

    format: str
    made_at: dt.datetime
    data: list[HeldKind]


class ConsentOut(Schema):
    """One consent; `asked_again` says that a newer notice needs a new answer."""

    purpose: str
    label: str
    given: bool
    given_at: dt.datetime | None
    notice_version: int
    asked_again: bool


class ConsentIn(Schema):
    """Which consent; `health` is given with the declaration (`PUT me/health-declaration`) and only withdrawn here."""

    purpose: Own


class CorrectionIn(Schema):
    """What is right; what is left out stays as it is."""

    name: str = Field("", max_length=60)
    sex: Literal[0, 1, 2, 9] | None = None
    birth_date: Day | None = None
    document_type: str = Field("", max_length=3)
    document_number: str = Field("", max_length=40)
    ethnicity: str = Field("", max_length=20)


class RequestIn(Schema):
    """What shall be done: `wish` with `correct`, `parts` with `delete`."""

    kind: Literal["correct", "delete", "close"]
    wish: CorrectionIn | None = None
    parts: list[Literal["address", "profile", "messages"]] = Field([], max_length=3)
    words: str = Field("", max_length=500)


class RequestOut(Schema):
    """A request with its term and its answer."""

    id: int
    kind: str
    state: str
    parts: list[str]
    created_at: dt.datetime
    due_at: dt.datetime
    decided_at: dt.datetime | None
    ground: str
    answer: str

    @classmethod
    def of(cls, request: DataRequest) -> RequestOut:
        """Give the facts of `request`."""
        values = {name: getattr(request, name) for name in cls.model_fields if name != "id"}
        return cls(id=request.pk, **values)


RequestPage = page_of(RequestOut)


@router.get("me/data", response={200: DataCopy, **ERRORS}, operation_id="my_data")
def my_data(request: HttpRequest) -> object:
    """Give everything that is held about oneself, and who looked at it."""
    return mydata.copy(_own(request), own=True)


@router.get("me/consents", response={200: list[ConsentOut], **ERRORS}, operation_id="list_consents")
def list_consents(request: HttpRequest) -> object:
    """List one's own consents, given or not."""
    return [_shown(each) for each in consents.overview(_own(request), _OWN)]


@router.post("me/consents", response={200: list[ConsentOut], **ERRORS}, operation_id="give_consent")
def give_consent(request: HttpRequest, data: ConsentIn) -> object:
    """Consent to one purpose, under the notice of today."""
    person = _own(request)
    operations.give_consent(person, purpose=data.purpose, actor=actor_of(request))
    return [_shown(each) for each in consents.overview(person, _OWN)]


@router.post(
    "me/consents/withdraw", response={200: list[ConsentOut], **ERRORS}, operation_id="withdraw_consent"
)
def withdraw_consent(request: HttpRequest, data: ConsentIn) -> object:
    """Withdraw one consent; the effect is immediate."""
    person = _own(request)
    operations.withdraw_consent(person, purpose=data.purpose, actor=actor_of(request))
    return [_shown(each) for each in consents.overview(person, _OWN)]


@router.get("me/requests", response={200: RequestPage, **ERRORS}, operation_id="list_data_requests")
def list_data_requests(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List one's own requests about data, newest first."""
    rows = DataRequest.objects.filter(person_id=actor_of(request).person_id)
    return cut(rows, cursor=cursor, limit=limit, show=RequestOut.of)


@router.post("me/requests", response={201: RequestOut, **ERRORS}, operation_id="ask_about_data")
def ask_about_data(request: HttpRequest, data: RequestIn) -> object:
    """Ask for a correction, a deletion or the closure of one's own account."""
    row = operations.ask_about_data(
        _own(request),
        kind=RequestKind(data.kind),
        wish=_wish(data.wish),
        parts=[Part(each) for each in data.parts],
        words=data.words,
        actor=actor_of(request),
    )
    return Status(201, RequestOut.of(row))


_OWN = (Purpose.REGISTER, Purpose.PUBLIC_NAME, Purpose.PUBLIC_STAR, Purpose.RANKING, Purpose.HEALTH)


def _own(request: HttpRequest) -> Person:
    return Person.objects.select_related("unit", "guardian").get(pk=actor_of(request).person_id)


def _wish(data: CorrectionIn | None) -> dict[str, Any]:
    values = data.model_dump() if data else {}
    return {name: value for name, value in values.items() if value not in ("", None)}


def _shown(standing: consents.Standing) -> ConsentOut:
    consent = standing.consent
    return ConsentOut(
        purpose=standing.purpose.value,
        label=str(standing.purpose.label),
        given=consent is not None,
        given_at=consent.given_at if consent else None,
        notice_version=consent.notice_version if consent else 0,
        asked_again=standing.renewal is not None,
    )
