"""Any sequence of redeeming, calling off, expiring, handing over and restocking: nothing is lost or oversold."""

import datetime as dt

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Conflict, Invalid, ShijianError, WrongState
from shijian.points.enums import AccountKind, Reason
from shijian.points.models import Batch, Entry, Redemption, Reward, RewardBudget
from shijian.points.operations import posting, redeeming, rewards
from shijian.points.operations.posting import Move
from shijian.points.queries import shop
from shijian.points.queries.balances import balance_of
from shijian.points.queries.verify_shop import shop_problems
from shijian.volunteers.models import Volunteer
from tests.factories.points import RewardBudgetFactory, RewardFactory
from tests.factories.units import UnitFactory
from tests.factories.volunteers import VolunteerFactory

START = dt.datetime(2026, 6, 16, 1, 0, tzinfo=dt.UTC)
EARNED, MONEY = 12, 90
who, which, number = st.integers(0, 1), st.integers(0, 1), st.integers(0, 30)


class Shop(RuleBasedStateMachine):
    """Two volunteers with points, a reward that costs money and one that does not, a small budget."""

    @initialize()
    def begin(self):
        self.watch = time_machine.travel(START, tick=False)
        self.traveller = self.watch.start()
        self.unit = UnitFactory()
        self.people = [VolunteerFactory(person__unit=self.unit) for _n in range(2)]
        self.rewards = [
            RewardFactory(unit=self.unit, stock=2, price=price, cost_fen=fen, limit_each=4)
            for price, fen in ((3, 20), (5, 0))
        ]
        RewardBudgetFactory(unit=self.unit, amount_fen=MONEY, year=START.year)
        for person in self.people:
            self.earn(person)

    def earn(self, person):
        account = posting.accounts_of([person.pk])[person.pk]
        issuing = posting.account_of(AccountKind.ISSUING)
        post = posting.begin([account, issuing])
        moves = [Move(account, EARNED, earned=EARNED), Move(issuing, -EARNED)]
        post.add(moves, key=f"earned:{person.pk}", reason=Reason.CREDIT, source=("test", person.pk))
        post.write(actor=SYSTEM)

    def teardown(self):
        self.watch.stop()

    def actor(self, n):
        return Actor(person_id=self.people[n].person_id)

    def some(self, n):
        rows = list(Redemption.objects.order_by("id"))
        return rows[n % len(rows)] if rows else None

    @rule(n=who, what=which)
    def redeem(self, n, what):
        row = Reward.objects.get(pk=self.rewards[what].pk)
        person = Volunteer.objects.get(pk=self.people[n].pk)
        left = shop.budget_of(self.unit, START.year).left
        spendable, had = balance_of(person.pk).spendable, shop.had(person, row)
        may = row.stock > 0 and spendable >= row.price and left >= row.cost_fen and had < 4
        try:
            redeeming.redeem(row, volunteer=person, actor=self.actor(n))
        except (Conflict, Invalid):
            assert not may
        else:
            assert may

    @rule(n=who, key=number)
    def cancel(self, n, key):
        row = self.some(key)
        if row:
            mine = row.volunteer_id == self.people[n].pk
            try:
                redeeming.cancel_redemption(row, actor=self.actor(n))
            except ShijianError:
                assert row.state != "open" or not mine
            else:
                assert (row.state, mine) == ("open", True)

    @rule(key=number)
    def hand_over(self, key):
        row = self.some(key)
        if row:
            try:
                redeeming.hand_over(row, actor=SYSTEM)
            except WrongState:
                assert row.state != "open"

    @rule(days=st.integers(1, 10))
    def wait(self, days):
        self.traveller.shift(dt.timedelta(days=days))
        redeeming.sweep()

    @rule(what=which, amount=st.integers(-2, 2))
    def restock(self, what, amount):
        row = Reward.objects.get(pk=self.rewards[what].pk)
        try:
            rewards.restock_reward(row, amount=amount, actor=SYSTEM)
        except Invalid:
            assert amount == 0 or row.stock + amount < 0

    @invariant()
    def nothing_is_lost_and_nothing_oversold(self):
        for row in getattr(self, "rewards", []):
            row.refresh_from_db()
            out = Redemption.objects.standing().filter(reward=row).count()
            assert row.stock >= 0
            assert row.stock + out == row.supplied
        for person in getattr(self, "people", []):
            entries = Entry.objects.filter(account__volunteer=person).values_list("amount", flat=True)
            spent = sum(each.points for each in Redemption.objects.standing().filter(volunteer=person))
            assert balance_of(person.pk).spendable == sum(entries) == EARNED - spent >= 0
            assert balance_of(person.pk).lifetime == EARNED
        assert list(shop_problems()) == []
        if RewardBudget.objects.exists():
            assert shop.budget_of(self.unit, START.year).left >= 0
        assert Batch.objects.filter(reverses__reason=Reason.REVERSAL).count() == 0


@pytest.mark.django_db
def test_whatever_happens_in_the_shop_it_adds_up():
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=8, stateful_step_count=14, deadline=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
