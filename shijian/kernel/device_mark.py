"""A random mark of a browser, for one purpose: to notice one device that checks in many people (PIPL 6).

It is made when somebody checks in or out by himself, says nothing about who he is or what the device is, is read by no
script and sent to nobody else. What is kept of it is a keyed fingerprint (`records.DeviceMark`), never the mark.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "check-in-mark"
SECONDS = 180 * 86400  # as far back as the signals look
SHAPE = re.compile(r"[0-9a-f]{32}")
NEW = "new_device_mark"
Handler = Callable[[HttpRequest], HttpResponse]


def known(request: HttpRequest) -> str:
    """The mark that the device brought; "" for none or for something else."""
    text = request.COOKIES.get(COOKIE, "")
    return text if SHAPE.fullmatch(text) else ""


def of_request(request: HttpRequest) -> str:
    """The mark of the device, made now where it has none; `hand_out` gives it to the browser with the reply."""
    mark = known(request) or getattr(request, NEW, "")
    if not mark:
        mark = secrets.token_hex(16)
        setattr(request, NEW, mark)
    return mark


def hand_out(get_response: Handler) -> Handler:
    """Middleware: give a device its new mark, also with what its queue sends; outside of `web.sending.send_once`."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if mark := getattr(request, NEW, ""):
            secure = bool(settings.SESSION_COOKIE_SECURE)
            response.set_cookie(COOKIE, mark, max_age=SECONDS, httponly=True, samesite="Lax", secure=secure)
        return response

    return handle
