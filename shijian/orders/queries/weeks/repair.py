"""What spans cannot say: windows of one person that meet although their spans differ, and the minutes of a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from shijian.matching.week import Arcs, Ints
from shijian.orders.queries.weeks.snapshot import Snapshot

Row = tuple[int, int, int]


def apart(taken: Snapshot, arcs: Arcs, services: Ints, diary: Diary) -> Ints:
    """The services without those that meet a dearer one of the same person; others who are free take their places.

    An order that needs all its people keeps all or none: those come first, and what is torn goes before others are
    filled. What is given stands in the diary then.
    """
    weight, whole = taken.week.orders.weight, taken.week.orders.whole
    turn = sorted(services.tolist(), key=lambda row: (-int(weight[row[0]]), row[0], row[1]))
    kept = [(order, person, span) for order, person, span in turn if diary.write(order, person, span)]
    missing = np.bincount(services[:, 0], minlength=len(taken.orders))
    missing -= np.bincount([row[0] for row in kept], minlength=len(taken.orders)) if kept else 0
    short = np.flatnonzero(missing).tolist()
    for order in sorted(short, key=lambda one: (not whole[one], -int(weight[one]), one)):
        together = {row[2] for row in kept if row[0] == order}
        kept.extend(_others(order, int(missing[order]), arcs, diary, together))
        if whole[order]:
            kept = _mended(order, int(taken.week.orders.seats[order]), kept, diary)
    return np.array(sorted(kept), np.int64).reshape(-1, 3)


def _mended(order: int, seats: int, kept: list[Row], diary: Diary) -> list[Row]:
    """The services without those of an order that lacks somebody."""
    mine = [row for row in kept if row[0] == order]
    if len(mine) == seats:
        return kept
    for _order, person, _span in mine:
        diary.strike(order, person)
    return [row for row in kept if row[0] != order]


def _others(order: int, seats: int, arcs: Arcs, diary: Diary, together: set[int]) -> Iterator[Row]:
    """The nearest who are free; all people of an order come in one span, the one in `together` if there is one."""
    mine = np.flatnonzero(arcs.order == order)
    for arc in mine[np.lexsort((arcs.volunteer[mine], arcs.way[mine]))].tolist():
        row = (order, int(arcs.volunteer[arc]), int(arcs.slot[arc]))
        if seats and together <= {row[2]} and diary.write(*row):
            seats, together = seats - 1, {row[2]}
            yield row


class Diary:
    """Who has been given what: windows in minutes of the week, services and minutes left."""

    def __init__(self, taken: Snapshot) -> None:
        self.taken = taken
        self.days: dict[int, list[int]] = defaultdict(list)

    def write(self, order: int, person: int, span: int) -> bool:
        """Give the order to the person, unless it does not fit any more."""
        mine, windows = self.days[person], self.taken.windows
        start, end = windows[order]
        meets = any(windows[each][0] < end and windows[each][1] > start for each in mine)
        full = len(mine) >= int(self.taken.week.volunteers.cap[person])
        if meets or full or self._minutes(order, person) > int(self.taken.crew.minutes_left[person]):
            return False
        mine.append(order)
        return True

    def strike(self, order: int, person: int) -> None:
        """Take the order back."""
        self.days[person].remove(order)

    def _minutes(self, order: int, person: int) -> int:
        return sum(self.taken.orders[each].minutes for each in (*self.days[person], order))
