"""What the APP on a device needs from a reply, and the traces that reading and refusals leave in the audit trail."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shijian.kernel.actor import ANONYMOUS, Actor
from shijian.kernel.audit import tallies
from shijian.web import pwa, trail

Handler = Callable[[HttpRequest], HttpResponse]
PRIVATE = "private, no-store"


def keep_on_device(get_response: Handler) -> Handler:
    """Mark pages with the opaque name of their person; those of `pwa.KEPT` may be kept by the service worker.

    The browser itself stores no page of a person: on a shared device the way back after the logout leads nowhere.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if _is_for_one(request):
            response.headers.setdefault("Cache-Control", PRIVATE)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        mark = pwa.device_mark(request.actor)  # type: ignore[attr-defined]
        response.headers["Device-Mark"] = mark
        if mark:
            response.headers.setdefault("Cache-Control", PRIVATE)
        if _keeps(request, response):
            response.headers["Device-Keep"] = "yes"
        return response

    return handle


def _is_for_one(request: HttpRequest) -> bool:
    """Whether the answer may hold what only this one may read: something was sent, or somebody is logged in."""
    known = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
    return known or request.method == "POST"


def _keeps(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    whole = request.method == "GET" and response.status_code == 200 and "HX-Request" not in request.headers
    return whole and match is not None and match.view_name in pwa.KEPT


def leave_traces(get_response: Handler) -> Handler:
    """Write who read the audit trail, who was refused one thing that has an address, and tokens that open nothing.

    Outside of what a read request may do, and of what is taken back with a refused request: the row is written before
    the answer leaves, or there is no answer.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        trace = getattr(request, "trace", None)
        refusal = getattr(request, "refusal", None)
        if refusal is not None:
            tallies.note(**refusal._asdict(), success=False)
        elif response.status_code in (403, 404):
            _refused(request)
        elif trace is not None:
            action, kind, number = trace
            tallies.note(action, actor=_actor(request), about=(kind, number), success=True)
        return response

    return handle


def _refused(request: HttpRequest) -> None:
    match, actor = request.resolver_match, _actor(request)
    keys = {name: key for name, value in (match.kwargs if match else {}).items() if (key := _number(value))}
    if match is None or not keys or not actor.is_authenticated:
        return
    name, key = next(iter(keys.items()))
    kind = trail.SHOWN_AT.get(match.view_name or match.route) or trail.CALLED.get(name, "")
    tallies.note("access.denied", actor=actor, about=(kind, key), detail=match.route[:60], success=False)


def _number(value: object) -> int | None:
    """The key of a thing, which the addresses of the API carry as text."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _actor(request: HttpRequest) -> Actor:
    found: Actor = getattr(request, "actor", ANONYMOUS)
    return found
