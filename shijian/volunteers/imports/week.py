"""Free time as offices write it: 周一至周五 14:00-18:00；周末全天."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

Span = tuple[int, int, int]
DAYS = {
    char: number
    for number, chars in enumerate(("", "一1", "二2", "三3", "四4", "五5", "六6", "日天七7"))
    for char in chars
}
NAMES = "一二三四五六日"
GROUPS = {
    "每天": range(1, 8),
    "天天": range(1, 8),
    "每日": range(1, 8),
    "随时": range(1, 8),
    "全周": range(1, 8),
    "工作日": range(1, 6),
    "双休日": range(6, 8),
    "周末": range(6, 8),
    "节假日": range(6, 8),
}
PARTS = {
    "上午": (480, 720),
    "早上": (480, 720),
    "下午": (720, 1080),
    "晚上": (1080, 1260),
    "晚间": (1080, 1260),
    "全天": (480, 1200),
}
WHOLE = (480, 1200)
CLOCK = re.compile(r"(\d{1,2})(?:[:点时](\d{2})?分?)?[-~至到](\d{1,2})(?:[:点时](\d{2})?分?)?")
SEPARATE = re.compile(r"[;；\n。]|[,，](?=\s*(?:周|星期|礼拜|每|工作日|双休日|节假日))")
PREFIX = re.compile(r"星期|礼拜")
RANGE = re.compile(r"周?([一二三四五六日天七1-7])[-~至到]周?([一二三四五六日天七1-7])")
LIST = re.compile(r"(?:周[一二三四五六日天七1-7]|[、和,]|[一二三四五六日天七])+")


def parse(words: str) -> list[Span] | None:
    """Give spans (weekday 1-7, first minute, last minute); None for what cannot be understood."""
    spans: set[Span] = set()
    for part in SEPARATE.split(words):
        plain = (
            PREFIX.sub("周", unicodedata.normalize("NFKC", part))
            .replace(" ", "")
            .replace("—", "-")
            .replace("–", "-")
        )
        if plain:
            days, rest = _days(plain)
            times = _times(rest)
            if days is None or times is None:
                return None
            spans.update((day, start, end) for day in days for start, end in times)
    return sorted(spans)


def _days(words: str) -> tuple[Iterable[int] | None, str]:
    for name, days in GROUPS.items():
        if words.startswith(name):
            return days, words.removeprefix(name)
    if found := RANGE.match(words):
        first, last = DAYS[found[1]], DAYS[found[2]]
        return (range(first, last + 1) if first <= last else None), words[found.end() :]
    if words.startswith("周") and (found := LIST.match(words)):
        named = {DAYS[char] for char in found[0] if char in DAYS}
        return named, words[found.end() :]
    return (range(1, 8), words) if _times(words) and words else (None, words)


def _times(words: str) -> list[tuple[int, int]] | None:
    words = words.strip("的:,、()")
    if not words:
        return [WHOLE]
    named = [span for name, span in PARTS.items() if name in words]
    clocks = [_clock(found) for found in CLOCK.finditer(words)]
    rest = CLOCK.sub("", words)
    for name in (*PARTS, "、", ",", "和", "及"):
        rest = rest.replace(name, "")
    if rest or None in clocks:
        return None
    return [span for span in clocks if span] or named or None


def _clock(found: re.Match[str]) -> tuple[int, int] | None:
    first, first_minute, last, last_minute = (int(part or 0) for part in found.groups())
    start, end = first * 60 + first_minute, last * 60 + last_minute
    return (start, end) if start < end <= 1440 and first_minute < 60 and last_minute < 60 else None


def written(spans: Iterable[Span]) -> str:
    """Write spans so that `parse` reads them again; days with the same hours stand together."""
    by_time: dict[tuple[int, int], list[int]] = {}
    for day, start, end in sorted(spans):
        by_time.setdefault((start, end), []).append(day)
    return "；".join(
        f"{'、'.join(f'周{NAMES[day - 1]}' for day in days)} {_hour(start)}-{_hour(end)}"
        for (start, end), days in by_time.items()
    )


def _hour(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
