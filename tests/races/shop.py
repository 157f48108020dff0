"""Races in the shop of rewards: the last piece, the last points, the last money, going back, handing over, settling."""

import datetime as dt

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.points.models import Batch, Redemption, Reward
from shijian.points.operations import redeeming, rewards, settling
from shijian.points.queries import shop
from shijian.points.queries.balances import balance_of
from tests.conftest import actor_of
from tests.factories.points import (
    MerchantFactory,
    RedemptionFactory,
    RewardBudgetFactory,
    RewardFactory,
    post,
)
from tests.factories.volunteers import VolunteerFactory
from tests.racing import RIVALS, Race, race

P = "shijian.points.operations"


def buyers(county, points=9):
    rows = [VolunteerFactory(person__unit=county.station) for _n in range(RIVALS)]
    for row in rows:
        post(row, points, key=f"gift:{row.pk}")
    return rows


def wants(row, volunteer):
    return lambda: redeeming.redeem(row, volunteer=volunteer, actor=actor_of(volunteer.person))


def left(row):
    row.refresh_from_db()
    return row.stock, Redemption.objects.filter(reward=row).count()


@race(f"{P}.redeeming.redeem")
def the_last_pieces_of_a_reward(cast, county):
    row = RewardFactory(unit=county.hub, stock=2)
    return Race([wants(row, each) for each in buyers(county)], {2}, lambda: left(row), (0, 2))


@race(f"{P}.redeeming.redeem")
def the_last_points_for_several_rewards(cast, county):
    me = cast.volunteer.volunteer
    post(me, 5, key="one")
    rows = [RewardFactory(unit=county.hub) for _n in range(RIVALS)]
    stock = lambda: (sum(row.stock for row in Reward.objects.all()), balance_of(me.pk).spendable)  # noqa: E731
    return Race([wants(row, me) for row in rows], {1}, stock, (5 * RIVALS - 1, 2))


@race(f"{P}.redeeming.redeem")
def the_last_money_of_the_budget(cast, county):
    RewardBudgetFactory(unit=county.hub, amount_fen=50_00)
    rows = [RewardFactory(unit=county.hub, cost_fen=30_00) for _n in range(RIVALS)]
    calls = [wants(row, each) for row, each in zip(rows, buyers(county), strict=True)]
    year = clock.today().year
    return Race(calls, {1}, lambda: shop.budget_of(county.hub, year).left, 20_00)


def redeemed(cast, county):
    me = cast.volunteer.volunteer
    post(me, 5, key="one")
    return wants(RewardFactory(unit=county.hub, stock=1), me)()


@race(f"{P}.redeeming.cancel_redemption", f"{P}.redeeming.hand_over")
def handed_over_and_called_off_at_once(cast, county):
    row = redeemed(cast, county)
    give = lambda: redeeming.hand_over(row, actor=actor_of(cast.hub))  # noqa: E731
    off = lambda: redeeming.cancel_redemption(row, actor=actor_of(cast.volunteer))  # noqa: E731

    def whole():
        row.refresh_from_db()
        back = Batch.objects.filter(reverses=row.batch).count()
        stock = Reward.objects.get(pk=row.reward_id).stock
        return (row.state, back, stock) in {("handed", 0, 0), ("cancelled", 1, 1)}

    return Race([give, off] * 2, {1}, whole, True)


@race(f"{P}.redeeming.expire_redemption")
def expired_by_several_workers(cast, county):
    row = redeemed(cast, county)
    Redemption.objects.update(pick_up_by=clock.now())
    calls = [lambda: redeeming.expire_redemption(row, actor=SYSTEM)] * RIVALS
    return Race(calls, {1}, lambda: (*left(row.reward), balance_of(row.volunteer_id).spendable), (1, 1, 5))


@race(f"{P}.rewards.restock_reward")
def the_last_pieces_taken_out(cast, county):
    row = RewardFactory(unit=county.hub, stock=5)
    calls = [lambda: rewards.restock_reward(row, amount=-2, actor=actor_of(cast.hub))] * RIVALS
    return Race(calls, {2}, lambda: left(row), (1, 0))


@race(f"{P}.settling.make_settlement")
def a_month_settled_twice(cast, county):
    shop_ = MerchantFactory(unit=county.hub)
    month = clock.today().replace(day=1) - dt.timedelta(days=1)
    moment = shop.start_of(month)
    RedemptionFactory(reward__unit=county.hub, reward__merchant=shop_, state="handed", over_at=moment)
    calls = [lambda: settling.make_settlement(shop_, month=month, actor=actor_of(cast.hub))] * RIVALS
    return Race(calls, {1}, shop_.settlements.count, 1)
