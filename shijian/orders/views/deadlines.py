"""Pages of orders by deadline: the oldest first, those without one last, each page cut at a key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from shijian.kernel import sealed_words
from shijian.kernel.paging import Page
from shijian.orders.models import Order

SIZE = 30
FORWARDS, BACKWARDS = "from", "to"


@dataclass(frozen=True, slots=True)
class Key:
    """The place of an order in the list: its deadline, if it has one, and its key."""

    due: dt.datetime | None
    pk: int

    @classmethod
    def of(cls, order: Order) -> Key:
        """The place of `order`."""
        return cls(order.due_at, order.pk)

    @classmethod
    def read(cls, text: str) -> Key | None:
        """The place that an address names; None for anything else."""
        due, found, pk = text.partition("~")
        if not found or not pk.isascii() or not pk.isdigit() or len(pk) > 18:
            return None
        try:
            moment = parse_datetime(due)
        except ValueError:
            return None
        if moment is not None and moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
        return cls(moment, int(pk))

    @property
    def text(self) -> str:
        """How an address names it."""
        return f"{self.due.isoformat() if self.due else ''}~{self.pk}"

    @property
    def behind(self) -> Q:
        """The orders that come after it."""
        if self.due is None:
            return Q(due_at__isnull=True, pk__gt=self.pk)
        return Q(due_at__gt=self.due) | Q(due_at=self.due, pk__gt=self.pk) | Q(due_at__isnull=True)

    @property
    def before(self) -> Q:
        """The orders that come in front of it."""
        if self.due is None:
            return Q(due_at__isnull=False) | Q(due_at__isnull=True, pk__lt=self.pk)
        return Q(due_at__lt=self.due) | Q(due_at=self.due, pk__lt=self.pk)


def by_deadline(rows: QuerySet[Order], request: HttpRequest) -> Page[Order]:
    """The page that the address asks for, with the addresses of its neighbours. One query."""
    start, end = (Key.read(request.GET.get(name, "")) for name in (FORWARDS, BACKWARDS))
    if end is not None and start is None:
        found = list(rows.filter(end.before).order_by(F("due_at").desc(nulls_first=True), "-pk")[: SIZE + 1])
        more, found = len(found) > SIZE, found[:SIZE][::-1]
        return _page(found, request, ahead=True, back=more)
    if start is not None:
        rows = rows.filter(start.behind)
    found = list(rows.order_by(F("due_at").asc(nulls_last=True), "pk")[: SIZE + 1])
    return _page(found[:SIZE], request, ahead=len(found) > SIZE, back=start is not None)


def _page(found: list[Order], request: HttpRequest, *, ahead: bool, back: bool) -> Page[Order]:
    if not found:
        return Page([], "", "")
    next_url = _url(request, FORWARDS, Key.of(found[-1])) if ahead else ""
    prev_url = _url(request, BACKWARDS, Key.of(found[0])) if back else ""
    return Page(found, next_url, prev_url)


def _url(request: HttpRequest, name: str, key: Key) -> str:
    """The list as it is asked for now, at another place."""
    kept = [(k, v) for k, v in sealed_words.kept(request) if k not in (FORWARDS, BACKWARDS)]
    return "?" + urlencode([*kept, (name, key.text)])
