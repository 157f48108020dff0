"""How numbers and names of contests are written."""

from __future__ import annotations

from django import template

from shijian.activities.enums import Scoring
from shijian.activities.models import Contest, Entry
from shijian.activities.queries.contests import public_name

register = template.Library()


@register.filter
def reached(value: int | None, contest: Contest) -> str:
    """A number in hundredths as people write it; times from a minute on as 3:21.50."""
    if value is None:
        return "—"
    whole, rest = divmod(value, 100)
    if contest.scoring == Scoring.TIME and whole >= 60:
        return f"{whole // 60}:{whole % 60:02d}.{rest:02d}"
    number = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"{number} {contest.measure}".strip()


@register.filter
def shown(entry: Entry) -> str:
    """The name of an entry where it may be shown, else the start number."""
    return public_name(entry)
