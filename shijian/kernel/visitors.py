"""Public pages for visitors: rendered once a minute, since most of a county looks without logging in."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from shijian.kernel.http import ActorRequest

View = Callable[..., HttpResponse]
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*"')
ONCE = b'name="idempotency_key"'
PLACE = b"the token of whoever gets this page"


def remembered_for_visitors(view: View) -> View:
    """Serve a visitor the page that another visitor got less than a minute ago.

    Its forms get the token of whoever gets the page. A form that creates something carries a key of its own besides;
    such a page is never remembered, and neither is a refusal.
    """

    @functools.wraps(view)
    def serve(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = settings.VISITOR_CACHE_SECONDS
        if not seconds or request.method != "GET" or set(request.COOKIES) - {settings.CSRF_COOKIE_NAME}:
            return view(request, *args, **kwargs)
        key = _key(request)
        content = cache.get(key)
        if content is not None:
            return HttpResponse(content.replace(PLACE, get_token(request).encode()))
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and ONCE not in response.content:
            cache.set(key, TOKEN.sub(rb"\1" + PLACE + b'"', response.content), seconds)
        return response

    return serve


def _key(request: ActorRequest) -> str:
    address = f"{get_language()} {request.get_host()} {request.get_full_path()}"
    return f"visitor:{hashlib.sha256(address.encode()).hexdigest()}"
