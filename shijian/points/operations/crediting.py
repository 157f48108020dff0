"""Service records bring points once they count; what was voided is taken back. A job, any number of times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Invalid, NotAllowed
from shijian.kernel.operation import hold, lock, operation
from shijian.points.enums import RECORD, AccountKind, Reason
from shijian.points.models import Batch, Credit, Entry, PointsRule
from shijian.points.operations import posting
from shijian.points.operations.posting import Move, Posting
from shijian.points.queries import reckoning
from shijian.points.queries.countable import service_of, waiting
from shijian.points.queries.reckoning import Given, Service
from shijian.records.enums import RecordState
from shijian.records.models import ServiceRecord

CHUNK = 1000
VOIDED = "record voided"


def run() -> tuple[int, int]:
    """Take back what was voided and credit what counts, chunk by chunk; gives how many of each."""
    back = given = 0
    while count := take_back_points(actor=SYSTEM):
        back += count
    while count := credit_waiting(actor=SYSTEM):
        given += count
    return back, given


@operation
def credit_waiting(*, actor: Actor, limit: int = CHUNK) -> int:
    """Credit up to `limit` records that wait; gives how many. Only the clock does this. Raises `NotAllowed`."""
    if not actor.is_system:
        raise NotAllowed
    hold(posting.HELD)
    rules = list(PointsRule.objects.approved().order_by("valid_from"))
    if not rules:
        return 0
    records = list(waiting(rules[0].valid_from).select_for_update(of=("self",))[:limit])
    if records:
        _credit(records, rules, actor)
    return len(records)


def _credit(records: Sequence[ServiceRecord], rules: list[PointsRule], actor: Actor) -> None:
    now = clock.now()
    post, credits_ = reckoned(records, rules, at=lambda _record: now)
    post.write(actor=actor)
    Credit.objects.bulk_create(credits_)


def reckoned(
    records: Sequence[ServiceRecord], rules: list[PointsRule], *, at: Callable[[ServiceRecord], dt.datetime]
) -> tuple[Posting, list[Credit]]:
    """What records bring, in their order, and the batches for it; `at` gives the moment of each. Nothing is saved."""
    accounts = posting.accounts_of(record.volunteer_id for record in records)
    issuing = posting.account_of(AccountKind.ISSUING)
    post = posting.begin([*accounts.values(), issuing])
    services = [service_of(record) for record in records]
    given, credits_ = given_to(services), []
    for record, service in zip(records, services, strict=True):
        rule = reckoning.in_force(rules, service.day)
        if rule is None:
            continue
        result, behind = given.give(rule, service), post.number
        moves = [
            Move(accounts[record.volunteer_id], result.points, earned=result.points),
            Move(issuing, -result.points),
        ]
        facts: dict[str, Any] = {"source": (RECORD, record.pk), "rule": rule, "at": at(record)}
        key = f"{RECORD}:{record.pk}"
        batch = post.add(moves, key=key, reason=Reason.CREDIT, **facts) if result.points else None
        credits_.append(
            Credit(
                record=record, rule=rule, day=service.day, worth=result.worth, points=result.points,
                cut=result.cut, batch=batch, behind=behind, at=at(record),
            )
        )  # fmt: skip
    return post, credits_


def given_to(services: Sequence[Service]) -> Given:
    """What the caps must know: the points that stand for the same people in the same months, and the same events."""
    given = Given()
    if not services:
        return given
    people = {service.volunteer_id for service in services}
    first = min(service.day for service in services).replace(day=1)
    last = max(service.day for service in services) + dt.timedelta(days=31)
    rows = Credit.objects.filter(record__volunteer__in=people, day__gte=first, day__lte=last, points__gt=0)
    standing = rows.filter(batch__reversed_by__isnull=True)
    columns = ("record__volunteer_id", "day", "record__source_kind", "record__source_id")
    for who, day, kind, key, points in standing.values_list(*columns).annotate(total=Sum("points")):
        given.add(Service(who, day, 0, "", "", (kind, key)), points)
    return given


@operation
def take_back_points(*, actor: Actor, limit: int = CHUNK) -> int:
    """Reverse the batches of records that were voided; gives how many. Only the clock does this."""
    if not actor.is_system:
        raise NotAllowed
    hold(posting.HELD)
    rows = Batch.objects.filter(credit__record__state=RecordState.VOID, reversed_by__isnull=True)
    batches = list(rows.order_by("id")[:limit])
    if batches:
        _reverse(batches, VOIDED, actor)
    return len(batches)


@operation
def reverse_batch(batch: Batch, *, reason: str, actor: Actor) -> Batch:
    """Take a batch back, once, with a reason. Only what the code itself decides. Raises `Invalid`, `NotAllowed`."""
    if not actor.is_system:
        raise NotAllowed
    hold(posting.HELD)
    batch = lock(Batch.objects.all(), pk=batch.pk)
    taken = Batch.objects.filter(reverses=batch).exists()
    if batch.reason == Reason.REVERSAL or taken:
        raise Invalid(_("This was taken back already."))
    if not reason.strip():
        raise Invalid(fields={"reason": _("Say why.")})
    return _reverse([batch], reason.strip(), actor)[0]


def _reverse(batches: list[Batch], reason: str, actor: Actor) -> list[Batch]:
    rows = Entry.objects.filter(batch__in=batches).select_related("account").order_by("id")
    by_batch: dict[int, list[Entry]] = {batch.pk: [] for batch in batches}
    for row in rows:
        by_batch[row.batch_id].append(row)
    post = posting.begin({row.account for row in rows})
    for batch in batches:
        moves = [Move(row.account, -row.amount, -_earned(batch, row)) for row in by_batch[batch.pk]]
        facts = {"reason": Reason.REVERSAL, "source": (batch.source_kind, batch.source_id)}
        post.add(moves, key=f"back:{batch.pk}", reverses=batch, note=reason, **facts)  # type: ignore[arg-type]
    return post.write(actor=actor)


def _earned(batch: Batch, row: Entry) -> int:
    """What of an entry counted for the lifetime: all of a credit of a volunteer, nothing else."""
    return row.amount if batch.reason == Reason.CREDIT and row.account.volunteer_id else 0
