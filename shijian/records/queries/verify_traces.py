"""Rows held against the digests that the audit trail keeps of them, in the order of their keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import models, transaction
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.audit.kept import Deed, Kept
from shijian.records.queries import traces
from shijian.records.queries.older_rows import Seals, standing


@dataclass(slots=True)
class Tally:
    """How many rows were looked at, and how many of them nothing can prove."""

    rows: int = 0
    bare: int = 0


@dataclass(slots=True)
class Look:
    """The look at one kind of row. `first` is the lowest key that must have a digest; none: nothing must.

    `seals` say which rows are older than the digests; where they are there, nothing else may be without one.
    """

    model: type[models.Model]
    kept: Kept
    first: int | None = None
    tally: Tally = field(default_factory=Tally)
    seals: Seals = field(init=False)

    def __post_init__(self) -> None:
        """Find where digests begin: rows that are older come from a release without them."""
        self.first = self.kept.first(self.kind)
        sealed = [] if self.kept.gaps else self.kept.seals(self.kind)
        self.seals = Seals(sealed, str(self._trace.name))

    @property
    def _trace(self) -> traces.Trace:
        return traces.TRACES[self.model]

    @property
    def kind(self) -> str:
        """The kind under which the audit trail names the rows."""
        return self.model._meta.label_lower

    def problems(self) -> Iterator[str]:
        """Name every row that was changed, taken out or put in."""
        behind = 0
        while keys := self._keys(behind):
            yield from self._chunk(keys, behind, keys[-1])
            behind = keys[-1]
        yield from self._chunk([], behind, None)
        yield from self.seals.end()

    def _keys(self, behind: int) -> list[int]:
        rows = self.model._default_manager.filter(pk__gt=behind).order_by("pk")
        return list(rows.values_list("pk", flat=True)[: self._trace.chunk])

    def _chunk(self, keys: list[int], first: int, last: int | None) -> Iterator[str]:
        digests = dict(traces.digests(self.model, keys))
        deeds = self.kept.between(self.kind, first, last)
        self.tally.rows += len(digests)
        for key in sorted({*digests, *deeds}):
            said, done = digests.get(key), deeds.get(key, [])
            self.tally.bare += not done and self._may_be_bare(key)
            yield from self.seals.look(key, standing(said, done))
            if self._wrong(key, said, done):
                yield from self._again(key)

    def _may_be_bare(self, key: int) -> bool:
        if self.seals.last is not None:
            return key <= self.seals.last
        return self.first is None or key < self.first

    def _again(self, key: int) -> Iterator[str]:
        """Look once more under a lock: somebody may just have done something to the row."""
        with transaction.atomic():
            rows = self.model._default_manager.select_for_update(of=("self",)).filter(pk=key)
            said = traces.stored(row) if (row := rows.first()) else None
            done = self.kept.between(self.kind, key - 1, key).get(key, [])
        if words := self._wrong(key, said, done):
            yield words

    def _wrong(self, key: int, said: str | None, done: list[Deed]) -> str:
        """What is wrong with a row, in words; nothing when it is what the trail says."""
        names = {"what": self._trace.name, "row": key}
        if (not done or done[0].before is not None) and not self._may_be_bare(key):
            return _("%(what)s %(row)s was put in: the audit trail does not know who made it") % names
        if not done:
            return ""
        if said is None:
            words = _("%(what)s %(row)s is missing; it was there on %(time)s (%(action)s)")
            return words % {**names, **_last(done[-1])}
        for before, after in pairwise(done):
            if after.before != before.after:
                words = _("%(what)s %(row)s was changed by nobody before %(time)s (%(action)s)")
                return words % {**names, **_last(after)}
        if said != done[-1].after:
            words = _("%(what)s %(row)s was changed by nobody after %(time)s (%(action)s)")
            return words % {**names, **_last(done[-1])}
        return ""


def _last(deed: Deed) -> dict[str, str]:
    moment = clock.local(dt.datetime.fromisoformat(deed.at))
    return {"time": f"{moment:%Y-%m-%d %H:%M:%S}", "action": deed.action}
