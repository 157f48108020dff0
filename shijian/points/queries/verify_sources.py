"""Every credit computed again from its record and rule, every deduction held against its decision."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from operator import itemgetter

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.points.enums import DeductionState, Reason
from shijian.points.models import Batch, Credit, Deduction, Entry, PointsRule
from shijian.points.queries import verify_credit_sql, verify_sql
from shijian.points.queries.countable import service_of
from shijian.points.queries.reckoning import Caps, Given, Service, caps_of, in_force, worth
from shijian.points.queries.verify_sql import Row
from shijian.records.enums import RecordState

CHUNK = 2000
PEOPLE = 500
SHARES, SPAN = 8, 100_000
LATE = dt.timedelta(days=1)
Reversal = tuple[int, Service, int]  # key of the reversing batch, the service, the points of the credit


def credit_parts() -> list[Callable[[], Iterator[str]]]:
    """Parts that name credits that do not follow from their record and rule; two may name the same one.

    The database finds the people of whom something does not fit, or whom a cap may have cut; what they got is computed
    anew, credit by credit.
    """
    spans = verify_sql.shares("points_credit", SHARES, SPAN)
    return [_over_problems, *(partial(_span_problems, *span) for span in spans), _worth_problems]


def _span_problems(low: int, high: int) -> Iterator[str]:
    """Credits of a span that were cut, or do not fit their batch, their record or their rule."""
    rules = list(PointsRule.objects.approved())
    yield from _walked(verify_credit_sql.suspects(low, high, rules), rules)


def _over_problems() -> Iterator[str]:
    """Of people who served more than a cap lets through, and of nobody: credits whose record is missing."""
    rules = list(PointsRule.objects.approved())
    yield from _named(verify_credit_sql.stranded(), _Reckoner(rules, ()))
    yield from _walked(verify_credit_sql.over(*_tightest(rules)), rules)


def _worth_problems() -> Iterator[str]:
    """Credits that say another worth than the rule gives."""
    rules = list(PointsRule.objects.approved())
    by_key, found = {rule.pk: rule for rule in rules}, set()
    for rule, minutes, recipient, grade, said in verify_credit_sql.worths():
        service = Service(0, dt.date.min, minutes, recipient, grade, ("", 0))
        if rule not in by_key or worth(by_key[rule], service) != said:
            found |= verify_credit_sql.worth_to(rule, minutes, recipient, grade, said)
    yield from _walked(found, rules)


def _walked(found: set[int | None], rules: Sequence[PointsRule]) -> Iterator[str]:
    people = sorted(who for who in found if who is not None)
    for at in range(0, len(people), PEOPLE):
        some = people[at : at + PEOPLE]
        yield from _named(verify_credit_sql.credits_of(some), _Reckoner(rules, some))


def _tightest(rules: Sequence[PointsRule]) -> Caps:
    """The least cap of any rule for an event, a day and a month."""
    event, day, month = zip(*map(caps_of, rules), strict=True) if rules else ((), (), ())
    return _least(event), _least(day), _least(month)


def _least(caps: Iterable[int | None]) -> int | None:
    return min((cap for cap in caps if cap is not None), default=None)


def _named(rows: Iterable[Row], reckoner: _Reckoner) -> Iterator[str]:
    """In the order in which they were given, with the caps as they stood."""
    for row in rows:
        for words in reckoner.wrong(row):
            names = {
                "credit": row[0],
                "record": row[1],
                "batch": row[2],
                "points": row[5],
                "right": reckoner.right,
            }
            yield words % names


def _reversals(people: Sequence[int]) -> deque[Reversal]:
    rows = Credit.objects.filter(record__volunteer__in=people, batch__reversed_by__isnull=False)
    found = [
        (row.batch.reversed_by.pk, service_of(row.record), row.points)
        for row in rows.select_related("record", "batch__reversed_by")
        if row.batch
    ]
    return deque(sorted(found, key=lambda each: each[0]))


class _Reckoner:
    """Computes credit after credit, and remembers what was given so far. `right`: what the last should have given."""

    def __init__(self, rules: Iterable[PointsRule], people: Sequence[int]) -> None:
        """Take the approved rules, and those whose credits will come."""
        begun = [
            (f"{rule.approved_at or verify_credit_sql.FIRST:%Y-%m-%d %H:%M:%S.%f}", rule) for rule in rules
        ]
        self.rules = sorted(begun, key=itemgetter(0))
        self.moments = [moment for moment, _rule in self.rules]
        self.given, self.reversals, self.right = Given(), _reversals(people), 0
        self.by_key = {rule.pk: rule for _moment, rule in self.rules}
        self.rule_of, self.worth = cache(self._rule_of), cache(self._worth)

    def _rule_of(self, day: str, known: int) -> tuple[int | None, Caps]:
        """Key and caps of the rule of that day, out of those that were known."""
        rule = in_force([rule for _moment, rule in self.rules[:known]], dt.date.fromisoformat(day))
        return (rule.pk, caps_of(rule)) if rule else (None, (None, None, None))

    def _worth(self, rule: int, minutes: int, recipient: str, grade: str) -> int:
        return worth(self.by_key[rule], Service(0, dt.date.min, minutes, recipient, grade, ("", 0)))

    def wrong(self, row: Row) -> Sequence[str]:
        """What is wrong with a credit, in words that want its names."""
        _key, _record, _batch, rule_id, said, points, cut, behind, at, who, day, *facts = row
        minutes, recipient, grade, kind, source, same_day, early, fits = facts
        if who is None:
            return [_("record %(record)s of credit %(credit)s is missing")]
        if self.reversals and self.reversals[0][0] <= behind:
            self._take_back(behind)
        keys = ((who, kind, source), (who, day), (who, day[:7]))
        right_id, caps = self.rule_of(day, bisect_right(self.moments, at))
        if right_id is None or right_id != rule_id:
            self.given.count(points, *keys)
            words = _("credit %(credit)s of record %(record)s is by a rule that did not hold on its day")
            return [words, *_odd(early=False, fits=fits)]
        full = self.worth(rule_id, minutes, recipient, grade)
        self.right, why = self.given.take(full, caps, *keys)
        if not (same_day and said == full and points == self.right and cut == why):
            self.given.count(points - self.right, *keys)
            words = _(
                "credit %(credit)s of record %(record)s gives %(points)s points; by the rules it is %(right)s"
            )
            return [words, *_odd(early=early, fits=fits)]
        return () if fits and not early else _odd(early=early, fits=fits)

    def _take_back(self, behind: int) -> None:
        while self.reversals and self.reversals[0][0] <= behind:
            _key, taken, back = self.reversals.popleft()
            day = taken.day.isoformat()
            who = taken.volunteer_id
            self.given.count(-back, (who, *taken.source), (who, day), (who, day[:7]))


def _odd(*, early: bool, fits: bool) -> list[str]:
    """What else is wrong with a credit."""
    said = []
    if early:
        said.append(
            _("credit %(credit)s of record %(record)s was given before its time before the public was over")
        )
    if not fits:
        said.append(_("batch %(batch)s does not give what credit %(credit)s of record %(record)s says"))
    return said


def origin_problems() -> Iterator[str]:
    """Name batches that nothing explains, and deductions that do not follow from a decision."""
    yield from _without_credit()
    yield from _voided()
    yield from _deductions()


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
