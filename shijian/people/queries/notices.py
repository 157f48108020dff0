"""Privacy notices: the one in force, and earlier ones."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.utils.translation import get_language

from shijian.kernel import clock
from shijian.people.enums import NoticeKind
from shijian.people.models import PrivacyNotice

MAIN_LANGUAGE = "zh-hans"


@dataclass(frozen=True, slots=True)
class Stamp:
    """The notice that a consent follows: its number and the fingerprint of its text in the main language."""

    version: int = 0
    sha256: str = ""


def fingerprint(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def version_on(kind: str = NoticeKind.GENERAL, *, on: dt.date | None = None) -> int:
    """The number of the version in force on a day; 0 when none is."""
    rows = PrivacyNotice.objects.filter(kind=kind, valid_from__lte=on or clock.today())
    newest = rows.order_by("-version").values_list("version", flat=True).first()
    return newest or 0


def text_of(version: int, kind: str = NoticeKind.GENERAL, *, language: str = "") -> PrivacyNotice | None:
    """A version in the language of the page, else in the main one."""
    language = language or get_language() or MAIN_LANGUAGE
    rows = {row.language: row for row in PrivacyNotice.objects.filter(kind=kind, version=version)}
    return rows.get(language) or rows.get(MAIN_LANGUAGE) or next(iter(rows.values()), None)


def stamp(kind: str = NoticeKind.GENERAL) -> Stamp:
    """What a consent of today carries. One query."""
    rows = PrivacyNotice.objects.filter(kind=kind, valid_from__lte=clock.today(), language=MAIN_LANGUAGE)
    newest = rows.order_by("-version").values_list("version", "sha256").first()
    return Stamp(*newest) if newest else Stamp()


def renewals(kind: str = NoticeKind.GENERAL) -> dict[str, PrivacyNotice]:
    """For each purpose the newest version in force that asks its consent anew. One query."""
    rows = PrivacyNotice.objects.filter(kind=kind, valid_from__lte=clock.today(), language=MAIN_LANGUAGE)
    found: dict[str, PrivacyNotice] = {}
    for row in rows.exclude(renews=[]).order_by("version"):
        found |= dict.fromkeys(row.renews, row)
    return found


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """The text as headings, each with its paragraphs."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith("## "):
            found.append((line.removeprefix("## "), []))
        else:
            if not found:
                found.append(("", []))
            found[-1][1].append(line)
    return found
