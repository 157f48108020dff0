"""What every page needs: the actor, the face and the navigation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shijian.kernel.actor import ANONYMOUS, Actor, Permission
from shijian.web import navigation, pwa, trail


def face(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template: no query beyond the actor's own."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    name, groups = navigation.face_of(actor)
    mark = pwa.device_mark(actor)
    return {
        "actor": actor,
        "face": name,
        "nav": navigation.nav(groups, actor, request.path),
        "unread_messages": getattr(getattr(request, "user", None), "unread_messages", 0),
        "demo_mode": settings.DEMO,
        "network_name": settings.NETWORK_NAME,
        "device_mark": mark,
        "trail_query": _trail_of(request, actor),
        "shell_key": pwa.shell_key(mark),
    }


def _trail_of(request: HttpRequest, actor: Actor) -> str:
    """The filter of the audit trail for the one thing that this page shows; "" where there is none or who may not."""
    match = getattr(request, "resolver_match", None)
    kind = trail.SHOWN_AT.get(match.view_name) if match else None
    if not kind or not match or "pk" not in match.kwargs or not actor.may_anywhere(Permission.AUDIT_VIEW):
        return ""
    return f"?kind={kind}&id={match.kwargs['pk']}"
