"""Questions to passkeys: asked by a small POST of the page, kept in the session, answered once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse

from shijian.people import passkeys

NAME = "passkey_question"


def site_of(request: HttpRequest) -> passkeys.Site:
    """The address at which the browser sees us."""
    return passkeys.Site(f"{request.scheme}://{request.get_host()}")


def ask(request: HttpRequest, options: dict[str, Any], state: dict[str, Any], purpose: str) -> JsonResponse:
    """Send a question to the browser and keep what its answer is compared with."""
    request.session[NAME] = {"state": state, "purpose": purpose}
    return JsonResponse(options)


def answered(request: HttpRequest, content: dict[str, Any], purpose: str) -> passkeys.Answer:
    """The answer with its question, which is forgotten now; without a question nothing holds."""
    kept = request.session.pop(NAME, None) or {}
    state = kept.get("state") if kept.get("purpose") == purpose else None
    return passkeys.Answer(site_of(request), state or {}, content)
