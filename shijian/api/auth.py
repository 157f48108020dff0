"""Bearer tokens."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest
from ninja.security import HttpBearer

from shijian.kernel.actor import ANONYMOUS, Actor, Channel
from shijian.kernel.audit.tallies import Refusal
from shijian.people.queries.accounts import actor_of_token, why_no_actor


class Bearer(HttpBearer):
    """Puts the actor of the token on the request; refuses a request without a running token."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Give the actor, or None."""
        ip = request.META.get("REMOTE_ADDR")
        actor = actor_of_token(token, ip=ip)
        if not actor.is_authenticated:
            request.refusal = _refusal(token, ip)  # type: ignore[attr-defined]
            return None
        request.actor = actor  # type: ignore[attr-defined]
        return actor


def _refusal(token: str, ip: str | None) -> Refusal:
    """What the audit trail keeps of a token that opens nothing: whose it is, if anybody's, and why."""
    account, why = why_no_actor(token)
    visitor = replace(ANONYMOUS, channel=Channel.API, ip=ip)
    about, person_id = (account, account.person_id) if account is not None else (("", None), None)
    return Refusal("account.token-refused", visitor, about, why, person_id)
