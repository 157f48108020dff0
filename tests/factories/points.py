"""Rules of points, and the ledger with one credit."""

import datetime as dt

import factory
from django.db import transaction
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.kernel import clock, crypto
from shijian.points.enums import AccountKind, DeductionState, Ground, Reason, RewardKind, RuleState
from shijian.points.models import (
    Account,
    Batch,
    Credit,
    Deduction,
    Entry,
    Merchant,
    PointsRule,
    Redemption,
    Reward,
    RewardBudget,
    Settlement,
)
from shijian.points.models.redemptions import CODE
from shijian.points.operations import posting
from shijian.points.operations.posting import Move
from shijian.records.enums import Grade, Recipient
from tests.factories.records import ServiceRecordFactory
from tests.factories.units import UnitFactory
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


class MerchantFactory(DjangoModelFactory):
    class Meta:
        model = Merchant

    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    name = factory.Sequence("惠民超市{}".format)
    contact = "店主 13800000000"


class RewardFactory(DjangoModelFactory):
    class Meta:
        model = Reward

    kind = RewardKind.GOODS
    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    name = "食用油"
    what = "一升装菜籽油一瓶"
    price = 3
    stock = 5
    supplied = factory.SelfAttribute("stock")
    starts_on = dt.date(2026, 1, 1)
    made_at = factory.LazyFunction(timezone.now)


class RewardBudgetFactory(DjangoModelFactory):
    class Meta:
        model = RewardBudget

    unit = factory.SubFactory(UnitFactory)
    year = factory.LazyFunction(lambda: clock.today().year)
    amount_fen = 100_00
    document_no = factory.Sequence("财〔2026〕{}号".format)
    made_at = factory.LazyFunction(timezone.now)


class RedemptionFactory(DjangoModelFactory):
    """An open one for which the points were never taken."""

    class Meta:
        model = Redemption

    reward = factory.SubFactory(RewardFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    points = 3
    cost_fen = 0
    code = factory.Sequence(lambda n: f"ABCD{n:04d}".translate(str.maketrans("01", "XY")))
    code_index = factory.LazyAttribute(lambda row: crypto.blind_index(row.code, CODE))
    made_at = factory.LazyFunction(timezone.now)
    pick_up_by = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=14))


class SettlementFactory(DjangoModelFactory):
    class Meta:
        model = Settlement

    merchant = factory.SubFactory(MerchantFactory)
    month = dt.date(2026, 3, 1)
    lines = factory.LazyFunction(lambda: [[1, "2026-03-02", "食用油", 2500]])
    total_fen = 2500
    made_at = factory.LazyFunction(timezone.now)
