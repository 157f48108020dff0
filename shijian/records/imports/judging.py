"""Lays each row into its day and says with what it collides: the file itself, records, other tables, policy."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.records import policies
from shijian.records.enums import RECORD_IMPORT_KIND, ImportRowState, ImportState
from shijian.records.imports.reading import Line
from shijian.records.models import ImportedRow, ServiceRecord

K = TypeVar("K", int, str)
DAY_MINUTES = 24 * 60
CHUNK = 500
Span = tuple[dt.datetime, dt.datetime, int]  # from, until, the row of the file (0: a record)


@dataclass(slots=True)
class Taken:
    """What is taken already, of records and of the rows judged so far."""

    spans: dict[tuple[int, dt.date], list[Span]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, int] = field(default_factory=dict)
    credited: Collection[str] = ()
    waiting: Collection[str] = ()


def judge(lines: Sequence[Line], system: str) -> None:
    """Set `span` and `key` of each line, or say why it cannot be recorded. Rows with times are laid first."""
    for line in lines:
        line.texts["system"] = line.texts.get("system") or system
        line.key = key_of(line)
    taken = _taken(lines)
    for line in sorted(lines, key=lambda each: (not each.times_known, each.number)):
        if line.day is not None and line.minutes and line.volunteer_id is not None:
            _age(line)
            if not _twice(line, taken):
                _place(line, line.volunteer_id, line.day, taken)


def key_of(line: Line) -> str:
    """Give what makes a service the same: system and reference, else all that the row says of it."""
    texts = line.texts
    if texts["reference"]:
        parts = [texts["system"], texts["reference"]]
    else:
        parts = [str(part) for part in (line.volunteer_id, line.day, line.start, line.minutes)]
        parts += [texts["system"], texts["content"], texts["place"]]
    plain = [unicodedata.normalize("NFKC", part).casefold().replace(" ", "") for part in parts]
    return hashlib.sha256("\x1f".join(plain).encode()).hexdigest()


def _age(line: Line) -> None:
    years = int(policy.get(policies.IMPORT_YEARS))
    if line.day is not None and line.day <= clock.today() - dt.timedelta(days=round(years * 365.25)):
        line.refuse(
            "day", _("Services of more than %(years)s years ago are not taken over.") % {"years": years}
        )


def _twice(line: Line, taken: Taken) -> bool:
    """Whether the service is known from elsewhere; says so."""
    first, column = (
        taken.keys.setdefault(line.key, line.number),
        "reference" if line.texts["reference"] else "day",
    )
    if first != line.number:
        line.refuse(column, _("The same service stands in row %(number)s.") % {"number": first})
    elif line.key in taken.credited:
        line.refuse(column, _("This service was taken over before."))
    elif line.key in taken.waiting:
        line.refuse(column, _("This service stands in another table that waits for a decision."))
    else:
        return False
    return True


def _place(line: Line, volunteer: int, day: dt.date, taken: Taken) -> None:
    spans = taken.spans[volunteer, day]
    limit = int(policy.get(policies.MAX_PER_DAY_BLOCK, on=day)) * 60
    if line.minutes + sum(_length(each) for each in spans) > limit:
        words = _("More than %(hours)s hours of service in one day cannot be recorded.")
        line.refuse("minutes", words % {"hours": limit // 60})
        return
    start = line.start if line.start is not None else _gap(line, day, spans)
    if line.problems or start is None:
        return
    span = (_at(day, start), _at(day, start + line.minutes))
    if span[1] > clock.now():
        line.refuse("day", _("A service cannot be recorded before it has ended."))
        return
    hit = next((each for each in spans if each[0] < span[1] and each[1] > span[0]), None)
    if hit is not None:
        line.refuse("start" if line.times_known else "day", _collision(hit))
        return
    line.span = span
    spans.append((*span, line.number))


def _gap(line: Line, day: dt.date, spans: list[Span]) -> int | None:
    """Lay a row without times into the day; beside a record of that day nobody could tell whether both are the same."""
    if any(not number for _start, _end, number in spans):
        line.refuse(
            "day",
            _(
                "There is a record on this day already. Write beginning and end, so that both can be told apart."
            ),
        )
        return None
    start = int(policy.get(policies.IMPORT_START, on=day)) * 60
    for begun, ended, _number in sorted(spans):
        if _at(day, start) < ended and _at(day, start + line.minutes) > begun:
            start = int((ended - _at(day, 0)).total_seconds() // 60)
    if start + line.minutes > DAY_MINUTES:
        line.refuse("minutes", _("So much does not fit into this day. Write beginning and end."))
        return None
    return start


def _collision(hit: Span) -> str:
    if hit[2]:
        return _("This time overlaps with row %(number)s.") % {"number": hit[2]}
    times = [date_format(clock.local(each), "H:i") for each in hit[:2]]
    return _("There is a record from %(start)s to %(end)s already.") % {"start": times[0], "end": times[1]}


def _taken(lines: Sequence[Line]) -> Taken:
    """Read what is there, in a few queries whatever the length of the table."""
    taken = Taken()
    days = [line.day for line in lines if line.day is not None]
    for keys in _chunks({line.volunteer_id for line in lines if line.volunteer_id is not None}):
        rows = ServiceRecord.objects.valid().filter(volunteer__in=keys)
        if days:
            rows = rows.filter(
                started_at__gte=_at(min(days), -DAY_MINUTES), started_at__lt=_at(max(days), DAY_MINUTES)
            )
        for volunteer, start, end in rows.values_list("volunteer_id", "started_at", "ended_at"):
            for day in {clock.local(start).date(), clock.local(end).date()}:
                taken.spans[volunteer, day].append((start, end, 0))
    wanted = {line.key for line in lines}
    taken.credited, taken.waiting = credited(wanted), _waiting(wanted)
    return taken


def credited(keys: Iterable[str]) -> set[str]:
    """Those of the keys whose service has a valid record made by an import."""
    found: set[str] = set()
    for part in _chunks(set(keys)):
        rows = dict(
            ImportedRow.objects.filter(key__in=part, state=ImportRowState.MADE).values_list("pk", "key")
        )
        valid = ServiceRecord.objects.valid().filter(source_kind=RECORD_IMPORT_KIND, source_id__in=rows)
        found |= {rows[pk] for pk in valid.values_list("source_id", flat=True)}
    return found


def _waiting(keys: Iterable[str]) -> set[str]:
    under_way = (ImportState.ASKED, ImportState.APPROVED)
    found: set[str] = set()
    for part in _chunks(set(keys)):
        rows = ImportedRow.objects.filter(key__in=part, state=ImportRowState.FINE, run__state__in=under_way)
        found |= set(rows.values_list("key", flat=True))
    return found


def _chunks(keys: Collection[K]) -> Iterable[list[K]]:
    ordered = sorted(keys)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


def _length(span: Span) -> int:
    return int((span[1] - span[0]).total_seconds() // 60)


def _at(day: dt.date, minutes: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.ZONE) + dt.timedelta(minutes=minutes)
