"""Puts the actor on the request, ends the session of staff who rest too long, and asks for the second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject

from shijian.kernel.actor import ANONYMOUS, Actor, Channel
from shijian.people import devices
from shijian.people.queries import factors
from shijian.people.queries.actors import actor_for, post_at
from shijian.people.session_store import SENT

Handler = Callable[[HttpRequest], HttpResponse]
IDLE_MINUTES = "idle_minutes"
ACTING = "acting_unit"
FACTOR = "factor"
CONFIRMED = "confirmed_at"
SEEN = "seen"
STEP, HOUR = 60, 3600
RENEW = "renew"
WHILE_DUE = frozenset(
    {"people:password", "people:logout", "people:display", "web:worker", "web:offline", "web:manifest"}
)


def attach_actor(get_response: Handler) -> Handler:
    """Set `request.actor`; the API replaces it with the one of its bearer token."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def end_idle_sessions(get_response: Handler) -> Handler:
    """Treat a session as over when its last request is longer ago than the session allows.

    The moment of the last request lies in a signed cookie bound to the session, because a GET writes nothing.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        minutes = _idle_minutes(request)
        seen = _last_seen(request) if minutes else None
        if minutes and (seen is None or time.time() - seen > 60 * minutes):
            request.user = AnonymousUser()
            request.session = type(request.session)()
        key = request.session.session_key
        response = get_response(request)
        fresh = seen is not None and time.time() - seen < STEP and key == request.session.session_key
        if not fresh and _idle_minutes(request):
            _mark_seen(request, response)
        return response

    return handle


def follow_device(get_response: Handler) -> Handler:
    """Remember the device of a login, note that a session sends something, and hold back whose password is due.

    The moment is noted at most once an hour and with what is sent only, because a GET writes nothing.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            if request.method == "POST":
                _note_sending(request)
            if request.session.get(RENEW) and not _opens_while_due(request):
                return redirect("people:password")
        response = get_response(request)
        account_id = getattr(request, "entered_account", None)
        if account_id is not None:
            devices.remember(request, response, account_id)
        return response

    return handle


def _note_sending(request: HttpRequest) -> None:
    now = time.time()
    if SENT in request.session and now - request.session[SENT] > HOUR:
        request.session[SENT] = now


def _opens_while_due(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return True
    return name in WHILE_DUE


class DemandFactor:
    """Leads whoever owes a second factor to the page that asks for it; nothing else opens before."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let a view through, or not. Visitors and sessions that showed a factor cost no query."""
        if getattr(view, "open_before_factor", False):
            return None
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.session.get(FACTOR):
            return None
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return redirect("people:factor") if actor.owes_factor else None


def _idle_minutes(request: HttpRequest) -> int:
    """Minutes of rest that the session allows, 0 for no bound; reads nothing for visitors without a session."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.modified:
        return 0
    return int(request.session.get(IDLE_MINUTES, 0))


def _last_seen(request: HttpRequest) -> float | None:
    try:
        return float(signing.Signer(salt=_salt(request)).unsign(request.COOKIES.get(SEEN, "")))
    except (signing.BadSignature, ValueError):
        return None


def _mark_seen(request: HttpRequest, response: HttpResponse) -> None:
    value = signing.Signer(salt=_salt(request)).sign(str(int(time.time())))
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(SEEN, value, httponly=True, samesite="Lax", secure=secure)


def _salt(request: HttpRequest) -> str:
    return f"people.seen.{request.session.session_key}"


def _actor(request: HttpRequest) -> Actor:
    user = request.user
    if not user.is_authenticated:
        return ANONYMOUS
    actor = actor_for(user.person, channel=Channel.WEB, ip=request.META.get("REMOTE_ADDR"))
    if not request.session.get(FACTOR) and factors.demanded(actor.roles):
        return actor.bare()
    unit_id = request.session.get(ACTING)
    return _acting(actor, unit_id, request) if unit_id else actor


def _acting(actor: Actor, unit_id: int, request: HttpRequest) -> Actor:
    """The actor for a unit below: what lists and counts is that unit's; one thing opened by its key stays in reach."""
    post = post_at(unit_id, actor)
    if post is None:
        return actor
    actor = replace(actor, acting=post)
    return actor.narrowed() if _shows_many(request) else actor


def _shows_many(request: HttpRequest) -> bool:
    """Whether the address names no single thing; pages marked `whole_reach` never narrow."""
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return False
    return not match.kwargs and not getattr(match.func, "whole_reach", False)
