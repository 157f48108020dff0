"""Rows of the kernel."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.kernel.models import (
    AuditEntry,
    AuditPrune,
    AuditRoot,
    AuditSeal,
    BackupRun,
    CalendarDay,
    DeniedTry,
    FlowLog,
    IdempotentReply,
    OperationKey,
    Picture,
    PolicyValue,
    RetentionBatch,
    SearchEntry,
)


class AuditEntryFactory(DjangoModelFactory):
    class Meta:
        model = AuditEntry

    at = factory.LazyFunction(timezone.now)
    action = "test.done"
    channel = "web"


class AuditSealFactory(DjangoModelFactory):
    class Meta:
        model = AuditSeal

    entry = factory.SubFactory(AuditEntryFactory)
    value = "0" * 64


class AuditRootFactory(DjangoModelFactory):
    class Meta:
        model = AuditRoot

    day = factory.Sequence(lambda n: dt.date(2025, 1, 1) + dt.timedelta(days=n))
    last_seal = count = 0
    chain = before = "0" * 64
    algorithm, key_id, signature = "Ed25519", "0" * 16, "x"
    made_at = factory.LazyFunction(timezone.now)


class AuditPruneFactory(DjangoModelFactory):
    class Meta:
        model = AuditPrune

    first_seal = factory.Sequence(lambda n: n + 1)
    last_seal = factory.Sequence(lambda n: n + 1)
    until = dt.date(2020, 1, 1)
    chain = digest = "0" * 64
    archive = "2020-01-01.jsonl.gz"
    algorithm, key_id, signature = "Ed25519", "0" * 16, "x"
    made_at = factory.LazyFunction(timezone.now)


class DeniedTryFactory(DjangoModelFactory):
    class Meta:
        model = DeniedTry

    key = factory.Sequence("{:064d}".format)
    entry_id = 1
    first_at = factory.LazyFunction(timezone.now)


class CalendarDayFactory(DjangoModelFactory):
    class Meta:
        model = CalendarDay

    date = factory.Sequence(lambda n: dt.date(2031, 1, 1) + dt.timedelta(days=n))
    kind = "off"


class FlowLogFactory(DjangoModelFactory):
    class Meta:
        model = FlowLog

    kind = "order"
    object_id = 1
    transition = "submit"
    target = "verifying"
    at = factory.LazyFunction(timezone.now)
    channel = "web"


class IdempotentReplyFactory(DjangoModelFactory):
    class Meta:
        model = IdempotentReply

    account_id = 1
    key = factory.Sequence("reply-{}".format)
    fingerprint = "0" * 64


class OperationKeyFactory(DjangoModelFactory):
    class Meta:
        model = OperationKey

    owner = "account:1"
    key = factory.Sequence("key-{}".format)
    kind = "orders.order"
    object_id = 1


class BackupRunFactory(DjangoModelFactory):
    class Meta:
        model = BackupRun

    result = "ok"
    name = factory.Sequence("20260101T000000Z-{:06d}".format)
    started_at = factory.LazyFunction(timezone.now)
    ended_at = factory.SelfAttribute("started_at")
    scheduled = True
    rows, uploads, written = 1000, 3, 2_000_000


class PolicyValueFactory(DjangoModelFactory):
    class Meta:
        model = PolicyValue

    key = "order.sla.verify_hours"
    value = 8
    valid_from = dt.date(2026, 1, 1)
    document_no = "夏文明办〔2026〕1号"


class RetentionBatchFactory(DjangoModelFactory):
    class Meta:
        model = RetentionBatch

    rule = "message"
    due, done, held = 12, 10, 2
    at = factory.LazyFunction(timezone.now)


class SearchEntryFactory(DjangoModelFactory):
    class Meta:
        model = SearchEntry

    kind = "unit"
    object_id = factory.Sequence(int)


class PictureFactory(DjangoModelFactory):
    class Meta:
        model = Picture

    object_kind = "units.unit"
    object_id = factory.Sequence(lambda n: 10_000 + n)
    file_key = factory.Sequence("pictures/test-{}".format)
    width, height = 1280, 960
    words = "村里的志愿者在打扫广场"
    made_at = factory.LazyFunction(timezone.now)
