"""Asks a provider: only its configured hosts, no redirects, no proxies, little time, small answers."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import requests

from shijian.people.oidc.errors import SsoRefused
from shijian.people.oidc.provider import Provider

TIMEOUT = (4, 8)  # seconds to connect, to wait for an answer
LARGEST = 512 * 1024  # bytes


def get_json(provider: Provider, url: str) -> dict[str, Any]:
    """Give the JSON object at `url`. Raises `SsoRefused` for another host or a useless answer."""
    return _asked(provider, "GET", url)


def post_form(provider: Provider, url: str, data: dict[str, str]) -> dict[str, Any]:
    """Send a form as this client and give the JSON object of the answer. Raises `SsoRefused`."""
    return _asked(provider, "POST", url, data=data, auth=(provider.client_id, provider.client_secret))


def check_host(provider: Provider, url: str) -> str:
    """Give `url` back if it lies on a host of the provider, as safely reached as the issuer. Raises `SsoRefused`."""
    parts = urlsplit(url)
    if parts.netloc not in provider.hosts or parts.scheme != urlsplit(provider.issuer).scheme:
        raise SsoRefused("host")
    return url


def _asked(provider: Provider, method: str, url: str, **more: Any) -> dict[str, Any]:
    check_host(provider, url)
    try:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(method, url, timeout=TIMEOUT, allow_redirects=False, stream=True, **more)
            body = answer.raw.read(LARGEST + 1, decode_content=True)
    except (requests.RequestException, OSError) as error:
        raise SsoRefused("away") from error
    return _object(answer.status_code, body)


def _object(status: int, body: bytes) -> dict[str, Any]:
    if status >= 500:
        raise SsoRefused("away")
    if status != 200 or len(body) > LARGEST:
        raise SsoRefused("answer")
    try:
        found = json.loads(body)
    except ValueError as error:
        raise SsoRefused("answer") from error
    if not isinstance(found, dict):
        raise SsoRefused("answer")
    return found
