"""Whether a term is over. It is the one in force on the day of the fact, so a later decision changes nothing past."""

from __future__ import annotations

import calendar
import datetime as dt
from itertools import pairwise

from django.db import models
from django.db.models import Q

from shijian.kernel import clock, policy


def past(model: type[models.Model], since: str, term: str, *, plus: int = 0) -> Q:
    """Filter for rows of `model` whose fact lies longer ago than `term` says, in months.

    The fact is what the column `since` says, so many months later as `plus`: a birthday of age, for instance.
    """
    is_moment = isinstance(_field(model, since), models.DateTimeField)
    found = Q(pk__in=[])
    for start, end, months in _spans(term):
        until = min(back(clock.today(), months + plus), back(end, plus))
        limits = {"gte": _at(back(start, plus), is_moment), "lt": _at(until, is_moment)}
        found |= Q(**{f"{since}__{lookup}": limit for lookup, limit in limits.items()})
    return found


def back(day: dt.date, months: int) -> dt.date:
    """The day so many months earlier; the last of the month where there is no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = index // 12, index % 12 + 1
    if year < 1:
        return dt.date(1, 1, 2)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _spans(term: str) -> list[tuple[dt.date, dt.date, int]]:
    decided = policy.history(term)
    starts = [dt.date(1, 1, 2), *(day for day, _value in decided), dt.date(9999, 12, 30)]
    values = [policy.DEFINITIONS[term].default, *(value for _day, value in decided)]
    return [(*days, int(value)) for days, value in zip(pairwise(starts), values, strict=True)]


def _at(day: dt.date, is_moment: bool) -> dt.date:
    return dt.datetime.combine(day, dt.time(), clock.ZONE) if is_moment else day


def _field(model: type[models.Model], path: str) -> models.Field[object, object]:
    *way, name = path.split("__")
    for step in way:
        related = model._meta.get_field(step).related_model
        if related is None or isinstance(related, str):
            raise TypeError(f"{path} leads nowhere")
        model = related
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise TypeError(f"{path} is no column")
    return field
