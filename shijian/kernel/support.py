"""Whom somebody phones from an error page, and the number that he reads out so that the fault is found in the log."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from shijian.kernel.actor import Actor

# Without letters and digits that are mistaken for another when read out.
SIGNS = "234679ACDEFHJKMNPRTUVWXY"
reference: ContextVar[str] = ContextVar("reference", default="")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to phone: the name of the unit and its number."""

    unit: str
    phone: str


Find = Callable[[Actor], Contact | None]


@dataclass
class _Line:
    """Who knows the phones, and what he said last: a page about a broken database must not ask it."""

    find: Find | None = None
    last: Contact | None = None


_line = _Line()


def register(find: Find) -> None:
    """Name who finds the contact of somebody."""
    _line.find = find


def contact(actor: Actor | None) -> Contact | None:
    """The contact of whoever asks; without an asker, or when the database is away, the last one for visitors."""
    if actor is None or _line.find is None:
        return _line.last
    try:
        found = _line.find(actor)
    except DatabaseError:
        return _line.last
    if actor.person_id is None:
        _line.last = found
    return found


def begin() -> str:
    """Give what happens from now on a new number, eight signs in two groups."""
    signs = "".join(secrets.choice(SIGNS) for _ in range(8))
    reference.set(f"{signs[:4]}-{signs[4:]}")
    return reference.get()


def _is_ours(address: str, request: HttpRequest) -> bool:
    """Whether an address is on this host; on the page that refuses a foreign host name, none is."""
    try:
        return url_has_allowed_host_and_scheme(address, {request.get_host()})
    except DisallowedHost:
        return False


def way_back(request: HttpRequest | None) -> str:
    """The path of the page of ours that led here, or ""."""
    came_from = request.headers.get("Referer", "") if request is not None else ""
    if request is None or not came_from or not _is_ours(came_from, request):
        return ""
    parts = urlsplit(came_from)
    back = parts.path + (f"?{parts.query}" if parts.query else "")
    return "" if back == request.get_full_path() else back
