"""Codes made of a meeting's key: shown on site for a minute, of one sign-up, and the PIN of a kiosk.

The browser of the organiser computes the first kind without signal; `activities/site_code.js` does the same.
"""

from __future__ import annotations

import datetime as dt
import hmac

from shijian.activities.models import Session, Signup

ALPHABET = (
    "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken for something else; 32, so no remainder
)
LENGTH = 6
MISREAD = str.maketrans("", "", " -")


def _secret(session: Session) -> bytes:
    return (session.code_key or "").encode()


def code_of(key: bytes, message: str) -> str:
    """Six characters of the HMAC-SHA256 of a message."""
    digest = hmac.digest(key, message.encode(), "sha256")
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:LENGTH])


def minute_of(moment: dt.datetime) -> int:
    """The minute since 1970 in which a moment lies."""
    return int(moment.timestamp()) // 60


def site_key(session: Session) -> str:
    """The key of the codes on site alone, for the browser of who runs the activity."""
    return hmac.digest(_secret(session), b"site", "sha256").hex()


def site_code(key: str, place_id: int, minute: int) -> str:
    """The code that is shown at a place (0: the meeting has none) in a minute."""
    return code_of(key.encode(), f"site:{place_id}:{minute}")


def normal(text: str) -> str:
    """What somebody typed, as the alphabet has it."""
    return text.translate(MISREAD).upper()[:LENGTH]


def place_of(session: Session, code: str, moment: dt.datetime, place_ids: list[int]) -> int | None:
    """The place (0: none) whose code this is, in the minute of `moment` or the one before; None for a wrong one."""
    typed, minute, key = normal(code).encode(), minute_of(moment), site_key(session)
    for place_id in [0, *place_ids]:
        for each in (minute, minute - 1):
            if hmac.compare_digest(site_code(key, place_id, each).encode(), typed):
                return place_id
    return None


def personal_code(signup: Signup) -> str:
    """The code of one sign-up, shown as QR on the person's phone; without personal data."""
    return code_of(_secret(signup.session), f"signup:{signup.pk}")


def kiosk_pin(session: Session, moment: dt.datetime) -> str:
    """The PIN that opens a kiosk of this meeting during an hour."""
    return code_of(_secret(session), f"kiosk:{int(moment.timestamp()) // 3600}")


def opens_kiosk(session: Session, typed: str, moment: dt.datetime) -> bool:
    """Whether this is the PIN of the hour or of the one before."""
    pins = (kiosk_pin(session, moment), kiosk_pin(session, moment - dt.timedelta(hours=1)))
    return any(hmac.compare_digest(pin.encode(), normal(typed).encode()) for pin in pins)


def slip_token(signup: Signup) -> str:
    """What keeps the slip of one sign-up to one; whoever reads the slips cannot tell whose it is."""
    return hmac.digest(_secret(signup.session), f"slip:{signup.pk}".encode(), "sha256").hex()[:32]
