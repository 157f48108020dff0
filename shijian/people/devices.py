"""Kinds of browsers in plain words, and the signed cookie of a device on which somebody logged in before."""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

COOKIE = "known"
SALT = "people.known-device"
DAYS = 180
MOST_ACCOUNTS = 8
BROWSERS = (
    (re.compile(r"MicroMessenger"), "WeChat"),
    (re.compile(r"HuaweiBrowser"), "Huawei"),
    (re.compile(r"MiuiBrowser"), "Xiaomi"),
    (re.compile(r"UCBrowser"), "UC"),
    (re.compile(r"MQQBrowser|QQBrowser"), "QQ"),
    (re.compile(r"Edg[A/i]?"), "Edge"),
    (re.compile(r"Firefox|FxiOS"), "Firefox"),
    (re.compile(r"Chrome|CriOS"), "Chrome"),
    (re.compile(r"Safari"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"HarmonyOS|OpenHarmony"), "HarmonyOS"),
    (re.compile(r"Android"), "Android"),
    (re.compile(r"iPhone|iPad"), "iOS"),
    (re.compile(r"Windows"), "Windows"),
    (re.compile(r"Macintosh"), "macOS"),
    (re.compile(r"Linux"), "Linux"),
)

NAMES = {
    "WeChat": _lazy("WeChat"),
    "Huawei": _lazy("Huawei browser"),
    "Xiaomi": _lazy("Xiaomi browser"),
    "UC": _lazy("UC browser"),
    "QQ": _lazy("QQ browser"),
    "Edge": _lazy("Edge browser"),
    "Firefox": _lazy("Firefox browser"),
    "Chrome": _lazy("Chrome browser"),
    "Safari": _lazy("Safari browser"),
    "HarmonyOS": _lazy("a Harmony device"),
    "Android": _lazy("an Android device"),
    "iOS": _lazy("an iPhone or iPad"),
    "Windows": _lazy("a Windows computer"),
    "macOS": _lazy("a Mac"),
    "Linux": _lazy("a Linux computer"),
}


def kind_of(request: HttpRequest) -> str:
    """The kind of a browser as it is stored, such as `Chrome/Android`: too coarse to tell a person by it."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:400]
    return "/".join(_first(agent, table) for table in (BROWSERS, SYSTEMS))


def words(kind: str) -> str:
    """A stored kind in plain words."""
    browser, system = (
        str(NAMES.get(each, each)) for each in (kind.partition("/")[0], kind.partition("/")[2])
    )
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say what it is")


def known(request: HttpRequest, account_id: int) -> str:
    """The name of this device if somebody logged in to the account on it before; empty otherwise."""
    name, accounts = _read(request)
    return name if account_id in accounts else ""


def remember(request: HttpRequest, response: HttpResponse, account_id: int) -> None:
    """Let the device show later that it logged in to this account."""
    name, accounts = _read(request)
    kept = [account_id, *(each for each in accounts if each != account_id)][:MOST_ACCOUNTS]
    value = f"{name or secrets.token_hex(16)}.{'-'.join(map(str, kept))}"
    response.set_cookie(
        COOKIE,
        signing.TimestampSigner(salt=SALT).sign(value),
        max_age=DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def _read(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        signer = signing.TimestampSigner(salt=SALT)
        value = signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=DAYS * 86400)
    except signing.BadSignature:
        return "", []
    name, _dot, accounts = value.partition(".")
    return name, [int(each) for each in accounts.split("-")]


def _first(agent: str, table: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    return next((word for pattern, word in table if pattern.search(agent)), "")
