"""Another time than the cards offer: a free day for residents, a free hour at the desk; what cannot be is told."""

import datetime as dt
import re

import pytest
import time_machine

from shijian.kernel import clock
from shijian.orders.models import Order
from tests.factories.orders import MenuItemFactory

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 15, 12, 30, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def need(cast, county, **more):
    return {
        "description": "陪我去镇医院", "who": cast.resident.pk, "unit": county.station.pk, "urgency": 1,
        "idempotency_key": "0b8f3f9e-3f1e-4a52-9d0e-1f2d3c4b5a69", **more,
    }  # fmt: skip


@pytest.mark.parametrize(("half", "begins", "ends"), [("am", 8, 12), ("pm", 13, 18)])
def test_a_resident_chooses_a_day_of_next_month(cast, county, login, half, begins, ends):
    data = need(cast, county, when=f"other-{half}", other_day="2026-07-20")
    assert login(cast.resident).post("/orders/new/", data).status_code == 302
    order = Order.objects.get()
    assert clock.local(order.wished_from) == dt.datetime(2026, 7, 20, begins, tzinfo=clock.ZONE)
    assert clock.local(order.wished_until) == dt.datetime(2026, 7, 20, ends, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("day", "half", "words"),
    [
        ("", "am", "请选日期"), ("2026-06-14", "pm", "已经过了"), ("2026-06-15", "am", "已经过了"),
        ("2027-06-15", "am", "最多只能提前"), ("2026-13-45", "am", "日期"), ("2026-07-20", "night", "点一个"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_told_beside_it_and_nothing_is_lost(cast, county, login, day, half, words):
    data = need(cast, county, when=f"other-{half}", other_day=day)
    answer = login(cast.resident).post("/orders/new/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "陪我去镇医院" in text
    assert re.search(r'<details class="card" open>\s*<summary>另选一天', text)
    assert not Order.objects.exists()


def test_today_s_afternoon_can_still_be_asked_for(cast, county, login):
    data = need(cast, county, when="other-pm", other_day="2026-06-15")
    assert login(cast.resident).post("/orders/new/", data).status_code == 302


def taken(county, **more):
    return {
        "channel": "phone", "other_name": "才让卓玛", "unit": county.station.pk, "title": "陪看病",
        "category": "repair",
        "urgency": 1, "idempotency_key": "0b8f3f9e-3f1e-4a52-9d0e-1f2d3c4b5a70", **more,
    }  # fmt: skip


@pytest.mark.parametrize(("with_item", "minutes"), [(False, 120), (True, 45)])
def test_at_the_desk_the_hour_is_free(cast, county, login, with_item, minutes):
    item = MenuItemFactory(team=cast.team, minutes=45)
    more = {"item": item.pk} if with_item else {}
    data = taken(county, when="other", other_day="2026-06-18", other_time="19:30", **more)
    assert login(cast.station).post("/office/orders/take/", data).status_code == 302
    order = Order.objects.get()
    assert clock.local(order.wished_from) == dt.datetime(2026, 6, 18, 19, 30, tzinfo=clock.ZONE)
    assert order.wished_until - order.wished_from == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("", "19:30", "请选日期"), ("2026-06-18", "", "请选时间"), ("2026-06-15", "09:00", "已经过了"),
        ("2027-06-15", "09:00", "最多只能提前"),
    ],
)  # fmt: skip
def test_at_the_desk_what_is_missing_or_over_is_told(cast, county, login, day, time, words):
    data = taken(county, when="other", other_day=day, other_time=time)
    answer = login(cast.station).post("/office/orders/take/", data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Order.objects.exists()


def test_a_stranger_s_station_is_not_reached_with_another_time_either(cast, county, login):
    data = taken(county, when="other", other_day="2026-06-18", other_time="19:30")
    assert login(cast.stranger).post("/office/orders/take/", data).status_code == 422
    assert not Order.objects.exists()


def test_the_menu_at_the_desk_stands_under_its_classes(cast, county, login):
    law, repair = (MenuItemFactory(team=cast.team, category=each) for each in ("law", "repair"))
    text = login(cast.station).get("/office/orders/take/").content.decode()
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', text, re.DOTALL)
    assert [name for name, _items in groups] == [law.get_category_display(), repair.get_category_display()]
    assert [law.title in groups[0][1], repair.title in groups[1][1]] == [True, True]
