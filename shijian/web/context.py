"""What every page needs: the actor, the face and the navigation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shijian.kernel.actor import ANONYMOUS


def face(request: HttpRequest) -> dict[str, Any]:
    """Context of the base template."""
    return {
        "actor": getattr(request, "actor", ANONYMOUS),
        "face": "public",
        "nav": [],
        "demo_mode": settings.DEMO,
        "network_name": "",
    }
