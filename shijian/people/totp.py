"""One-time codes by the clock (RFC 6238) and their picture for an authenticator app."""

from __future__ import annotations

import datetime as dt
import re
import secrets
import unicodedata

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value

from shijian.kernel import crypto
from shijian.people.models import Account

PERIOD = 30  # seconds
TOLERANCE = 1  # periods before and after, for clocks that differ
SEAL = "totp-setup"


def new_secret() -> str:
    """A fresh secret of 160 bits in base32, as people can type it."""
    return str(generate_totp_secret())


def grouped(secret: str) -> str:
    """The secret in groups of four, for reading and typing."""
    return " ".join(re.findall(".{1,4}", secret))


def picture(account: Account, secret: str) -> str:
    """The QR code for the app as SVG; it stays dark on white in every theme, because cameras need that."""
    address = get_adapter().build_totp_url(account, secret)
    return segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff"
    )


def sealed(account: Account, secret: str) -> str:
    """The secret on its way through a form: encrypted and bound to the account, so that no page writes."""
    return crypto.encrypt(f"{account.pk}:{secret}", SEAL)


def unsealed(account: Account, text: str) -> str | None:
    """The secret of a form of this account; None for anything else."""
    try:
        owner, _colon, secret = crypto.decrypt(text, SEAL).partition(":")
    except crypto.DecryptionError:
        return None
    return secret if owner == str(account.pk) else None


def digits(typed: str) -> str:
    """A code as people type it, without blanks and dashes, full-width digits made plain."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", typed))


def matching_period(secret: str, typed: str, *, at: dt.datetime) -> int | None:
    """The number of the period whose code was typed; None for a wrong or a stale one."""
    here, code = int(at.timestamp()) // PERIOD, digits(typed).encode()
    for period in range(here - TOLERANCE, here + TOLERANCE + 1):
        if secrets.compare_digest(format_hotp_value(hotp_value(secret, period)).encode(), code):
            return period
    return None
