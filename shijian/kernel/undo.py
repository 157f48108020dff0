"""A message with a way back: what was just done can be undone by one press.

Only for what has an inverse. The address stands in the signed message and comes from `reverse`, never from a request.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

MARK = "undo:"


def offer(request: HttpRequest, text: str, url: str) -> None:
    """Say what was done, with a button that posts to `url`."""
    messages.success(request, text, extra_tags=f"{MARK}{url}")


def url_of(tags: str) -> str:
    """The address in the extra tags of a message; "" without one."""
    return tags.removeprefix(MARK) if tags.startswith(MARK) else ""
