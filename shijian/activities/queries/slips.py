"""What the two-question slips say; nothing is shown of fewer than five."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from shijian.activities.enums import Satisfaction
from shijian.activities.models import Activity, Slip

LEAST = 5


@dataclass(frozen=True, slots=True)
class SlipResult:
    """How many slips, the mean of 1–5, and for each answer its count, None where it is under five but not zero."""

    count: int
    mean: float
    answers: tuple[tuple[str, int | None], ...]
    again: int | None
    asked_again: int


def slip_result(activity: Activity, session_id: int | None = None) -> SlipResult | None:
    """The slips of an activity or of one meeting; None for fewer than five. Two queries."""
    rows = Slip.objects.filter(session__activity=activity)
    if session_id is not None:
        rows = rows.filter(session_id=session_id)
    sums = rows.values("satisfaction").annotate(n=Sum("count")).order_by()
    counts = {row["satisfaction"]: row["n"] for row in sums}
    total = sum(counts.values())
    if total < LEAST:
        return None
    answers = tuple((str(each.label), _shown(counts.get(each.value, 0))) for each in Satisfaction)
    by_again = {row["again"]: row["n"] for row in rows.values("again").annotate(n=Sum("count")).order_by()}
    yes, no = by_again.get(True, 0), by_again.get(False, 0)
    again = yes if _shown(yes) is not None and _shown(no) is not None else None
    return SlipResult(
        total, round(sum(k * n for k, n in counts.items()) / total, 1), answers, again, yes + no
    )


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= LEAST else None
