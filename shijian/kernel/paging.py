"""Pages by key: a list of any length costs the same on its last page as on its first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from shijian.kernel import sealed_words

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """Some rows with the addresses of the pages on both sides; "" where there is none."""

    items: list[M]
    next_url: str = ""
    prev_url: str = ""


def page(
    queryset: models.QuerySet[M], request: HttpRequest, *, size: int = 20, newest_first: bool = True
) -> Page[M]:
    """Cut one page by primary key out of `queryset` (its ordering is replaced); one query.

    The address carries `after` (rows behind that key) or `before` (rows in front of it).
    """
    after, before = _key(request, "after"), _key(request, "before")
    backwards = before is not None and after is None
    down = newest_first != backwards
    key = before if backwards else after
    if key is not None:
        queryset = queryset.filter(**{"pk__lt" if down else "pk__gt": key})
    rows = list(queryset.order_by("-pk" if down else "pk")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    ahead, back = (True, more) if backwards else (more, key is not None)
    return _links(request, rows, ahead=ahead, back=back)


def _links(request: HttpRequest, rows: list[M], *, ahead: bool, back: bool) -> Page[M]:
    if not rows:
        return Page([], "", "")
    next_url = _url(request, "after", rows[-1].pk) if ahead else ""
    prev_url = _url(request, "before", rows[0].pk) if back else ""
    return Page(rows, next_url, prev_url)


def _key(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def _url(request: HttpRequest, name: str, key: int) -> str:
    kept = [(k, v) for k, v in sealed_words.kept(request) if k not in ("after", "before")]
    return "?" + urlencode([*kept, (name, key)])


def page_by(queryset: models.QuerySet[M], request: HttpRequest, field: str, *, size: int = 20) -> Page[M]:
    """Cut one page by a moment and the primary key, earliest first (the ordering is replaced); one query.

    `field` names a column of the row that is never null here; an index on it and the key serves every page alike.
    """
    after, before = _spot(request, "after"), _spot(request, "before")
    backwards = before is not None and after is None
    spot = before if backwards else after
    if spot is not None:
        queryset = queryset.filter(behind(field, spot, down=backwards))
    order = (f"-{field}", "-pk") if backwards else (field, "pk")
    rows = list(queryset.order_by(*order)[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    ahead, back = (True, more) if backwards else (more, spot is not None)
    next_url = _to(request, "after", rows[-1], field) if rows and ahead else ""
    prev_url = _to(request, "before", rows[0], field) if rows and back else ""
    return Page(rows, next_url, prev_url)


def behind(field: str, spot: tuple[dt.datetime, int], *, down: bool = False) -> Q:
    """Filter for the rows behind a moment and key (in front of it: `down`), as a range of the index."""
    way = "lt" if down else "gt"
    moment, key = spot
    inner = Q(**{f"{field}__{way}": moment}) | Q(**{f"pk__{way}": key})
    return Q(**{f"{field}__{way}e": moment}) & inner


def spot_of(text: str) -> tuple[dt.datetime, int] | None:
    """The moment and key that a cursor carries; None for anything else."""
    moment, _tilde, key = text.partition("~")
    try:
        at, number = dt.datetime.fromisoformat(moment), int(key)
    except ValueError:
        return None
    return (at, number) if at.tzinfo is not None and 0 <= number < 1 << 63 else None


def spot_text(row: models.Model, field: str) -> str:
    """The cursor that stands behind a row."""
    return f"{getattr(row, field).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f+00:00}~{row.pk}"


def _spot(request: HttpRequest, name: str) -> tuple[dt.datetime, int] | None:
    return spot_of(request.GET.get(name, ""))


def _to(request: HttpRequest, name: str, row: models.Model, field: str) -> str:
    kept = [(k, v) for k, v in sealed_words.kept(request) if k not in ("after", "before")]
    return "?" + urlencode([*kept, (name, spot_text(row, field))])
