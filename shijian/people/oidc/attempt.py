"""One try at a single sign-on, kept in the session between leaving and coming back."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from shijian.kernel import clock

SECONDS = 600


@dataclass(frozen=True, slots=True)
class Attempt:
    """What must come back unchanged, and what is to be done then: `links` adds the login to the account that began."""

    provider: str
    state: str
    nonce: str
    verifier: str
    next: str
    links: bool
    until: float

    @property
    def challenge(self) -> str:
        """The PKCE challenge of the verifier (RFC 7636, S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def kept(self) -> dict[str, Any]:
        """The form in which the session keeps it."""
        return asdict(self)

    def is_answered_by(self, provider: str, state: str) -> bool:
        """Whether an answer belongs to this try and is not late."""
        same = secrets.compare_digest(self.state.encode(), state.encode())
        return same and self.provider == provider and clock.now().timestamp() < self.until


def begin(provider: str, *, next_url: str, links: bool) -> Attempt:
    """A new try with fresh secrets."""
    until = clock.now().timestamp() + SECONDS
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Attempt(provider, state, nonce, verifier, next_url, links, until)
