"""Facts that the installation signs and that travel on paper: certificates, cards, proofs.

    token = attestations.seal({"kind": "prize", "number": "ZS6230-2026-0001", "holder": "东头周家"}).token

The token goes into the keywords of a PDF (`MARK`), from where `found_in` reads it back, or into a file of its own.
Whoever changes a sign of the facts breaks the signature. What a kind means today, such as "revoked", its app says
in `STANDING`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.kernel import crypto
from shijian.kernel.crypto import Signature

Fact = str | int | list[str]
VERSION = 1
MARK = "shijian-attestation:"
TOKEN = re.compile(MARK.encode() + rb"([A-Za-z0-9_-]+=*)")
# By kind of the facts: what the register says of them today, or nothing when they hold.
STANDING: dict[str, Callable[[Mapping[str, Fact]], str]] = {}


class Unreadable(ValueError):
    """No facts that were signed this way."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """Signed facts."""

    facts: Mapping[str, Fact]
    signature: Signature

    @property
    def token(self) -> str:
        """Facts and signature as one word of ASCII."""
        body = {"facts": self.facts, "signature": list(self.signature)}
        return base64.urlsafe_b64encode(json.dumps(body, ensure_ascii=False).encode()).decode()

    @property
    def holds(self) -> bool:
        """Whether a key of this installation signed exactly these facts."""
        return crypto.verify(canonical(self.facts), self.signature)


def canonical(facts: Mapping[str, Fact]) -> bytes:
    """The bytes that are signed: JSON in UTF-8 and NFC, keys sorted, no blanks, with the version of this form."""
    body = {"attestation": VERSION, **facts}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def seal(facts: Mapping[str, Fact]) -> Attestation:
    """Sign facts with the key of the installation."""
    return Attestation(facts, crypto.sign(canonical(facts)))


def opened(token: str | bytes) -> Attestation:
    """Read a token, whether its signature holds or not. Raises `Unreadable`."""
    try:
        body = json.loads(base64.urlsafe_b64decode(token))
        facts, signature = dict(body["facts"]), Signature(*body["signature"])
    except (ValueError, TypeError, KeyError, binascii.Error) as error:
        raise Unreadable from error
    return Attestation(facts, signature)


def found_in(content: bytes) -> list[Attestation]:
    """What lies in a PDF or in a file with tokens, each once, in order. Raises `Unreadable` for a broken one."""
    tokens = dict.fromkeys(match[1] for match in TOKEN.finditer(content))
    return [opened(token) for token in tokens]


def standing(facts: Mapping[str, Fact]) -> str:
    """What the register says against facts whose signature holds; empty when nothing. Unknown kinds do not hold."""
    ask = STANDING.get(str(facts.get("kind", "")))
    return ask(facts) if ask is not None else _("No register of this installation answers for such a paper.")
