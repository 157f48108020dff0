"""On which devices an account is logged in."""

from __future__ import annotations

from dataclasses import dataclass

from shijian.kernel import clock
from shijian.people import devices
from shijian.people.models import Account, LoginSession

MOST = 50


@dataclass(frozen=True, slots=True)
class Device:
    """A running session and what its person recognises it by; `is_this` marks the one that asks."""

    session: LoginSession
    words: str
    is_this: bool


def devices_of(account: Account, *, this: str) -> list[Device]:
    """The running sessions of an account, this one first, then the last used; one query."""
    rows = LoginSession.objects.filter(account=account, expire_date__gt=clock.now())
    rows = rows.order_by("-seen_at", "session_key")[:MOST]
    found = [Device(row, devices.words(row.device), row.session_key == this) for row in rows]
    return sorted(found, key=lambda each: not each.is_this)
