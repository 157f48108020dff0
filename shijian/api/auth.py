"""Bearer tokens."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from shijian.kernel.actor import Actor
from shijian.people.queries.accounts import actor_of_token


class Bearer(HttpBearer):
    """Puts the actor of the token on the request; refuses a request without a running token."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Give the actor, or None."""
        actor = actor_of_token(token, ip=request.META.get("REMOTE_ADDR"))
        if not actor.is_authenticated:
            return None
        request.actor = actor  # type: ignore[attr-defined]
        return actor
