"""The demo county has points: each service brought its own once it counted, and the ledger is whole."""

import datetime as dt

import pytest
from django.db import connection

from shijian.demo import operations, queries
from shijian.demo.recipe import Recipe
from shijian.kernel import clock
from shijian.points.models import Credit, Deduction, Merchant, Redemption, Reward, Settlement
from shijian.points.queries import balances, verification
from shijian.records.models import ServiceRecord
from shijian.records.queries import verification as hours

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 2, 30, tzinfo=dt.UTC)


def test_points_of_the_demo():
    operations.build(Recipe(now=NOW, volunteers=60, orders=80))
    connection.check_constraints()
    counted = ServiceRecord.objects.counted(on=clock.local(NOW).date()).filter(counts_from__isnull=False)
    counted = counted.exclude(source_kind="record-import")  # older than the first rule
    assert set(Credit.objects.values_list("record", flat=True)) == set(counted.values_list("pk", flat=True))
    assert list(verification.problems()) == list(hours.problems()) == []
    person = {account.login_name: account.person for account in queries.demo_accounts()}["volunteer"]
    assert balances.balance_of(person.volunteer.pk).spendable > 0
    states = set(Redemption.objects.values_list("state", flat=True))
    assert states == {"open", "handed", "cancelled", "expired"}
    assert (Reward.objects.count(), Merchant.objects.count(), Settlement.objects.count()) == (4, 2, 1)
    assert set(Deduction.objects.values_list("state", flat=True)) == {"proposed", "appealed"}
