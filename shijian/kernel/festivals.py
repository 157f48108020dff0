"""The traditional festivals by their date: villages plan by them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock

NAMES: dict[str, str | Promise] = {
    "除夕": _("New Year's Eve of the farmers' calendar"),
    "春节": _("Spring Festival"),
    "元宵": _("Lantern Festival"),
    "清明": _("Qingming"),
    "端午": _("Dragon Boat Festival"),
    "中秋": _("Mid-Autumn Festival"),
    "重阳": _("Double Ninth Festival"),
}
YEARS = range(1901, 2100)  # what the lunar calendar is computed for


@lru_cache(maxsize=16)
def _of_year(year: int) -> dict[date, str]:
    found = {day: name for name, day in clock.lunar_festivals(year).items()}
    spring = min(found)
    return {**found, spring - timedelta(days=1): "除夕"}


def on(day: date) -> str:
    """The festival of a day in the words of the page's language; empty for an ordinary day."""
    name = _of_year(day.year).get(day, "") if day.year in YEARS else ""
    return str(NAMES[name]) if name else ""
