"""Every credit computed again from its record and rule, every deduction held against its decision."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator
from functools import cache
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.points.enums import DeductionState, Reason
from shijian.points.models import Batch, Credit, Deduction, Entry, PointsRule
from shijian.points.queries import verify_sql
from shijian.points.queries.countable import service_of
from shijian.points.queries.reckoning import Given, Service, in_force
from shijian.records.enums import RecordState

CHUNK = 2000
LATE = dt.timedelta(days=1)
FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
_day = cache(dt.date.fromisoformat)
Reversal = tuple[int, Service, int]  # key of the reversing batch, the service, the points of the credit


def source_problems() -> Iterator[str]:
    """Name credits, reversals and deductions that do not follow from their sources."""
    yield from _credits()
    yield from _without_credit()
    yield from _voided()
    yield from _deductions()


def _credits() -> Iterator[str]:
    """In the order in which they were given, with the caps as they stood."""
    reckoner = _Reckoner(PointsRule.objects.approved())
    for key, record, *facts, fits in verify_sql.credited():
        names = {"credit": key, "record": record}
        yield from (words % names for words in reckoner.look(facts))
        if not fits:
            yield (
                _("batch %(batch)s does not give what credit %(credit)s of record %(record)s says")
                % {**names, "batch": facts[5]}
            )


def _reversals() -> deque[Reversal]:
    rows = Credit.objects.filter(batch__reversed_by__isnull=False).select_related(
        "record", "batch__reversed_by"
    )
    found = [(row.batch.reversed_by.pk, service_of(row.record), row.points) for row in rows if row.batch]
    return deque(sorted(found, key=lambda each: each[0]))


class _Reckoner:
    """Computes credit after credit, and remembers what was given so far."""

    def __init__(self, rules: Iterable[PointsRule]) -> None:
        """Take the approved rules."""
        begun = [(f"{rule.approved_at or FIRST:%Y-%m-%d %H:%M:%S.%f}", rule) for rule in rules]
        self.rules = sorted(begun, key=itemgetter(0))
        self.moments = [moment for moment, _rule in self.rules]
        self.given, self.reversals = Given(), _reversals()
        self.in_force = cache(self._in_force)

    def _in_force(self, day: str, known: int) -> PointsRule | None:
        return in_force([rule for _moment, rule in self.rules[:known]], dt.date.fromisoformat(day))

    def look(self, facts: list[Any]) -> Iterator[str]:
        """What is wrong with a credit, in words that want its names."""
        rule_id, day, worth, points, cut, _batch, behind, at, given_on, counts_from, who, served, *rest = (
            facts
        )
        if who is None:
            yield _("record %(record)s of credit %(credit)s is missing")
            return
        while self.reversals and self.reversals[0][0] <= behind:
            _key, taken, back = self.reversals.popleft()
            self.given.add(taken, -back)
        minutes, recipient, grade, *source = rest
        service = Service(who, _day(served), minutes, recipient, grade, (source[0], source[1]))
        rule = self.in_force(served, bisect_right(self.moments, at))
        if rule is None or rule.pk != rule_id:
            self.given.add(service, points)
            yield _("credit %(credit)s of record %(record)s is by a rule that did not hold on its day")
            return
        result = self.given.give(rule, service)
        if (day, worth, points, cut) != (served, result.worth, result.points, result.cut):
            self.given.add(service, points - result.points)
            words = _(
                "credit %(credit)s of record %(record)s gives %(points)s points; by the rules it is %(right)s"
            )
            yield words % {
                "credit": "%(credit)s",
                "record": "%(record)s",
                "points": points,
                "right": result.points,
            }
        if counts_from is not None and given_on < counts_from:
            yield _(
                "credit %(credit)s of record %(record)s was given before its time before the public was over"
            )


def _without_credit() -> Iterator[str]:
    """Batches that nothing explains, and points that came from elsewhere than the issuing account."""
    alone = Batch.objects.filter(reason=Reason.CREDIT, credit__isnull=True).order_by("id")
    for key in alone.values_list("id", flat=True):
        yield _("batch %(batch)s credits a service, but its credit is missing") % {"batch": key}
    for key, batch in verify_sql.rows(verify_sql.ELSEWHERE):
        words = _("entry %(row)s of batch %(batch)s is not on the account of issued points")
        yield words % {"row": key, "batch": batch}


def _voided() -> Iterator[str]:
    """A record that was voided a day ago has its points taken back."""
    late = clock.now() - LATE
    rows = Batch.objects.filter(credit__record__state=RecordState.VOID, credit__record__voided_at__lt=late)
    for key in rows.filter(reversed_by__isnull=True).order_by("id").values_list("id", flat=True):
        yield _("the record of batch %(batch)s was voided, and its points were not taken back") % {
            "batch": key
        }


def _deductions() -> Iterator[str]:
    ended = (DeductionState.UPHELD, DeductionState.DONE)
    right = Deduction.objects.filter(state__in=ended, batch__isnull=False).values_list("batch_id", "amount")
    amounts = dict(right)
    rows = Entry.objects.filter(batch__reason=Reason.DEDUCT, amount__lt=0).values_list(
        "id", "batch_id", "amount"
    )
    for key, batch, amount in rows.order_by("id").iterator(chunk_size=CHUNK):
        if batch not in amounts or -amount > amounts[batch]:
            yield _("entry %(row)s of batch %(batch)s deducts points without a decision") % {
                "row": key,
                "batch": batch,
            }
