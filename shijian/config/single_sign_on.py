"""The OpenID providers that SHIJIAN_OIDC and SHIJIAN_OIDC_<KEY>_… name, checked at start."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from shijian.people.oidc.provider import Provider

KEY = re.compile(r"[a-z][a-z0-9]{0,19}")
LOOPBACK = ("127.0.0.1", "localhost")


def providers() -> dict[str, Provider]:
    """Give the providers by key, in the order in which SHIJIAN_OIDC lists them; none when it is empty."""
    keys = [key.strip() for key in os.environ.get("SHIJIAN_OIDC", "").split(",") if key.strip()]
    return {key: _provider(key) for key in keys}


def _provider(key: str) -> Provider:
    if not KEY.fullmatch(key):
        raise ImproperlyConfigured(
            f"SHIJIAN_OIDC must list short names such as county,province (a to z, digits), not {key!r}."
        )
    issuer = _issuer(key)
    hosts = [each.strip() for each in _value(key, "HOSTS", needed=False).split(",") if each.strip()]
    return Provider(
        key=key,
        name=_value(key, "NAME", needed=False) or key,
        issuer=issuer,
        client_id=_value(key, "CLIENT_ID"),
        client_secret=_value(key, "CLIENT_SECRET"),
        hosts=frozenset([urlsplit(issuer).netloc, *hosts]),
    )


def _issuer(key: str) -> str:
    issuer = _value(key, "ISSUER")
    parts = urlsplit(issuer)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not parts.netloc or not is_safe or parts.query or parts.fragment or len(issuer) > 200:
        raise ImproperlyConfigured(
            f"SHIJIAN_OIDC_{key.upper()}_ISSUER must be an address such as https://login.example.cn, "
            "exactly as the provider's discovery document names it."
        )
    return issuer


def _value(key: str, name: str, *, needed: bool = True) -> str:
    variable = f"SHIJIAN_OIDC_{key.upper()}_{name}"
    value = os.environ.get(variable, "").strip()
    if needed and not value:
        raise ImproperlyConfigured(f"{variable} is missing: SHIJIAN_OIDC names the provider {key!r}.")
    return value
