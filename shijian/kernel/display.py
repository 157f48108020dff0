"""How somebody wants the pages: edition, text size, theme, language. Per device a cookie, per session its person's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

NAME = "display"  # of the cookie and of the key in the session
YEAR = 365 * 24 * 3600
SIZES = (0, 1, 2, 3, 4)
AUTO = "auto"
# What the guides and phones of the country call such an edition; whoever searches for one finds the switch.
WORDS = (
    "长辈版",
    "亲情版",
    "关爱版",
    "关怀版",
    "老年版",
    "大字",
    "适老",
    "无障碍",
    "显示设置",
    "字号",
    "深色",
    "夜间模式",
    "英文版",
)
LATIN_WORDS = ("elder", "large text", "display", "dark mode", "language", "english")


class Edition(TextChoices):
    """Which face of the pages."""

    STANDARD = "standard", _("Standard edition")
    ELDER = "elder", _("Elder edition")


class Theme(TextChoices):
    """Light or dark."""

    AUTO = "auto", _("As the device is set")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


def languages() -> dict[str, str]:
    """The languages by code, each in its own words."""
    return dict(settings.LANGUAGES)


@dataclass(frozen=True, slots=True)
class Display:
    """One choice. `size` counts steps of larger text from 0; no language means the one the browser asks for."""

    edition: str = Edition.STANDARD.value
    size: int = 0
    theme: str = Theme.AUTO.value
    language: str = ""
    chosen: bool = False

    @property
    def is_elder(self) -> bool:
        """Whether pages show less, larger."""
        return self.edition == Edition.ELDER.value

    @property
    def text(self) -> str:
        """The form in which cookie and session keep it."""
        return f"{self.edition}.{self.size}.{self.theme}.{self.language or AUTO}"

    def changed(self, values: Mapping[str, Any]) -> Display:
        """The same with the valid ones of `values`; what is missing or unknown stays as it is."""
        language = _one_of([AUTO, *languages()], values.get("language"), self.language or AUTO)
        return replace(
            self,
            edition=_one_of(Edition.values, values.get("edition"), self.edition),
            size=int(_one_of([str(each) for each in SIZES], values.get("size"), str(self.size))),
            theme=_one_of(Theme.values, values.get("theme"), self.theme),
            language="" if language == AUTO else language,
            chosen=True,
        )


def _one_of(allowed: Sequence[str], value: object, otherwise: str) -> str:
    return str(value) if str(value) in allowed else otherwise


PLAIN = Display()
_current: ContextVar[Display] = ContextVar("display", default=PLAIN)


def current() -> Display:
    """The choice that holds for the page being made."""
    return _current.get()


def parsed(text: str) -> Display | None:
    """The choice that `Display.text` wrote; None for anything else."""
    parts = text.split(".")
    if len(parts) != 4:
        return None
    found = PLAIN.changed(dict(zip(("edition", "size", "theme", "language"), parts, strict=True)))
    return found if found.text == text else None


def of_request(request: HttpRequest) -> Display:
    """The person's choice if the session carries one, else the device's, else the plain one. No query for visitors."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        own = parsed(str(request.session.get(NAME, "")))
        if own is not None:
            return own
    return parsed(request.COOKIES.get(NAME, "")) or PLAIN


def keep_on_device(response: HttpResponse, choice: Display) -> None:
    """Remember the choice of a visitor on this device for a year; it says nothing about who he is."""
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(NAME, choice.text, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)


def begin(choice: Display) -> None:
    """Make the pages of this thread follow `choice` from now on."""
    _current.set(choice)
    if choice.language:
        translation.activate(choice.language)


@contextmanager
def using(choice: Display) -> Iterator[None]:
    """Follow `choice` inside a `with` block only."""
    token = _current.set(choice)
    try:
        with translation.override(choice.language or translation.get_language()):
            yield
    finally:
        _current.reset(token)


def is_meant_by(typed: str) -> bool:
    """Whether somebody who searches for `typed` looks for the display settings."""
    words = typed.strip().lower()
    if words.isascii():
        return len(words) >= 4 and any(each.startswith(words) for each in LATIN_WORDS)
    return len(words) > 1 and any(each in words or words in each for each in WORDS)


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `display` and `elder`."""
    return {"display": current(), "elder": current().is_elder}
