"""How often one person or one address may ask, and how much may be sent at once, by class of route.

Counted by all server processes of the machine together, outside of the database (`kernel.counts`). The guard against
guessed passwords is kept in the database, by `people.operations.logins`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from shijian.kernel import counts
from shijian.kernel.api import problem

PROBLEMS = {
    413: ("too-large", gettext_lazy("The request is too large.")),
    429: ("too-many-requests", gettext_lazy("Too many requests. Wait a minute and try again.")),
}
V = TypeVar("V", bound=Callable[..., HttpResponseBase])
MEBIBYTE = 1024 * 1024
WINDOW_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `number` requests a minute."""

    name: str
    number: int


READ, WRITE = Rate("read", 600), Rate("write", 120)
SEARCH, EXPORT, UPLOAD = Rate("search", 120), Rate("export", 10), Rate("upload", 30)
FEED = Rate("feed", 60)
VERIFY = Rate("verify", 20)  # numbers of certificates, which somebody might guess one after the other
PLAIN_MEGABYTES, UPLOAD_MEGABYTES = 2, 26
MULTIPART = "multipart/form-data"


def rated(rate: Rate) -> Callable[[V], V]:
    """Mark a view whose requests cost more than those of others."""

    def mark(view: V) -> V:
        view.rate = rate  # type: ignore[attr-defined]
        return view

    return mark


def bounded_bodies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: refuse a body that is too large before anything of it is read."""

    def handle(request: HttpRequest) -> HttpResponse:
        most = UPLOAD_MEGABYTES if request.content_type == MULTIPART else PLAIN_MEGABYTES
        if _size(request) > most * MEBIBYTE:
            return _refused(request, 413, {"megabytes": most})
        return get_response(request)

    return handle


class Limits:
    """Middleware: refuses one request too many (429) before its view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Decide by the class of the view."""
        rate = rate_of(request, view)
        if settings.RATE_LIMITS and _count(rate, _who(request)) > rate.number:
            wait = WINDOW_SECONDS - int(time.time()) % WINDOW_SECONDS
            response = _refused(request, 429, {"seconds": wait})
            response.headers["Retry-After"] = str(wait)
            return response
        return None


def rate_of(request: HttpRequest, view: Any) -> Rate:
    """The class of a request: its view's own, else by what it does."""
    marked: Rate | None = getattr(view, "rate", None)
    if marked is not None:
        return marked
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return READ
    return UPLOAD if request.content_type == MULTIPART else WRITE


def _who(request: HttpRequest) -> str:
    """The account of a session that holds one, else the address: an invented cookie buys nothing."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES and (key := request.session.get(SESSION_KEY)):
        return f"account:{key}"
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def _count(rate: Rate, who: str) -> int:
    minute = int(time.time()) // WINDOW_SECONDS
    return counts.one_more(f"{rate.name}:{who}:{minute}", seconds=2 * WINDOW_SECONDS)


def _size(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if str(text).isdigit() else 0


def _refused(request: HttpRequest, status: int, facts: dict[str, int]) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        code, title = PROBLEMS[status]
        return problem(status=status, code=code, title=str(title))
    return render(request, f"{status}.html", facts, status=status)
