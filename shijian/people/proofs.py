"""What a person shows as second factor. A proof looks at one stored factor and says what the factor keeps of it."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, Protocol

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt

from shijian.people import passkeys, totp

Kind = Authenticator.Type
Kept = dict[str, Any]


class Proof(Protocol):
    """Something that may fit a stored factor."""

    def fits(self, factor: Authenticator, *, at: dt.datetime) -> Kept | None:
        """What the factor must remember, so that the same proof never fits again; None if it does not fit."""


@dataclass(frozen=True, slots=True)
class Code:
    """A typed code: of an authenticator app, or one of the recovery codes."""

    typed: str

    def fits(self, factor: Authenticator, *, at: dt.datetime) -> Kept | None:
        """A code of the app works once and never after a later one; a recovery code works once."""
        if factor.type == Kind.TOTP:
            return self._by_clock(factor, at)
        return self._from_list(factor) if factor.type == Kind.RECOVERY_CODES else None

    def _by_clock(self, factor: Authenticator, at: dt.datetime) -> Kept | None:
        period = totp.matching_period(decrypt(factor.data["secret"]), self.typed, at=at)
        return {"period": period} if period is not None and period > factor.data["period"] else None

    def _from_list(self, factor: Authenticator) -> Kept | None:
        used, typed = factor.data["used_mask"], totp.digits(self.typed).encode()
        for place, code in enumerate(RecoveryCodes(factor).generate_codes()):
            if secrets.compare_digest(code.encode(), typed):
                return None if used >> place & 1 else {"used_mask": used | 1 << place}
        return None


@dataclass(frozen=True, slots=True)
class Key:
    """The answer of a passkey or security key."""

    answer: passkeys.Answer

    def fits(self, factor: Authenticator, *, at: dt.datetime) -> Kept | None:
        """Only the key that signed, and never a copy of it."""
        if factor.type != Kind.WEBAUTHN or factor.data["id"] != shown_id(self.answer):
            return None
        count = passkeys.counter_after(self.answer, factor)
        return None if count is None else {"counter": count}


def shown_id(answer: passkeys.Answer) -> str:
    """The id of the key that answered as it is stored; "" for what is no answer."""
    found = answer.credential_id
    return "" if found is None else found.hex()
