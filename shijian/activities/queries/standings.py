"""Who is where in a round or contest: pure computing on whole numbers, so that anybody can do it again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shijian.activities.enums import Scoring, Status
from shijian.activities.models import Contest, Mark, Round, Start


@dataclass(frozen=True, slots=True)
class Line:
    """A start with what it reached; `rank` is empty without a value, equal values share a rank (1, 2, 2, 4)."""

    start: Start
    value: int | None
    rank: int | None


def drawn(numbers: Iterable[int], seed: str) -> list[int]:
    """The order that the draw of `seed` gives to start numbers: by the SHA-256 of seed and number."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())


def lines(round_: Round) -> list[Line]:
    """The standing of a round, best first; two queries."""
    contest = round_.contest
    starts = list(round_.starts.select_related("entry__contest", "entry__contact"))
    marks = Mark.objects.filter(start__round=round_, corrected_by__isnull=True)
    said: dict[int, list[int]] = {}
    for mark in marks.order_by("judge_id"):
        said.setdefault(mark.start_id, []).append(mark.value)
    return ranked(contest, [(start, reached(contest, start, said.get(start.pk, []))) for start in starts])


def reached(contest: Contest, start: Start, values: Sequence[int]) -> int | None:
    """What a start reached: the mean of the judges in hundredths, rounded half up, or the clock's number."""
    if start.status != Status.STARTED or not values:
        return None
    if contest.scoring != Scoring.POINTS:
        return values[0]
    counted = sorted(values)[1:-1] if contest.drops_extremes and len(values) > 2 else values
    return int(Fraction(sum(counted), len(counted)) + Fraction(1, 2))


def ranked(contest: Contest, rows: Iterable[tuple[Start, int | None]]) -> list[Line]:
    """Rank starts; those without a value come last, by start number."""
    sign = 1 if contest.scoring == Scoring.TIME else -1
    ordered = sorted(rows, key=lambda row: (row[1] is None, sign * (row[1] or 0), row[0].entry.number))
    found: list[Line] = []
    for place, (start, value) in enumerate(ordered, 1):
        same = bool(found) and value is not None and found[-1].value == value
        rank = None if value is None else found[-1].rank if same else place
        found.append(Line(start, value, rank))
    return found


def final(contest: Contest) -> list[Line]:
    """The standing of the contest: that of the last round, then those who did not go on, round by round backwards.

    Those who did not go on are ranked among themselves, behind all who did.
    """
    found: list[Line] = []
    seen: set[int] = set()
    for round_ in contest.rounds.order_by("-number"):
        rows = [(each.start, each.value) for each in lines(round_) if each.start.entry_id not in seen]
        before = len(seen)
        found += [
            Line(each.start, each.value, each.rank and each.rank + before) for each in ranked(contest, rows)
        ]
        seen |= {start.entry_id for start, _value in rows}
    return found
