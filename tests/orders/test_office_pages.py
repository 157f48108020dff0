import datetime as dt

import pytest

from shijian.kernel import clock, search
from shijian.orders.enums import Category, ItemState, OrderState
from shijian.orders.models import MenuItem, Order
from tests.factories.orders import MenuItemFactory, OrderFactory

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=clock.ZONE)
LIST = "/office/orders/"


@pytest.fixture(autouse=True)
def _monday_morning(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def hub(cast, login):
    return login(cast.hub)


@pytest.fixture
def order(cast):
    return OrderFactory(recipient=cast.resident, due_at=MONDAY + dt.timedelta(hours=8))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(cast, hub, count, django_assert_num_queries):
    OrderFactory.create_batch(count, recipient=cast.resident)
    with django_assert_num_queries(6):
        page = hub.get(LIST).content.decode()
    assert page.count('<th scope="row"') == count


def test_the_list_stays_within_reach_and_names_the_next_action(cast, login, order, county):
    OrderFactory(title="别的镇", unit=county.station_other, recipient__unit=county.station_other)
    page = login(cast.hub).get(LIST).content.decode()
    assert order.number in page
    assert "别的镇" not in page
    assert ">核实</a>" in page
    watching = login(cast.overseer).get(LIST).content.decode()
    assert "等待他人办理" in watching
    assert ">核实</a>" not in watching
    for person in (cast.resident, cast.leader, cast.security):
        assert login(person).get(LIST).status_code == 403


def test_filters_and_search(cast, hub):
    late = OrderFactory(recipient=cast.resident, title="超时单", due_at=MONDAY - dt.timedelta(hours=1))
    done = OrderFactory(
        recipient=cast.resident, title="办结单", state=OrderState.CLOSED, category=Category.LAW
    )
    search.index("order", done.pk, names=["王秀兰"], text=[done.number, done.title], unit_path=done.unit_path)

    def titles(**query):
        page = hub.get(LIST, query).content.decode()
        return {order.title for order in (late, done) if order.title in page}

    assert titles() == {"超时单"}
    assert titles(state="all") == {"超时单", "办结单"}
    assert titles(state="closed") == {"办结单"}
    assert titles(overdue="on") == {"超时单"}
    assert titles(category="law", state="all") == {"办结单"}
    assert titles(q=done.number) == titles(q="王秀兰") == {"办结单"}
    assert titles(state="no", category="no", q="x" * 100) == {"超时单"}


def test_the_oldest_deadline_comes_first_and_pages_follow_it(cast, hub):
    for days in range(33, 0, -1):
        due = MONDAY + dt.timedelta(days=days) if days < 32 else None
        OrderFactory(recipient=cast.resident, title=f"单{days:02d}号", due_at=due)
    first = hub.get(LIST).content.decode()
    assert first.index("单01号") < first.index("单02号") < first.index("单30号")
    assert "单31号" not in first
    link = first.split('rel="next"')[0].rsplit('href="', 1)[1] if 'rel="next" href' not in first else ""
    found = hub.get(LIST + (link or first.split('rel="next" href="')[1]).split('"')[0].replace("&amp;", "&"))
    second = found.content.decode()
    assert all(f"单{days}号" in second for days in (31, 32, 33))
    assert "单30号" not in second
    for odd in ("x", "x~y", "2026-99-99T00:00~1", "~", "2026-11-23T09:00:00~1"):
        assert hub.get(LIST, {"from": odd}).status_code == 200
    assert "单01号" in hub.get(LIST, {"sort": "newest"}).content.decode()


def test_the_officer_verifies_with_corrections(cast, hub, order):
    page = hub.get(f"{LIST}{order.pk}/").content.decode()
    assert "核实通过" in page
    data = {
        "verify-title": "陪看病", "verify-category": "health", "verify-headcount": "2", "verify-minutes": "90",
        "verify-wished_from": "2026-11-24T09:00", "verify-wished_until": "2026-11-24T12:00",
        "verify-risk": "0", "verify-urgency": "0",
    }  # fmt: skip
    assert hub.post(f"{LIST}{order.pk}/do/verify/", {**data, "verify-risk": "1"}).status_code == 422
    assert hub.post(f"{LIST}{order.pk}/do/verify/", data).status_code == 302
    order.refresh_from_db()
    assert (order.state, order.title, order.headcount) == (OrderState.QUEUED, "陪看病", 2)
    assert order.wished_from == MONDAY + dt.timedelta(days=1)


def test_the_slower_officer_is_told_and_keeps_what_he_typed(cast, hub, login, order):
    login(cast.station).post(f"{LIST}{order.pk}/do/reject/", {"reject-reason": "重复"})
    answer = hub.post(f"{LIST}{order.pk}/do/reject/", {"reject-reason": "我写的理由"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "站长" in page
    assert "我写的理由" in page


def test_decisions_need_their_words_and_the_right(cast, login, hub, order):
    assert hub.post(f"{LIST}{order.pk}/do/refer/", {"refer-reason": "x"}).status_code == 422
    assert hub.post(f"{LIST}{order.pk}/do/nothing/").status_code == 404
    assert login(cast.stranger).get(f"{LIST}{order.pk}/").status_code == 404
    assert (
        login(cast.stranger).post(f"{LIST}{order.pk}/do/reject/", {"reject-reason": "x"}).status_code == 404
    )
    assert (
        login(cast.overseer).post(f"{LIST}{order.pk}/do/reject/", {"reject-reason": "x"}).status_code == 403
    )
    assert (
        hub.post(
            f"{LIST}{order.pk}/do/refer/", {"refer-referred_to": "民政局", "refer-reason": "专业"}
        ).status_code
        == 302
    )
    assert Order.objects.get(pk=order.pk).state == OrderState.UNMET


def test_lookers_read_neither_address_nor_phone(cast, login):
    order = OrderFactory(recipient=cast.resident, address="秘密住处", contact_phone="13900001111")
    for person in (cast.overseer, cast.auditor):
        page = login(person).get(f"{LIST}{order.pk}/").content.decode()
        assert "秘密住处" not in page
        assert "13900001111" not in page
    assert "秘密住处" in login(cast.station).get(f"{LIST}{order.pk}/").content.decode()


def take(county, **facts):
    base = {
        "idempotency_key": "a" * 32, "channel": "door", "other_name": "杨奶奶", "other_phone": "",
        "unit": county.station.pk,
        "title": "打扫屋子", "category": "elders", "when": "tomorrow-am", "urgency": "0",
    }  # fmt: skip
    return {**base, **facts}


def test_staff_take_an_order_at_the_door(cast, login, county):
    client = login(cast.station)
    assert "代点单" in client.get(f"{LIST}take/").content.decode()
    answer = client.post(f"{LIST}take/", take(county))
    order = Order.objects.get()
    assert answer.url == f"{LIST}{order.pk}/"
    assert (order.recipient.name, order.taken_by, order.channel) == ("杨奶奶", cast.station, "door")
    assert client.post(f"{LIST}take/", take(county)).url == answer.url
    page = client.get(answer.url).content.decode()
    assert "记录人" in page
    assert "站长代杨奶奶 · 上门" in page


def test_taking_orders_refuses_bad_input_and_foreign_units(cast, login, county):
    client = login(cast.station)
    for bad in (
        {"title": ""},
        {"unit": county.hub2.pk},
        {"when": "x"},
        {"channel": "web"},
        {"other_phone": "12"},
        {"item": "9"},
    ):
        assert client.post(f"{LIST}take/", take(county, **bad)).status_code == 422
    assert not Order.objects.exists()
    assert login(cast.resident).get(f"{LIST}take/").status_code == 403


def test_the_menu_behind_the_counter(cast, login, county):
    leader, hub = login(cast.leader), login(cast.hub)
    assert leader.get("/office/menu/new/").status_code == 200
    data = {
        "idempotency_key": "b" * 32, "team": cast.team.pk, "unit": county.hub.pk, "title": "修水管",
        "description": "上门修",
        "category": "repair", "minutes": "60", "headcount": "1", "months": ["1", "12"], "risk": "0", "risk_note": "无",
        "recipient": "resident",
    }  # fmt: skip
    assert leader.post("/office/menu/new/", {**data, "minutes": "1"}).status_code == 422
    assert leader.post("/office/menu/new/", data).status_code == 302
    item = MenuItem.objects.get()
    assert item.months == [1, 12]
    page = f"/office/menu/{item.pk}/"
    assert (
        leader.post(f"{page}change/", {**data, "title": "修水管和灯", "idempotency_key": "c" * 32}).url
        == page
    )
    assert leader.post(f"{page}do/submit/").url == page
    assert leader.post(f"{page}do/list/").status_code == 403
    assert hub.post(f"{page}do/decline/").status_code == 422
    assert hub.post(f"{page}do/list/").url == page
    assert hub.post(f"{page}do/list/").status_code == 409
    item.refresh_from_db()
    assert (item.state, item.title) == (ItemState.LISTED, "修水管和灯")
    listing = hub.get("/office/menu/").content.decode()
    assert "1 / 20" in listing
    assert "今年还差 19 项" in listing
    for person in (cast.stranger, cast.resident):
        assert login(person).get(page).status_code == 404
    assert login(cast.resident).get("/office/menu/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_kept_items_cost_the_same_however_many(cast, hub, count, django_assert_num_queries):
    MenuItemFactory.create_batch(count, team=cast.team, state=ItemState.REVIEW, listed_on=None)
    with django_assert_num_queries(8):
        page = hub.get("/office/menu/", {"state": "review"}).content.decode()
    assert page.count("list-row") == count


def test_unit_and_team_pages_show_what_they_offer(client, cast, county):
    MenuItemFactory(team=cast.team, title="上门理发")
    assert "上门理发" in client.get(f"/units/{county.station.pk}/").content.decode()
    assert "上门理发" not in client.get(f"/units/{county.station_other.pk}/").content.decode()
