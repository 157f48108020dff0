"""The request as our views see it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from shijian.kernel.actor import Actor


class ActorRequest(HttpRequest):
    """A request with the actor that `people.middleware.attach_actor` put on it."""

    actor: Actor
    htmx: HtmxDetails
