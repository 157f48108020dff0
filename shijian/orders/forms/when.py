"""When help would suit: eight cards instead of a calendar, and any other day for whom none of them suits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.orders import policies

# (name, begins, ends, last hour at which the half of today is still worth asking for)
HALVES = (("am", dt.time(8), dt.time(12), 11), ("pm", dt.time(13), dt.time(18), 17))
SUNDAY = 7
OTHER = "other"
USUAL = dt.timedelta(hours=2)  # how long somebody is expected when only the beginning is known


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


def on_day(value: str, day: dt.date) -> When | None:
    """The half of any other day that the value "other-am" or "other-pm" names."""
    half = next((half for half in HALVES if value == f"{OTHER}-{half[0]}"), None)
    return None if half is None else _day(day, OTHER, date_format(day, "DATE_FORMAT"), half)


def from_time(day: dt.date, time: dt.time, minutes: int | None) -> When:
    """A window that begins at an hour of the clock and is as long as the service."""
    begins = _at(day, time)
    ends = begins + (dt.timedelta(minutes=minutes) if minutes else USUAL)
    return When(OTHER, date_format(day, "DATE_FORMAT"), "", begins, ends)


def why_not(card: When, now: dt.datetime | None = None) -> str:
    """Why nobody can be asked to come then; "" when it can be asked for."""
    now = now or clock.now()
    most = policy.get(policies.ADVANCE_DAYS)
    if card.ends <= now:
        return _("This time is over already.")
    if clock.local(card.begins).date() > clock.local(now).date() + dt.timedelta(days=most):
        return _("At most %(days)s days ahead.") % {"days": most}
    return ""


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
