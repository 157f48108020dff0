"""Passkeys and security keys (WebAuthn level 2), checked by fido2; the questions and what must come back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from shijian.people.models import Account

Kept = dict[str, Any]
# Whatever a browser or somebody else sends instead of an answer ends in one of these.
BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError)
VERIFIED, PREFERRED = UserVerificationRequirement.REQUIRED, UserVerificationRequirement.PREFERRED


@dataclass(frozen=True, slots=True)
class Site:
    """The address at which people see us, scheme and host: passkeys belong to it and work nowhere else."""

    origin: str

    @property
    def server(self) -> Fido2Server:
        """The checker for this site; an answer made for any other origin is refused."""
        entity = PublicKeyCredentialRpEntity(name=settings.NETWORK_NAME, id=urlsplit(self.origin).hostname)
        return Fido2Server(entity, verify_origin=lambda origin: origin == self.origin)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser gave back to a question that this site asked; the question is in `state`."""

    site: Site
    state: Kept
    content: Kept

    @property
    def account_id(self) -> int | None:
        """The account that a passkey names by itself; it proves nothing yet."""
        try:
            return int(websafe_decode(self.content["response"]["userHandle"]).decode("ascii"))
        except BROKEN:
            return None

    @property
    def credential_id(self) -> bytes | None:
        """Which key answered; None for what is no answer."""
        try:
            return AuthenticationResponse.from_dict(self.content).raw_id
        except BROKEN:
            return None


def question_to_register(site: Site, account: Account, keys: Iterable[Authenticator]) -> tuple[Kept, Kept]:
    """Options for the browser and the state to keep until it answers; keys that are there already are left out."""
    user = PublicKeyCredentialUserEntity(
        id=str(account.pk).encode("ascii"), name=account.login_name, display_name=account.login_name
    )
    options, state = site.server.register_begin(
        user,
        credentials=[credential(key) for key in keys],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=PREFERRED,
    )
    return _plain(dict(options)), _plain(state)


def question_to_log_in(site: Site, keys: Iterable[Authenticator] | None) -> tuple[Kept, Kept]:
    """Options and state: one of `keys` as a second factor; with None any passkey that checks its owner itself."""
    known = None if keys is None else [credential(key) for key in keys]
    options, state = site.server.authenticate_begin(known, VERIFIED if keys is None else PREFERRED)
    return _plain(dict(options)), _plain(state)


def registered(answer: Answer) -> bytes | None:
    """The id of the new key; None when the answer does not hold."""
    try:
        data = answer.site.server.register_complete(answer.state, answer.content).credential_data
    except BROKEN:
        return None
    return data.credential_id if data is not None else None


def counter_after(answer: Answer, key: Authenticator) -> int | None:
    """The counter of signatures of `key` if its answer holds and it was not copied; None otherwise."""
    try:
        answer.site.server.authenticate_complete(answer.state, [credential(key)], answer.content)
        count = AuthenticationResponse.from_dict(answer.content).response.authenticator_data.counter
    except BROKEN:
        return None
    before = int(key.data.get("counter", 0))
    # A counter that stands still or runs back belongs to a copy; keys without one always say 0 (WebAuthn 6.1.1).
    return count if count > before or count == before == 0 else None


def credential(key: Authenticator) -> AttestedCredentialData:
    """The public half of a stored key."""
    stored = RegistrationResponse.from_dict(key.data["credential"])
    data: AttestedCredentialData | None = stored.response.attestation_object.auth_data.credential_data
    if data is None:
        raise ValueError("a stored key has a public half")
    return data


def _plain(value: Any) -> Kept:
    plain: Kept = json.loads(json.dumps(value, default=dict))
    return plain
