"""Every credit computed again from its record and rule, every deduction held against its decision."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.points.enums import RECORD, AccountKind, DeductionState, Reason
from shijian.points.models import Batch, Credit, Deduction, Entry, PointsRule
from shijian.points.queries.countable import service_of
from shijian.points.queries.reckoning import Given, Service, in_force
from shijian.records.enums import RecordState

CHUNK = 2000
LATE = dt.timedelta(days=1)
Reversal = tuple[int, Service, int]  # key of the reversing batch, the service, the points of the credit


def source_problems() -> Iterator[str]:
    """Name credits, reversals and deductions that do not follow from their sources."""
    yield from _credits()
    yield from _without_credit()
    yield from _voided()
    yield from _deductions()


def _credits() -> Iterator[str]:
    rules = list(PointsRule.objects.approved())
    given, reversals = Given(), _reversals()
    rows = Credit.objects.select_related("record__volunteer", "batch").order_by("id")
    for credit in rows.iterator(chunk_size=CHUNK):
        while reversals and reversals[0][0] <= credit.behind:
            _key, service, points = reversals.popleft()
            given.add(service, -points)
        yield from _credit(credit, rules, given)


def _reversals() -> deque[Reversal]:
    rows = Credit.objects.filter(batch__reversed_by__isnull=False).select_related(
        "record", "batch__reversed_by"
    )
    found = [(row.batch.reversed_by.pk, service_of(row.record), row.points) for row in rows if row.batch]
    return deque(sorted(found, key=lambda each: each[0]))


def _credit(credit: Credit, rules: list[PointsRule], given: Given) -> Iterator[str]:
    service, names = service_of(credit.record), {"credit": credit.pk, "record": credit.record_id}
    known = [rule for rule in rules if rule.approved_at is None or rule.approved_at <= credit.at]
    rule = in_force(known, service.day)
    if rule is None or rule.pk != credit.rule_id:
        yield _("credit %(credit)s of record %(record)s is by a rule that did not hold on its day") % names
        given.add(service, credit.points)
        return
    result = given.give(rule, service)
    stored = (credit.day, credit.worth, credit.points, str(credit.cut))
    if stored != (service.day, result.worth, result.points, str(result.cut)):
        words = _(
            "credit %(credit)s of record %(record)s gives %(points)s points; by the rules it is %(right)s"
        )
        yield words % {**names, "points": credit.points, "right": result.points}
        given.add(service, credit.points - result.points)
    if credit.record.counts_from and clock.local(credit.at).date() < credit.record.counts_from:
        words = _(
            "credit %(credit)s of record %(record)s was given before its time before the public was over"
        )
        yield words % names
    if credit.batch is not None and not _fits(credit):
        yield _("batch %(batch)s does not give what credit %(credit)s of record %(record)s says") % {
            **names,
            "batch": credit.batch_id,
        }


def _fits(credit: Credit) -> bool:
    batch = credit.batch
    if batch is None:
        return True
    facts = (batch.reason, batch.source_kind, batch.source_id, batch.rule_id)
    return facts == (Reason.CREDIT, RECORD, credit.record_id, credit.rule_id) and batch.pk > credit.behind


def _without_credit() -> Iterator[str]:
    """Entries of volunteers that are not those of the volunteer of the record, batches that nothing explains."""
    alone = Batch.objects.filter(reason=Reason.CREDIT, credit__isnull=True).order_by("id")
    for key in alone.values_list("id", flat=True):
        yield _("batch %(batch)s credits a service, but its credit is missing") % {"batch": key}
    rows = Entry.objects.filter(batch__reason=Reason.CREDIT).order_by("id")
    columns = ("id", "batch_id", "amount", "account__kind", "account__volunteer_id", "batch__credit__points",
               "batch__credit__record__volunteer_id")  # fmt: skip
    for key, batch, amount, kind, who, points, served in rows.values_list(*columns).iterator(
        chunk_size=CHUNK
    ):
        right = (
            (AccountKind.VOLUNTEER, served, points)
            if amount > 0
            else (AccountKind.ISSUING, None, -(points or 0))
        )
        if points is not None and (kind, who, amount) != right:
            yield _(
                "entry %(row)s of batch %(batch)s is not on the account of whoever served, or not of that many points"
            ) % {"row": key, "batch": batch}


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
