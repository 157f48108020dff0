"""What the APP on a device needs from a reply: whose page it is, and whether it may be kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from shijian.web import pwa

Handler = Callable[[HttpRequest], HttpResponse]


def keep_on_device(get_response: Handler) -> Handler:
    """Mark pages with the opaque name of their person; those of `pwa.KEPT` may be kept by the service worker.

    The browser itself stores no page of a person: on a shared device the way back after the logout leads nowhere.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        mark = pwa.device_mark(request.actor)  # type: ignore[attr-defined]
        response.headers["Device-Mark"] = mark
        if mark:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if _keeps(request, response):
            response.headers["Device-Keep"] = "yes"
        return response

    return handle


def _keeps(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    whole = request.method == "GET" and response.status_code == 200 and "HX-Request" not in request.headers
    return whole and match is not None and match.view_name in pwa.KEPT
