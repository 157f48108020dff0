"""Random sequences of services, voids, reissues, spending, deductions and replays: what must hold after each step."""

import contextlib
import datetime as dt
import itertools

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import ShijianError
from shijian.points.enums import AccountKind, Reason
from shijian.points.models import Account, Batch, Credit, Deduction, Entry, PointsRule
from shijian.points.operations import crediting, deductions, spending
from shijian.points.queries import verification
from shijian.points.queries.balances import balance_of
from shijian.records import operations as records
from shijian.records.models import ServiceRecord
from shijian.volunteers.models import Volunteer
from tests.factories.points import DeductionFactory, PointsRuleFactory
from tests.factories.units import UnitFactory
from tests.factories.volunteers import VolunteerFactory

PEOPLE, START = 3, dt.datetime(2026, 6, 16, 1, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
who, number = st.integers(0, PEOPLE - 1), itertools.count()


class Ledger(RuleBasedStateMachine):
    """Three volunteers of one unit, rules with caps, a clock that moves on."""

    @initialize()
    def begin(self):
        self.watch = time_machine.travel(START, tick=False)
        self.traveller = self.watch.start()
        unit = UnitFactory()
        self.unit, self.spent = unit, []
        self.people = [VolunteerFactory(person__unit=unit).pk for _n in range(PEOPLE)]
        if not PointsRule.objects.exists():
            PointsRuleFactory(valid_from=dt.date(2026, 1, 1), cap_day=4, cap_month=10)

    def teardown(self):
        self.watch.stop()

    @rule(n=who, hours=st.integers(1, 4), grade=st.sampled_from(["self", "late", "imported"]))
    def serve(self, n, hours, grade):
        self.traveller.shift(dt.timedelta(hours=hours, minutes=5))
        volunteer = Volunteer.objects.get(pk=self.people[n])
        facts = {"source_kind": "test", "source_id": next(number), "grade": grade, "content": "理发"}
        end = clock.now()
        times = {"started_at": end - dt.timedelta(hours=hours), "ended_at": end}
        with contextlib.suppress(ShijianError):
            records.record_service(
                volunteer, unit=self.unit, recipient="elder", actor=SYSTEM, **facts, **times
            )

    @rule(days=st.integers(1, 9))
    def wait(self, days):
        self.traveller.shift(days * DAY)

    @rule()
    def credit(self):
        crediting.run()

    @rule(n=st.integers(0, 20), again=st.booleans())
    def void(self, n, again):
        rows = list(ServiceRecord.objects.valid().filter(volunteer__in=self.people).order_by("id"))
        if rows:
            row = rows[n % len(rows)]
            if again:
                times = {"started_at": row.started_at, "ended_at": row.ended_at - dt.timedelta(minutes=30)}
                records.reissue_record(row, reason="错", actor=SYSTEM, **times)
            else:
                records.void_record(row, reason="错", actor=SYSTEM)

    @rule(n=who, points=st.integers(0, 6), replay=st.booleans())
    def spend(self, n, points, replay):
        volunteer = Volunteer.objects.get(pk=self.people[n])
        before = balance_of(volunteer.pk)
        key = f"gift:{next(number)}"
        facts = {"points": points, "key": key, "source": ("gift", 1), "actor": SYSTEM}
        try:
            batch = spending.spend(volunteer, **facts)
        except ShijianError:
            assert points < 1 or points > before.spendable
            return
        if replay:
            assert spending.spend(volunteer, **facts) == batch
        assert balance_of(volunteer.pk).lifetime == before.lifetime
        assert balance_of(volunteer.pk).spendable == before.spendable - points
        self.spent.append(batch.pk)

    @rule(n=st.integers(0, 20))
    def give_back(self, n):
        if self.spent:
            batch = Batch.objects.get(pk=self.spent[n % len(self.spent)])
            try:
                crediting.reverse_batch(batch, reason="退货", actor=SYSTEM)
            except ShijianError:
                assert Batch.objects.filter(reverses=batch).exists()

    @rule(n=who, amount=st.integers(1, 9))
    def deduct(self, n, amount):
        facts = {"state": "decided", "appeal_until": clock.now(), "amount": amount}
        row = DeductionFactory(volunteer=Volunteer.objects.get(pk=self.people[n]), **facts)
        deductions.carry_out(Deduction.objects.get(pk=row.pk), actor=SYSTEM)
        assert deductions.sweep() == 0

    @invariant()
    def every_batch_sums_to_zero_and_every_account_to_its_balance(self):
        sums, accounts = {}, {}
        for row in Entry.objects.order_by("id"):
            sums[row.batch_id] = sums.get(row.batch_id, 0) + row.amount
            accounts[row.account_id] = accounts.get(row.account_id, 0) + row.amount
            assert accounts[row.account_id] == row.balance
        assert set(sums) == set(Batch.objects.values_list("id", flat=True))
        assert set(sums.values()) <= {0}
        assert sum(accounts.values()) == 0

    @invariant()
    def what_is_credited_once_stands_once(self):
        credited = Credit.objects.values_list("record", flat=True)
        assert len(credited) == len(set(credited))
        for key in getattr(self, "people", []):
            rows = Entry.objects.filter(account__volunteer=key)
            earned = sum(
                row.amount
                for row in rows.select_related("batch__reverses")
                if row.batch.reason == Reason.CREDIT
                or (row.batch.reverses and row.batch.reverses.reason == Reason.CREDIT)
            )
            assert balance_of(key).lifetime == earned >= 0
        assert Account.objects.filter(kind=AccountKind.ISSUING).count() <= 1

    @invariant()
    def nothing_is_credited_before_it_counts(self):
        for row in Credit.objects.select_related("record"):
            assert row.record.counts_from <= clock.local(row.at).date()

    @invariant()
    def it_is_verified_whole(self):
        problems = list(verification.problems())
        assert [each for each in problems if "作废" not in each] == []


@pytest.mark.django_db
def test_whatever_happens_the_ledger_stands():
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=8, stateful_step_count=12, deadline=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
