"""Puts the actor on the request, built when first asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from shijian.kernel.actor import ANONYMOUS, Actor, Channel
from shijian.people.queries.actors import actor_for


def attach_actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set `request.actor`; the API replaces it with the one of its bearer token."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    return actor_for(user.person, channel=Channel.WEB, ip=request.META.get("REMOTE_ADDR"))
