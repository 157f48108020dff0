"""Pages and routes of the shop, as each sees them."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone

from shijian.kernel import clock
from shijian.points.models import Redemption, Reward
from shijian.points.queries.balances import balance_of
from tests.factories.points import (
    MerchantFactory,
    RedemptionFactory,
    RewardBudgetFactory,
    RewardFactory,
    SettlementFactory,
    post,
)
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.django_db
SHOP, MINE, DESK = "/points/shop/", "/points/shop/mine/", "/office/shop/desk/"


@pytest.fixture
def me(cast):
    post(cast.volunteer.volunteer, 9, key="earned")
    return cast.volunteer.volunteer


@pytest.fixture
def reward(county):
    return RewardFactory(unit=county.hub, name="东北大米")


def said(response):
    return response.content.decode()


def test_a_volunteer_redeems_at_a_press_and_calls_it_off(me, reward, cast, login):
    client = login(cast.volunteer)
    assert "东北大米" in said(client.get(SHOP))
    facts = {"volunteer": me.pk, "idempotency_key": "key-of-the-form"}
    for _press in range(2):
        page = client.post(f"{SHOP}{reward.pk}/redeem/", facts, follow=True)
    row = Redemption.objects.get()
    assert row.code_words in said(page)
    assert "<svg" in said(page)
    assert balance_of(me.pk).spendable == 6
    assert "东北大米" in said(client.get("/points/mine/"))
    client.post(f"{MINE}{row.pk}/cancel/")
    row.refresh_from_db()
    assert (row.state, balance_of(me.pk).spendable) == ("cancelled", 9)
    assert row.code_words not in said(client.get(MINE))


def test_nobody_redeems_with_the_points_of_a_stranger(me, reward, cast, login):
    facts = {"volunteer": me.pk, "idempotency_key": "key-of-the-form"}
    for person in (cast.leader, cast.resident, cast.hub):
        login(person).post(f"{SHOP}{reward.pk}/redeem/", facts)
    assert (Redemption.objects.count(), balance_of(me.pk).spendable) == (0, 9)


def test_a_code_is_on_the_page_of_its_owner_only(me, reward, cast, login):
    row = RedemptionFactory(reward=reward, volunteer=me)
    assert row.code_words in said(login(cast.volunteer).get(MINE))
    for person in (cast.leader, cast.stranger, cast.hub):
        assert row.code_words not in said(login(person).get(MINE))
    assert row.code not in said(login(cast.hub).get(DESK)).replace("-", "")
    assert login(cast.leader).post(f"{MINE}{row.pk}/cancel/").status_code == 404


def test_a_refusal_says_why(me, reward, cast, login):
    Reward.objects.update(cost_fen=5)
    facts = {"volunteer": me.pk, "idempotency_key": "key-of-the-form"}
    page = login(cast.volunteer).post(f"{SHOP}{reward.pk}/redeem/", facts, follow=True)
    assert "0.00" in said(page)
    Reward.objects.update(price=99)
    assert "还差 90 分" in said(login(cast.volunteer).get(SHOP))


@pytest.mark.parametrize("many", [1, 3])
def test_the_shop_costs_the_same_for_any_length(me, cast, county, login, django_assert_num_queries, many):
    for _n in range(many):
        RewardFactory(unit=county.hub, merchant=MerchantFactory(unit=county.hub))
    client = login(cast.volunteer)
    client.get(SHOP)
    with django_assert_num_queries(11):
        client.get(SHOP)


@pytest.mark.parametrize("many", [1, 3])
def test_the_own_list_costs_the_same_for_any_length(me, reward, cast, login, django_assert_num_queries, many):
    for _n in range(many):
        RedemptionFactory(reward=reward, volunteer=me)
    client = login(cast.volunteer)
    client.get(MINE)
    with django_assert_num_queries(7):
        client.get(MINE)


@pytest.mark.parametrize("many", [1, 3])
def test_the_office_costs_the_same_for_any_length(
    reward, cast, county, login, django_assert_num_queries, many
):
    for _n in range(many):
        row = RewardFactory(unit=county.hub, merchant=MerchantFactory(unit=county.hub))
        RedemptionFactory(reward=row, volunteer__person__unit=county.hub)
        SettlementFactory(merchant=row.merchant)
    client = login(cast.hub)
    counts = {}
    for url, count in (("/office/shop/", 8), (DESK, 6), ("/office/shop/settlements/", 8)):
        client.get(url)
        with django_assert_num_queries(count):
            counts[url] = client.get(url).status_code
    assert set(counts.values()) == {200}


def test_the_desk_looks_up_a_code_and_hands_over(me, reward, cast, login):
    row = RedemptionFactory(reward=reward, volunteer=me)
    client = login(cast.hub)
    page = said(client.post(DESK, {"code": row.code_words.lower()}))
    assert "才让" in page
    assert "东北大米" in page
    assert "才让" not in said(login(cast.stranger).post(DESK, {"code": row.code}))
    client.post(DESK, {"code": row.code, "give": "1"})
    row.refresh_from_db()
    assert (row.state, row.handed_by) == ("handed", cast.hub)
    assert "已领取" in said(client.post(DESK, {"code": row.code}))
    assert login(cast.volunteer).get(DESK).status_code == 404


def test_the_name_of_a_minor_is_not_said_at_the_desk(reward, cast, county, login):
    young = VolunteerFactory(person__unit=county.station, person__name="卓玛草")
    young.person.birth_date = clock.today() - dt.timedelta(days=16 * 365)
    young.person.save()
    row = RedemptionFactory(reward=reward, volunteer=young)
    page = said(login(cast.hub).post(DESK, {"code": row.code}))
    assert "卓玛草" not in page
    assert "卓**" in page


def test_the_office_keeps_the_catalogue(cast, county, login):
    client = login(cast.hub)
    client.post(
        "/office/shop/merchants/new/", {"unit": county.hub.pk, "name": "惠民超市", "contact": "李老板"}
    )
    shop = county.hub.merchants.get()
    facts = {
        "giver": f"shop-{shop.pk}", "kind": "goods", "name": "洗衣液", "what": "两斤装", "price": 4, "cost": "12.5",
        "stock": 6, "period": "month", "starts_on": "2026-01-01",
    }  # fmt: skip
    client.post("/office/shop/rewards/new/", facts)
    row = Reward.objects.get(name="洗衣液")
    assert (row.merchant, row.cost_fen, row.stock) == (shop, 1250, 6)
    client.post(f"/office/shop/rewards/{row.pk}/", {**facts, "price": 5})
    client.post(f"/office/shop/rewards/{row.pk}/do/restock/", {"amount": 4})
    client.post(f"/office/shop/rewards/{row.pk}/do/withdraw/")
    row.refresh_from_db()
    assert (row.price, row.stock, row.active) == (5, 10, False)
    assert "洗衣液" not in said(Client().get(SHOP))
    client.post(f"/office/shop/merchants/{shop.pk}/", {"name": "惠民超市二店", "contact": ""})
    shop.refresh_from_db()
    assert (shop.name, shop.active) == ("惠民超市二店", False)
    assert login(cast.stranger).get(f"/office/shop/merchants/{shop.pk}/").status_code == 404
    assert "李老板" not in said(Client().get(SHOP))


def test_the_centre_decides_the_money(cast, county, login):
    MerchantFactory(unit=county.hub)
    facts = {"unit": county.hub.pk, "year": clock.today().year, "amount": "800", "document_no": "财1号"}
    client = login(cast.centre)
    client.post("/office/shop/budgets/new/", facts)
    assert county.hub.reward_budgets.get().amount_fen == 800_00
    again = said(client.post("/office/shop/budgets/new/", facts))
    assert "已经录入" in again
    assert "800.00" in said(login(cast.hub).get("/office/shop/"))


def test_a_settlement_from_the_form_to_the_file(cast, county, login):
    shop = MerchantFactory(unit=county.hub, name="惠民超市")
    last = clock.today().replace(day=1) - dt.timedelta(days=1)
    facts = {"reward__unit": county.hub, "reward__merchant": shop, "cost_fen": 1250, "state": "handed"}
    RedemptionFactory(over_at=timezone.now() - dt.timedelta(days=clock.today().day), **facts)
    client = login(cast.hub)
    page = said(
        client.post("/office/shop/settlements/", {"merchant": shop.pk, "month": f"{last:%Y-%m}"}, follow=True)
    )
    assert "12.50" in page
    row = shop.settlements.get()
    url = f"/office/shop/settlements/{row.pk}/"
    client.post(f"{url}do/confirm/")
    row.refresh_from_db()
    assert row.state == "draft"
    login(cast.centre).post(f"{url}do/confirm/")
    text = b"".join(client.get(f"{url}file/csv/").streaming_content).decode("utf-8-sig")
    assert [line[2:] for line in csv.reader(io.StringIO(text))][1:] == [
        ["食用油", "12.50"],
        ["合计", "12.50"],
    ]
    assert client.get(f"{url}file/xlsx/").status_code == 200
    assert login(cast.stranger).get(url).status_code == 404


def test_the_open_books_are_public_and_without_names(cast, county):
    RewardBudgetFactory(unit=county.hub, document_no="财1号")
    RedemptionFactory(
        reward__unit=county.hub,
        state="handed",
        over_at=timezone.now(),
        cost_fen=1250,
        volunteer=cast.volunteer.volunteer,
    )
    page = said(Client().get("/points/shop/books/"))
    assert "12.50" in page
    assert "财1号" in page
    assert "才让" not in page
