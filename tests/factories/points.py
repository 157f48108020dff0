"""Rules of points, and the ledger with one credit."""

import datetime as dt

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.points.enums import AccountKind, DeductionState, Ground, Reason, RuleState
from shijian.points.models import Account, Batch, Credit, Deduction, Entry, PointsRule
from shijian.points.operations import posting
from shijian.points.operations.posting import Move
from shijian.records.enums import Grade, Recipient
from tests.factories.records import ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory

GRADES = {"mutual": 100, "site": 100, "self": 100, "witnessed": 50, "late": 50, "imported": 0}


class PointsRuleFactory(DjangoModelFactory):
    class Meta:
        model = PointsRule

    code = factory.Sequence("2026-{}".format)
    title = "夏河县志愿服务积分管理办法"
    document_no = "夏文明办〔2026〕3号"
    valid_from = factory.Sequence(lambda n: dt.date(2026, 1, 1) + dt.timedelta(days=n % 50))
    per_hour = factory.LazyFunction(lambda: dict.fromkeys(Recipient.values, 1))
    percent = factory.LazyFunction(lambda: dict(GRADES))
    state = RuleState.APPROVED
    made_at = factory.LazyFunction(timezone.now)
    approved_at = factory.LazyFunction(timezone.now)


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = Account

    kind = AccountKind.VOLUNTEER
    volunteer = factory.SubFactory(VolunteerFactory)


def post(volunteer, points, *, key, reason=Reason.SPEND, source=("test", 1), **facts):
    """Move points between a volunteer and the spent ones, as the code does; spending is a number below zero."""
    from shijian.kernel.actor import SYSTEM

    with transaction.atomic():
        account = posting.accounts_of([volunteer.pk])[volunteer.pk]
        other = posting.account_of(AccountKind.SPENT)
        new = posting.begin([account, other])
        batch = new.add(
            [Move(account, points), Move(other, -points)], key=key, reason=reason, source=source, **facts
        )
        new.write(actor=SYSTEM)
    return batch


class BatchFactory(DjangoModelFactory):
    class Meta:
        model = Batch

    volunteer = factory.SubFactory(VolunteerFactory)
    points = 5
    key = factory.Sequence("test:{}".format)

    @classmethod
    def _create(cls, model, *, volunteer, points, key, **facts):
        return post(volunteer, points, key=key, **facts)


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = Entry

    volunteer = factory.SubFactory(VolunteerFactory)

    @classmethod
    def _create(cls, model, *, volunteer, **facts):
        batch = BatchFactory(volunteer=volunteer)
        return batch.entries.get(account__volunteer=volunteer)


class CreditFactory(DjangoModelFactory):
    class Meta:
        model = Credit

    record = factory.SubFactory(ServiceRecordFactory, grade=Grade.IMPORTED)
    rule = factory.SubFactory(PointsRuleFactory)
    day = dt.date(2026, 3, 2)
    worth = 0
    points = 0
    behind = 0
    at = factory.LazyFunction(timezone.now)


class DeductionFactory(DjangoModelFactory):
    class Meta:
        model = Deduction

    volunteer = factory.SubFactory(VolunteerFactory)
    ground = Ground.FAKED
    amount = 2
    facts = "当天没有到场。"
    evidence = "档案盒 7"
    state = DeductionState.PROPOSED
    created_at = factory.LazyFunction(timezone.now)
