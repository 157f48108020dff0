"""From a set of scans to who was there from when till when. Pure: the order and the number of arrivals do not matter.

Two scans of one coming within a few minutes are one turn, and the strongest way tells its moment. A coming at another
place ends the stay at the place before. A coming long after an open one begins anew; the old one stays open.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from shijian.activities.enums import ScanKind, ScanWay, Unused
from shijian.records.enums import Grade

NEAR = dt.timedelta(minutes=5)
LONGEST = dt.timedelta(hours=16)
STRENGTH = tuple(ScanWay)
ON_SITE = frozenset({ScanWay.SITE, ScanWay.STAFF})
WRITTEN = frozenset({ScanWay.LEADER, ScanWay.PAPER})


@dataclass(frozen=True, slots=True)
class Mark:
    """One counted scan. `own`: made by the person; `late`: entered late and vouched for by a second person."""

    nonce: str
    kind: ScanKind
    way: ScanWay
    at: dt.datetime
    place: int | None = None
    own: bool = False
    late: bool = False
    key: int = 0

    @property
    def order(self) -> tuple[dt.datetime, bool, int, str]:
        """By time; at one moment somebody goes before somebody comes."""
        return self.at, self.kind == ScanKind.IN, STRENGTH.index(self.way), self.nonce


@dataclass(frozen=True, slots=True)
class Turn:
    """One coming or going, told by one or more scans."""

    marks: tuple[Mark, ...]

    @property
    def mark(self) -> Mark:
        """The scan that counts: the strongest, then the earliest."""
        return min(self.marks, key=lambda mark: (STRENGTH.index(mark.way), mark.order))

    @property
    def kind(self) -> ScanKind:
        """Coming or going."""
        return self.marks[0].kind

    @property
    def place(self) -> int | None:
        """The place, where one of the scans names it."""
        return next((mark.place for mark in self.marks if mark.place is not None), None)

    @property
    def is_confirmed(self) -> bool:
        """Whether the person and somebody of the organiser told it, each by a scan."""
        staff = any(mark.way == ScanWay.STAFF and not mark.own for mark in self.marks)
        return staff and any(mark.own for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Span:
    """A stay; open while nobody knows of the going. `left` is a coming where the person moved to another place."""

    came: Turn
    left: Turn | None = None

    @property
    def grade(self) -> Grade:
        """How well a closed stay is proved (the weaker end decides)."""
        ends = [turn.mark for turn in (self.came, self.left) if turn]
        ways = {mark.way for mark in ends}
        if any(mark.late for mark in ends):
            return Grade.LATE
        if ways & WRITTEN:
            return Grade.WITNESSED
        if self.came.is_confirmed and self.left and self.left.mark.way in ON_SITE:
            return Grade.MUTUAL
        return Grade.SITE if ways <= ON_SITE else Grade.SELF


@dataclass(slots=True)
class Folded:
    """The stays, and the scans that tell of none with the reason."""

    spans: list[Span] = field(default_factory=list)
    unused: dict[str, Unused] = field(default_factory=dict)


def fold(marks: Iterable[Mark]) -> Folded:
    """Read the stays off a set of counted scans."""
    found, came = Folded(), None
    for turn in turns(marks):
        if turn.kind == ScanKind.IN:
            came = _arrive(found, came, turn)
        elif came is not None and turn.mark.at - came.mark.at <= LONGEST:
            found.spans.append(Span(came, turn))
            came = None
        else:
            _leave_out(found, turn, Unused.NOT_COME)
    if came is not None:
        found.spans.append(Span(came))
    return found


def _arrive(found: Folded, came: Turn | None, turn: Turn) -> Turn:
    """A coming: the first, one at another place, one that begins anew, or one that tells nothing new."""
    if came is None:
        return turn
    if turn.mark.at - came.mark.at > LONGEST:
        found.spans.append(Span(came))
        return turn
    moved = None not in (came.place, turn.place) and came.place != turn.place
    if moved and turn.mark.at > came.mark.at:
        found.spans.append(Span(came, turn))
        return turn
    _leave_out(found, turn, Unused.THERE_ALREADY)
    return came


def _leave_out(found: Folded, turn: Turn, why: Unused) -> None:
    found.unused |= dict.fromkeys((mark.nonce for mark in turn.marks), why)


def turns(marks: Iterable[Mark]) -> Iterator[Turn]:
    """Put scans of one coming or going together; each nonce counts once."""
    once = {mark.nonce: mark for mark in sorted(marks, key=lambda mark: mark.order, reverse=True)}
    group: list[Mark] = []
    for mark in sorted(once.values(), key=lambda mark: mark.order):
        if group and not _is_same(group, mark):
            yield Turn(tuple(group))
            group = []
        group.append(mark)
    if group:
        yield Turn(tuple(group))


def _is_same(group: list[Mark], mark: Mark) -> bool:
    """Whether a scan tells of the same turn. What the rule wrote for a forgotten going gives way to a real one."""
    first = group[0]
    if mark.kind != first.kind:
        return False
    ruled = ScanWay.POLICY in {mark.way, *(each.way for each in group)}
    if ruled:
        return mark.at - first.at <= LONGEST
    places = {each.place for each in (*group, mark)} - {None}
    return mark.at - first.at <= NEAR and len(places) <= 1
