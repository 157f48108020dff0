"""What waits for a member of staff. Each app adds the kinds of things that wait in it; one page shows them all.

    from shijian.kernel import worklist
    worklist.SOURCES.append(worklist.Source(...))       # in AppConfig.ready

A page of the list costs one query a source, however much waits: every source is read from the same point on, oldest
deadline first; what has no deadline comes behind, the longest waiting first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from typing import Any

from django.db.models import Case, DateTimeField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise

from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission

WITH_DEADLINE, WITHOUT = 0, 1
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # stands for a beginning that nobody noted


class Midnight(Func):
    """The beginning of a day as a moment, spelled as the database spells the moments that it compares it with."""

    template = "(%(expressions)s)::timestamp AT TIME ZONE 'UTC'"
    output_field = DateTimeField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite keeps moments as text."""
        return self.as_sql(compiler, connection, template="(%(expressions)s || ' 00:00:00')", **context)


@dataclass(frozen=True, slots=True)
class Line:
    """What a row says: what it is, for whom, where, and a word of warning."""

    title: str
    who: str = ""
    place: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that waits, and its one next step.

    `rows` gives what waits within reach; `since` and `due` name moments of a row (`due` may be null); `by_day` says
    that only the day of `since` is known (a `Midnight`). `panel` is the
    page that holds the next step, `page` the thing itself. `deed` does the step at once for the key of a row and says
    what was done; it is offered for rows that `at_once` admits.
    """

    kind: str
    label: str | Promise
    action: str | Promise
    needs: Permission
    rows: Callable[[Actor], QuerySet[Any]]
    say: Callable[[Any], Line]
    page: Callable[[Any], str]
    panel: Callable[[Any], str]
    since: str = "created_at"
    due: str = ""
    by_day: bool = False
    deed: Callable[[int, Actor], str] | None = None
    at_once: Callable[[Any], bool] = field(default=lambda _row: True)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the list a row stands."""

    late: int
    at: dt.datetime
    kind: str
    pk: int

    @property
    def text(self) -> str:
        """The form that an address carries."""
        return f"{self.late}~{self.at.isoformat()}~{self.kind}~{self.pk}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of the list."""

    source: Source
    place: Place
    line: Line
    since: dt.date | None
    due: dt.datetime | None
    page: str
    panel: str
    at_once: bool

    @property
    def pk(self) -> int:
        """The key of the thing that waits."""
        return self.place.pk

    @property
    def overdue(self) -> bool:
        """Whether the deadline has passed."""
        return self.due is not None and self.due < clock.now()


SOURCES: list[Source] = []


def sources_of(actor: Actor) -> list[Source]:
    """The sources out of which something may wait for the actor."""
    return [source for source in SOURCES if actor.may_anywhere(source.needs)]


def parsed(text: str) -> Place | None:
    """The place that `Place.text` wrote; None for anything else."""
    parts = text.split("~")
    try:
        late, at, kind, pk = int(parts[0]), dt.datetime.fromisoformat(parts[1]), parts[2], int(parts[3])
    except (ValueError, IndexError):
        return None
    fits = late in (WITH_DEADLINE, WITHOUT) and at.tzinfo is not None and 0 <= pk < 1 << 63
    return Place(late, at, kind, pk) if fits else None


def waiting(
    actor: Actor, *, kind: str = "", overdue: bool = False, start: Place | None = None, size: int = 20
) -> tuple[list[Waiting], Place | None]:
    """Give up to `size` rows behind `start` and the place of the last one when more follow; one query a source."""
    chosen = [source for source in sources_of(actor) if kind in ("", source.kind)]
    found = list(
        islice(merge(*(_read(each, actor, overdue, start, size) for each in chosen), key=_key), size + 1)
    )
    return found[:size], found[size - 1].place if len(found) > size else None


def source(kind: str, actor: Actor) -> Source | None:
    """The source of a kind, if something of it may wait for the actor."""
    return next((each for each in sources_of(actor) if each.kind == kind), None)


def _key(row: Waiting) -> Place:
    return row.place


def _read(source: Source, actor: Actor, overdue: bool, start: Place | None, size: int) -> Iterable[Waiting]:
    if overdue and not source.due:
        return []
    rows = _placed(source, source.rows(actor))
    if overdue:
        rows = rows.filter(**{f"{source.due}__lt": clock.now()})
    if start is not None:
        rows = rows.filter(_behind(start, source.kind))
    return [_row(source, each) for each in rows.order_by("waits_late", "waits_at", "pk")[: size + 1]]


def _placed(source: Source, rows: QuerySet[Any]) -> Any:
    since = Coalesce(source.since, Value(LONG_AGO), output_field=DateTimeField())
    if not source.due:
        return rows.annotate(waits_late=Value(WITHOUT, output_field=IntegerField()), waits_at=since)
    late = Case(When(**{f"{source.due}__isnull": True}, then=Value(WITHOUT)), default=Value(WITH_DEADLINE))
    return rows.annotate(waits_late=late, waits_at=Coalesce(F(source.due), since))


def _behind(start: Place, kind: str) -> Q:
    """The keys of a source are behind those of another kind with the same moment by the name of the kind."""
    level = Q(waits_late=start.late)
    same = Q() if kind > start.kind else Q(pk__gt=start.pk) if kind == start.kind else Q(pk__in=[])
    behind = Q(waits_late__gt=start.late) | level & Q(waits_at__gt=start.at)
    return behind | level & Q(waits_at=start.at) & same


def _row(source: Source, row: Any) -> Waiting:
    return Waiting(
        source,
        Place(row.waits_late, row.waits_at, source.kind, row.pk),
        source.say(row),
        _since(source, row),
        _moment(row, source.due) if source.due else None,
        source.page(row),
        source.panel(row),
        source.deed is not None and source.at_once(row),
    )


def _since(source: Source, row: Any) -> dt.date | None:
    moment = _moment(row, source.since)
    if moment is None or moment == LONG_AGO:
        return None
    return moment.date() if source.by_day else moment


def _moment(row: Any, name: str) -> dt.datetime | None:
    value = row
    for part in name.split("__"):
        value = getattr(value, part)
    moment: dt.datetime | None = value
    return moment
