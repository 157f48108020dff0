"""What every route of the JSON API shares: problem documents, pages by cursor, kinds of values."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.db import models
from django.http import HttpRequest, JsonResponse
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field

from shijian.kernel import clock
from shijian.kernel.errors import Invalid, ShijianError

M = TypeVar("M", bound=models.Model)
LIMIT = 100
GREATEST_KEY = 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2200
PROBLEM_TYPE = "application/problem+json"

Key = Annotated[int, Field(ge=1, le=GREATEST_KEY, description="The id of a row")]


class Problem(Schema):
    """An RFC 9457 problem document with a stable `code`."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""
    errors: dict[str, str] = {}


class Named(Schema):
    """A row of which only the name matters here."""

    id: int
    name: str


ERRORS: dict[frozenset[int], Any] = {frozenset({400, 401, 403, 404, 409, 422, 429}): Problem}


def _only_text(value: Any) -> Any:
    """A number would be read as seconds since 1970, which nobody means."""
    if isinstance(value, str | dt.date):
        return value
    raise ValueError("a date and time as text, ISO 8601")


def _aware(moment: dt.datetime) -> dt.datetime:
    """A time without zone is the county's own; years that no database holds are refused."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"a year from {FIRST_YEAR} to {LAST_YEAR}")
    return moment if moment.utcoffset() is not None else moment.replace(tzinfo=clock.ZONE)


Moment = Annotated[
    dt.datetime,
    BeforeValidator(_only_text),
    AfterValidator(_aware),
    Field(description="ISO 8601; without a zone it is Asia/Shanghai"),
]


Day = Annotated[dt.date, BeforeValidator(_only_text)]


def problem(
    *, status: int, code: str, title: str, detail: str = "", errors: dict[str, str] | None = None
) -> JsonResponse:
    """Give a problem response."""
    body = Problem(title=title, status=status, code=code, detail=detail, errors=errors or {})
    return JsonResponse(body.model_dump(), status=status, content_type=PROBLEM_TYPE)


def problem_of(error: ShijianError) -> JsonResponse:
    """Give the problem response of an anticipated error."""
    fields = {name: str(text) for name, text in error.fields.items()}
    title = str(type(error).message)
    return problem(status=error.status, code=error.code, title=title, detail=str(error), errors=fields)


def cut(queryset: models.QuerySet[M], *, cursor: str, limit: int, show: Callable[[M], Any]) -> dict[str, Any]:
    """Give one page of `queryset`, newest first, as {"items", "next"}; `next` is "" on the last page."""
    size = max(1, min(limit, LIMIT))
    if cursor:
        queryset = queryset.filter(pk__lt=_decode(cursor))
    rows = list(queryset.order_by("-pk")[: size + 1])
    following = _encode(rows[size - 1].pk) if len(rows) > size else ""
    return {"items": [show(row) for row in rows[:size]], "next": following}


def _encode(key: int) -> str:
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def _decode(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        text = ""
    if not text.isdigit() or len(text) > 18:
        raise Invalid(fields={"cursor": "unknown cursor"})
    return int(text)


def page_of(row: type[Schema]) -> type[Schema]:
    """Give the schema of a page of `row`."""
    return type(f"{row.__name__}Page", (Schema,), {"__annotations__": {"items": list[row], "next": str}})  # type: ignore[valid-type]


def actor_of(request: HttpRequest) -> Any:
    """Give the actor of the bearer token that the authentication put on the request."""
    return request.actor  # type: ignore[attr-defined]


def bearer_of(request: HttpRequest) -> str:
    """Give the secret of the request's bearer token, "" without one."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
