"""The request as our views see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from shijian.kernel.actor import Actor


class ActorRequest(HttpRequest):
    """A request with the actor that `people.middleware.attach_actor` put on it."""

    actor: Actor
    htmx: HtmxDetails


V = TypeVar("V", bound=Callable[..., object])


def whole_reach(view: V) -> V:
    """Let a view see the actor's whole reach although its page names no single thing and he acts for a unit below."""
    view.whole_reach = True  # type: ignore[attr-defined]
    return view


def open_before_factor(view: V) -> V:
    """Let somebody reach a view whose office demands a second factor that was not shown yet."""
    view.open_before_factor = True  # type: ignore[attr-defined]
    return view


def paper_reply(content: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows and nobody keeps on the way; `name` is plain ASCII."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
