"""Rewards and courtesies: redeeming, the desk, going back, the budget, the settlement."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from shijian.kernel import clock
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.flow import history
from shijian.kernel.models import AuditEntry
from shijian.points.enums import REDEMPTION_KIND, Period, RewardKind
from shijian.points.models import Batch, Redemption, RewardBudget, Settlement
from shijian.points.operations import redeeming, rewards, settling
from shijian.points.queries import open_books, shop, verification
from shijian.points.queries.balances import Balance, balance_of
from tests.factories.points import (
    MerchantFactory,
    RedemptionFactory,
    RewardBudgetFactory,
    RewardFactory,
    SettlementFactory,
)
from tests.factories.records import ServiceRecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(cast, served, rule, credit):
    """The volunteer of the cast, who earned ten points."""
    for hours in (4, 6):
        served(minutes=hours * 60)
    credit()
    return cast.volunteer.volunteer


@pytest.fixture
def reward(county):
    return RewardFactory(unit=county.hub, stock=2)


@pytest.fixture
def take(me, reward, cast, actor_of):
    return lambda row=reward, **more: redeeming.redeem(
        row, volunteer=me, actor=actor_of(cast.volunteer), **more
    )


def standing(reward):
    reward.refresh_from_db()
    return reward.stock + Redemption.objects.standing().filter(reward=reward).count()


def test_points_go_and_a_code_comes(take, me, reward):
    row = take()
    assert balance_of(me.pk) == Balance(7, 10)
    assert (row.state, row.points, len(row.code)) == ("open", 3, 8)
    assert row.pick_up_by.date() == (timezone.now() + dt.timedelta(days=14)).date()
    assert Redemption.objects.by_code(f" {row.code_words.lower()} ") == row
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, code_index FROM points_redemption")
        assert row.code not in "".join(cursor.fetchone())
    assert standing(reward) == reward.supplied == 2
    assert list(verification.problems()) == []


def test_the_same_key_takes_once(take, me):
    assert take(idempotency_key="shop-key-1") == take(idempotency_key="shop-key-1")
    assert balance_of(me.pk).spendable == 7


def test_a_stranger_cannot_take_for_somebody(me, reward, cast, actor_of):
    for person in (cast.stranger, cast.hub, cast.resident):
        with pytest.raises(NotAllowed):
            redeeming.redeem(reward, volunteer=me, actor=actor_of(person))
    assert (Redemption.objects.count(), balance_of(me.pk)) == (0, Balance(10, 10))


def test_a_guardian_takes_for_a_ward_with_the_points_of_the_ward(me, reward, cast, actor_of):
    me.person.guardian = cast.resident
    me.person.save()
    row = redeeming.redeem(reward, volunteer=me, actor=actor_of(cast.resident))
    assert (row.volunteer, balance_of(me.pk).spendable) == (me, 7)


def test_never_more_than_there_is(take, me, reward):
    reward.price, reward.limit_each = 1, 9
    reward.save()
    take(), take()
    with pytest.raises(Conflict):
        take()
    assert balance_of(me.pk).spendable == 8


def test_never_more_points_than_there_are(take, me, reward):
    reward.price = 11
    reward.save()
    with pytest.raises(Invalid):
        take()
    assert (standing(reward), Redemption.objects.count()) == (2, 0)


def test_the_limit_of_a_period(take, me, reward):
    reward.limit_each = 1
    reward.save()
    take()
    with pytest.raises(Conflict):
        take()
    Redemption.objects.update(made_at=timezone.now() - dt.timedelta(days=32))
    take()


@pytest.mark.parametrize(
    "facts",
    [{"active": False}, {"starts_on": dt.date(2090, 1, 1)}, {"ends_on": dt.date(2026, 1, 2)}],
)
def test_only_what_is_offered_today(take, county, facts):
    with pytest.raises(OutOfReach):
        take(RewardFactory(unit=county.hub, **facts))


def test_called_off_everything_goes_back(take, me, reward, cast, actor_of):
    row = take()
    with pytest.raises(NotAllowed):
        redeeming.cancel_redemption(row, actor=actor_of(cast.stranger))
    redeeming.cancel_redemption(row, actor=actor_of(cast.volunteer))
    assert (balance_of(me.pk), standing(reward)) == (Balance(10, 10), 2)
    assert Batch.objects.get(reverses=row.batch).note == redeeming.CALLED_OFF
    with pytest.raises(WrongState):
        redeeming.cancel_redemption(row, actor=actor_of(cast.volunteer))
    with pytest.raises(WrongState):
        redeeming.hand_over(row, actor=actor_of(cast.hub))
    assert [step.transition for step in history(REDEMPTION_KIND, row.pk)] == ["cancel"]


def test_not_picked_up_everything_goes_back(take, me, reward, cast, actor_of):
    row = take()
    assert redeeming.sweep() == 0
    with time_machine.travel(row.pick_up_by, tick=False):
        with pytest.raises(NotAllowed):
            redeeming.expire_redemption(row, actor=actor_of(cast.volunteer))
        assert (redeeming.sweep(), redeeming.sweep()) == (1, 0)
    assert (balance_of(me.pk), standing(reward)) == (Balance(10, 10), 2)
    assert "食用油" in cast.volunteer.messages.get(key=f"redemption:{row.pk}:expired").text
    assert list(verification.problems()) == []


def test_the_desk_of_the_unit_hands_over_once(take, cast, actor_of):
    row = take()
    for person in (cast.stranger, cast.station, cast.overseer):
        with pytest.raises(NotAllowed):
            redeeming.hand_over(row, actor=actor_of(person))
    handed = redeeming.hand_over(row, actor=actor_of(cast.hub))
    assert (handed.state, handed.handed_by) == ("handed", cast.hub)
    with pytest.raises(WrongState):
        redeeming.hand_over(row, actor=actor_of(cast.hub))
    assert AuditEntry.objects.filter(action="points.hand-over", object_id=row.pk).count() == 1


def test_nobody_hands_over_to_himself_or_a_ward(take, me, cast, actor_of):
    row = take()
    me.person.guardian = cast.hub
    me.person.save()
    with pytest.raises(OwnEntry):
        redeeming.hand_over(row, actor=actor_of(cast.hub))
    assert redeeming.hand_over(row, actor=actor_of(cast.centre)).state == "handed"


def test_the_trail_is_part_of_the_deed(take, me, reward, monkeypatch):
    monkeypatch.setattr(redeeming, "_note", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        take()
    assert (Redemption.objects.count(), standing(reward), balance_of(me.pk)) == (0, 2, Balance(10, 10))


def test_the_database_itself_never_oversells(reward):
    reward.stock = -1
    with pytest.raises(DatabaseError), transaction.atomic():
        reward.save()


def test_beyond_the_budget_nothing_is_given(take, me, county, cast, actor_of):
    row = RewardFactory(unit=county.hub, cost_fen=60_00)
    with pytest.raises(Conflict, match=r"0\.00"):
        take(row)
    RewardBudgetFactory(unit=county.hub2, amount_fen=900_00)
    RewardBudgetFactory(unit=county.hub)
    first = take(row)
    with pytest.raises(Conflict, match=r"40\.00"):
        take(row)
    redeeming.cancel_redemption(first, actor=actor_of(cast.volunteer))
    take(row)
    assert shop.budget_of(county.hub, clock.today().year) == shop.Budget(100_00, 60_00)


def test_a_courtesy_asks_for_hours_or_points_and_costs_none(take, me, county):
    facts = {
        "unit": county.hub,
        "kind": RewardKind.COURTESY,
        "price": 0,
        "period": Period.YEAR,
        "limit_each": 1,
    }
    far = RewardFactory(hours_min=11, points_min=11, **facts)
    assert not shop.entitled(me, far)
    with pytest.raises(Invalid):
        take(far)
    for more in ({"hours_min": 10}, {"points_min": 10}, {"hours_min": 99, "points_min": 10}):
        row = take(RewardFactory(**facts, **more))
        assert (row.points, row.batch, row.state) == (0, None, "open")
    with pytest.raises(Conflict):
        take(row.reward)
    assert balance_of(me.pk) == Balance(10, 10)
    assert redeeming.sweep() == 0


def test_hours_of_a_courtesy_are_those_that_count(me, county):
    ServiceRecordFactory(volunteer=me, minutes=600, counts_from=clock.today() + dt.timedelta(days=3))
    assert shop.counted_hours(me.pk) == 10


FACTS = {
    "kind": "goods", "name": "大米", "what": "五斤装", "price": 5, "cost_fen": 2000, "limit_each": None,
    "period": "month", "starts_on": dt.date(2026, 1, 1), "ends_on": None, "stock": 3,
}  # fmt: skip


def test_the_catalogue_is_kept_by_officers_of_the_unit(county, cast, actor_of):
    for person in (cast.stranger, cast.station, cast.volunteer, cast.overseer):
        with pytest.raises(NotAllowed):
            rewards.add_reward(county.hub, actor=actor_of(person), **FACTS)
    row = rewards.add_reward(county.hub, actor=actor_of(cast.hub), **FACTS)
    rewards.change_reward(row, name="东北大米", actor=actor_of(cast.hub))
    rewards.restock_reward(row, amount=-2, actor=actor_of(cast.hub))
    with pytest.raises(Invalid):
        rewards.restock_reward(row, amount=-2, actor=actor_of(cast.hub))
    row = rewards.withdraw_reward(row, actor=actor_of(cast.hub))
    assert (row.name, row.stock, row.supplied, row.active) == ("东北大米", 1, 1, False)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"price": 0}, "price"), ({"kind": "courtesy"}, "hours_min"), ({"hours_min": 3}, "hours_min"),
        ({"name": " "}, "name"), ({"ends_on": dt.date(2025, 1, 1)}, "ends_on"), ({"stock": -1}, "stock"),
        ({"limit_each": 0}, "limit_each"), ({"kind": "cash"}, "kind"),
    ],
)  # fmt: skip
def test_a_line_of_the_catalogue_is_whole(county, cast, actor_of, wrong, field):
    with pytest.raises(Invalid) as refused:
        rewards.add_reward(county.hub, actor=actor_of(cast.hub), **FACTS | wrong)
    assert field in refused.value.fields


def test_money_comes_by_a_document_and_stays(county, cast, actor_of):
    facts = {"year": clock.today().year, "amount_fen": 500_00, "document_no": "财〔2026〕1号"}
    with pytest.raises(NotAllowed):
        rewards.add_budget(county.hub, actor=actor_of(cast.hub), **facts)
    row = rewards.add_budget(county.hub, actor=actor_of(cast.centre), **facts)
    with pytest.raises(Conflict):
        rewards.add_budget(county.hub, actor=actor_of(cast.centre), **facts)
    with pytest.raises(DatabaseError), transaction.atomic():
        RewardBudget.objects.filter(pk=row.pk)._raw_delete("default")


@pytest.fixture
def handed(county):
    """A merchant that handed two things over last month."""
    merchant = MerchantFactory(unit=county.hub)
    last = clock.today().replace(day=1) - dt.timedelta(days=10)
    moment = shop.start_of(last) + dt.timedelta(hours=9)
    row = RewardFactory(unit=county.hub, merchant=merchant, cost_fen=2500)
    facts = {"state": "handed", "over_at": moment, "cost_fen": 2500, "reward": row}
    for _n in range(2):
        RedemptionFactory(volunteer__person__unit=county.station, **facts)
    RedemptionFactory(volunteer__person__unit=county.station, reward=row)
    return merchant, last


def test_a_settlement_is_made_by_one_and_confirmed_by_another(handed, cast, actor_of):
    merchant, month = handed
    with pytest.raises(NotAllowed):
        settling.make_settlement(merchant, month=month, actor=actor_of(cast.stranger))
    row = settling.make_settlement(merchant, month=month, actor=actor_of(cast.hub))
    assert (row.total_fen, len(row.lines), row.month) == (5000, 2, month.replace(day=1))
    with pytest.raises(Conflict):
        settling.make_settlement(merchant, month=month, actor=actor_of(cast.hub))
    with pytest.raises(OwnEntry):
        settling.confirm_settlement(row, actor=actor_of(cast.hub))
    row = settling.confirm_settlement(row, actor=actor_of(cast.centre))
    assert (row.state, row.decided_by) == ("confirmed", cast.centre)
    with pytest.raises(WrongState):
        settling.drop_settlement(row, actor=actor_of(cast.centre))


def test_a_dropped_settlement_is_made_anew(handed, cast, actor_of):
    merchant, month = handed
    row = settling.make_settlement(merchant, month=month, actor=actor_of(cast.hub))
    settling.drop_settlement(row, actor=actor_of(cast.hub))
    again = settling.make_settlement(merchant, month=month, actor=actor_of(cast.hub))
    assert (again.total_fen, Redemption.objects.filter(settlement=again).count()) == (5000, 2)


def test_only_a_month_that_is_over_and_not_empty(handed, cast, actor_of):
    merchant, month = handed
    for wrong in (clock.today(), month - dt.timedelta(days=40)):
        with pytest.raises(Invalid):
            settling.make_settlement(merchant, month=wrong, actor=actor_of(cast.hub))


@pytest.mark.parametrize("change", [{"total_fen": 1}, {"lines": []}, {"state": "draft"}])
def test_what_was_confirmed_stands_in_the_database(change):
    row = SettlementFactory(state="confirmed", decided_at=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Settlement.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Settlement.objects.filter(pk=row.pk)._raw_delete("default")


def test_the_open_books_count_without_names(handed, county):
    RewardBudgetFactory(unit=county.hub, document_no="财1号", year=handed[1].year)
    line = open_books.lines(handed[1].year)[0]
    assert (line.pieces, line.points, line.yuan, line.month) == (2, 6, "50.00", handed[1].replace(day=1))
    assert [(each.papers, each.yuan) for each in open_books.budgets(handed[1].year)] == [("财1号", "100.00")]
    assert handed[1].year in open_books.years()


def test_verifying_names_what_was_changed_behind_the_code(take, reward):
    row = take()
    reward.refresh_from_db()
    Redemption.objects.filter(pk=row.pk).update(points=2)
    reward.stock = 0
    reward.save()
    found = list(verification.problems())
    assert f"兑换 {row.pk} 与账上为它变动的积分不符" in found
    assert f"奖励 {reward.pk} 的库存与进出数量不符" in found
    assert len(found) == 2
