"""The relying party: where to send the browser, and who came back."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import jwt

from shijian.people.oidc import outside
from shijian.people.oidc.attempt import Attempt
from shijian.people.oidc.errors import SsoRefused
from shijian.people.oidc.provider import Provider

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
DISCOVERY = "/.well-known/openid-configuration"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY = 60  # seconds that two clocks may differ
LONGEST_SUBJECT = 191


def address(provider: Provider, attempt: Attempt, *, return_url: str) -> str:
    """Where the browser goes to log in there. Only the identifier is asked for: no name, no phone, no mail."""
    facts = _discovered(provider)
    question = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": return_url,
        "scope": "openid",
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in facts["authorization_endpoint"] else "?"
    return facts["authorization_endpoint"] + joint + urlencode(question)


def subject(provider: Provider, attempt: Attempt, *, code: str, return_url: str) -> str:
    """Who logged in there: the identifier that this provider gives him for ever. Raises `SsoRefused`."""
    facts = _discovered(provider)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": return_url,
        "code_verifier": attempt.verifier,
    }
    token = outside.post_form(provider, facts["token_endpoint"], form).get("id_token")
    if not isinstance(token, str):
        raise SsoRefused("answer")
    claims = _claims(provider, token, outside.get_json(provider, facts["jwks_uri"]))
    return _checked(provider, attempt, claims)


def _discovered(provider: Provider) -> dict[str, str]:
    facts = outside.get_json(provider, provider.issuer.rstrip("/") + DISCOVERY)
    if facts.get("issuer") != provider.issuer:
        raise SsoRefused("issuer")
    return {name: outside.check_host(provider, str(facts.get(name, ""))) for name in NEEDED}


def _claims(provider: Provider, token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """What the token says, once signature, issuer, audience and times hold (OpenID Connect Core 3.1.3.7)."""
    try:
        return jwt.decode(
            token,
            key=_key(token, keys),
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except jwt.InvalidAudienceError as error:
        raise SsoRefused("audience") from error
    except jwt.InvalidIssuerError as error:
        raise SsoRefused("issuer") from error
    except jwt.InvalidSignatureError as error:
        raise SsoRefused("signature") from error
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise SsoRefused("token") from error


def _key(token: str, keys: dict[str, Any]) -> jwt.PyJWK:
    """The key that the token names; without a name the only one there is. Shared secrets never sign here."""
    name = jwt.get_unverified_header(token).get("kid")
    rows = [row for row in keys.get("keys", []) if isinstance(row, dict) and row.get("kty") != "oct"]
    fitting = [row for row in rows if name is None or row.get("kid") == name]
    if len(fitting) != 1:
        raise SsoRefused("signature")
    return jwt.PyJWK.from_json(json.dumps(fitting[0]))


def _checked(provider: Provider, attempt: Attempt, claims: dict[str, Any]) -> str:
    if claims["nonce"] != attempt.nonce:
        raise SsoRefused("nonce")
    # With several readers of one token it must say that it was made for us (Core 3.1.3.7, 4 and 5).
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", "" if several else provider.client_id) != provider.client_id:
        raise SsoRefused("audience")
    found = claims["sub"]
    if not isinstance(found, str) or not 0 < len(found) <= LONGEST_SUBJECT:
        raise SsoRefused("token")
    return found
