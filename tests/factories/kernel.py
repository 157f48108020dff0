"""Rows of the kernel."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.kernel.models import (
    AuditEntry,
    AuditSeal,
    CalendarDay,
    FlowLog,
    IdempotentReply,
    OperationKey,
    Picture,
    PolicyValue,
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


class PolicyValueFactory(DjangoModelFactory):
    class Meta:
        model = PolicyValue

    key = "order.sla.verify_hours"
    value = 8
    valid_from = dt.date(2026, 1, 1)
    document_no = "夏文明办〔2026〕1号"


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
