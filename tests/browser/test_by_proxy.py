"""A resident without a phone and a volunteer without one: the station and the leader do it all for them."""

import datetime as dt

import pytest

from shijian.orders.models import Order
from shijian.people.models import Person
from shijian.records.models import ServiceRecord
from tests.browser.test_journey import SIZES, clockwork, verify
from tests.browser.walking import counted, follow, says, sideways, tap
from tests.factories.people import PersonFactory
from tests.factories.volunteers import TeamMemberFactory, VolunteerFactory
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

__all__ = ["clockwork"]
NEED = "陪我去镇医院"
ELDER, HELPER = "才让卓玛", "李扎西"


@pytest.fixture
def helper(cast, county):
    """A member of the team without an account."""
    volunteer = VolunteerFactory(person=PersonFactory(name=HELPER, unit=county.station))
    TeamMemberFactory(team=cast.team, volunteer=volunteer)
    return volunteer


def take_at_the_door(page):
    page.goto("/office/orders/")
    follow(page, "代点单")
    page.get_by_role("radio", name="上门").check()
    page.get_by_role("textbox", name="谁需要帮助").fill(ELDER)
    page.get_by_role("textbox", name="门牌或地点").fill("塔哇村 12 号")
    page.get_by_role("textbox", name="需要什么").fill(NEED)
    page.get_by_role("radio", name="今天上午").check()
    tap(page, "记下这张单")


def dispatch(page):
    page.goto("/")
    follow(page, NEED)
    follow(page, "派给谁")
    page.get_by_role("group", name="队伍").get_by_role("checkbox", name="拉卜楞镇志愿服务队").check()
    tap(page, "邀请他们")


def accept_and_answer_for_the_helper(page):
    page.goto("/")
    follow(page, NEED)
    tap(page, "接单")
    page.get_by_role("checkbox", name=HELPER).check()
    tap(page, "邀请他们")
    follow(page, "代为答复")
    assert says(page, "问过本人")
    tap(page, "接单")


def record_the_service(page, clockwork):
    page.goto("/office/orders/")
    follow(page, NEED)
    follow(page, "签到签退")
    tap(page, "签到")
    clockwork.shift(dt.timedelta(hours=1))
    tap(page, "签退")


def rate_for_the_resident(page):
    page.goto("/office/orders/")
    follow(page, NEED)
    follow(page, "代录评价")
    page.get_by_role("radio", name="非常满意").check()
    page.get_by_role("radio", name="上门").check()
    tap(page, "提交")


@SIZES
def test_a_need_told_at_the_door_goes_to_the_figures(visit, cast, helper, clockwork, size):
    pages = {name: visit(getattr(cast, name), size) for name in ("station", "hub", "leader")}
    before = {label: counted(pages["hub"], label) for label in ("点单", "已服务", "已评价")}
    take_at_the_door(pages["station"])
    verify(pages["hub"])
    dispatch(pages["hub"])
    accept_and_answer_for_the_helper(pages["leader"])
    record_the_service(pages["station"], clockwork)
    rate_for_the_resident(pages["station"])
    after = {label: counted(pages["hub"], label) for label in before}
    assert after == {label: number + 1 for label, number in before.items()}
    assert [name for name, page in pages.items() if sideways(page)] == []


def test_the_order_says_who_acted_for_whom(visit, cast, helper, clockwork):
    station = visit(cast.station)
    take_at_the_door(station)
    verify(visit(cast.hub))
    dispatch(visit(cast.hub))
    accept_and_answer_for_the_helper(visit(cast.leader))
    record_the_service(station, clockwork)
    rate_for_the_resident(station)
    order = Order.objects.get()
    record = ServiceRecord.objects.get()
    assert (order.recipient.name, order.channel, order.ratings.get().channel) == (ELDER, "door", "door")
    assert (record.volunteer, record.minutes) == (helper, 60)
    assert Person.objects.filter(name=ELDER, account__isnull=True).count() == 1
    station.goto(f"/orders/{order.pk}/")
    assert says(station, f"站长代{ELDER} · 上门")
