"""Public pages for visitors: rendered once a minute, since most of a county looks without logging in."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import get_language

from shijian.kernel.http import ActorRequest

View = Callable[..., HttpResponse]


def remembered_for_visitors(view: View) -> View:
    """Serve a visitor without any cookie the page that another visitor got less than a minute ago.

    A page with a form carries a token of its visitor and is never remembered; neither is a refusal.
    """

    @functools.wraps(view)
    def serve(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = settings.VISITOR_CACHE_SECONDS
        if not seconds or request.method != "GET" or request.COOKIES:
            return view(request, *args, **kwargs)
        key = _key(request)
        content = cache.get(key)
        if content is not None:
            return HttpResponse(content)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and "CSRF_COOKIE" not in request.META:
            cache.set(key, response.content, seconds)
        return response

    return serve


def _key(request: ActorRequest) -> str:
    address = f"{get_language()} {request.get_host()} {request.get_full_path()}"
    return f"visitor:{hashlib.sha256(address.encode()).hexdigest()}"
