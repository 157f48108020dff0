"""When help would suit: eight cards instead of a calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.kernel import clock

# (name, begins, ends, last hour at which the half of today is still worth asking for)
HALVES = (("am", dt.time(8), dt.time(12), 11), ("pm", dt.time(13), dt.time(18), 17))
SUNDAY = 7


@dataclass(frozen=True, slots=True)
class When:
    """One card: its value, its words, and the window that it stands for (aware)."""

    value: str
    day: str
    half: str
    begins: dt.datetime
    ends: dt.datetime

    @property
    def label(self) -> str:
        """The card in words."""
        return f"{self.day}{self.half}"


def choices(now: dt.datetime | None = None) -> list[When]:
    """The cards that can be chosen now: today, tomorrow, the day after, this week; mornings and afternoons."""
    here = clock.local(now or clock.now())
    days = [
        ("today", 0, _("today")),
        ("tomorrow", 1, _("tomorrow")),
        ("after", 2, _("the day after tomorrow")),
    ]
    cards = [
        _day(here.date() + dt.timedelta(days=ahead), name, words, half)
        for name, ahead, words in days
        for half in HALVES
        if ahead or here.hour < half[3]
    ]
    return cards + [_week(here.date(), half) for half in HALVES]


def chosen(value: str, now: dt.datetime | None = None) -> When | None:
    """The card with that value, if it can be chosen now."""
    return next((card for card in choices(now) if card.value == value), None)


def _day(day: dt.date, name: str, words: str, half: tuple[str, dt.time, dt.time, int]) -> When:
    return When(f"{name}-{half[0]}", words, _half(half[0]), _at(day, half[1]), _at(day, half[2]))


def _week(today: dt.date, half: tuple[str, dt.time, dt.time, int]) -> When:
    """From tomorrow to Sunday; on a Saturday or Sunday the whole next week."""
    ahead = SUNDAY - today.isoweekday()
    words = _("this week") if ahead > 1 else _("next week")
    first = today + dt.timedelta(days=1 if ahead > 1 else ahead + 1)
    last = today + dt.timedelta(days=ahead if ahead > 1 else ahead + SUNDAY)
    return When(f"week-{half[0]}", words, _half(half[0]), _at(first, half[1]), _at(last, half[2]))


def _half(name: str) -> str:
    return _(" morning") if name == "am" else _(" afternoon")


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, clock.ZONE)
