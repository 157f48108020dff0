"""Pages by key: a list of any length costs the same on its last page as on its first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db import models
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
