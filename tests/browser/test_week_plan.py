"""The week of a hub in a browser: plan, read why, put in another, send; the volunteer finds the offer and why."""

import re

import pytest
from playwright.sync_api import expect

from shijian.orders.models import Offer, Order
from shijian.volunteers.enums import TeamRole
from tests.browser.conftest import DESK, PHONE
from tests.browser.walking import follow, sideways, tap
from tests.factories.orders import ChanceModelFactory, MenuItemFactory
from tests.factories.people import AccountFactory
from tests.factories.volunteers import VolunteerFactory
from tests.once import ON_SQLITE
from tests.orders.test_team_plans import asked_of, squad
from tests.orders.test_weeks import wanted

pytestmark = [pytest.mark.django_db(transaction=True), ON_SQLITE]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_week_is_planned_read_changed_and_sent(visit, cast, county, size):
    other = AccountFactory(person__name="卓玛", person__unit=county.station2).person
    VolunteerFactory(person=other)
    wanted(county.station, title="换灯泡")
    page = visit(cast.hub, size)
    page.goto("/office/dispatch/")
    page.get_by_label("哪一周").select_option(index=1)
    tap(page, "生成计划")
    expect(page.get_by_text("1 张订单共 1 个名额，1 个有人。")).to_be_visible()
    expect(page.get_by_text("已经证明")).to_be_visible()
    assert sideways(page) == 0
    beside = page.locator("li.list-row", has_text="备选")
    for left in range(beside.count(), 0, -1):
        beside.first.get_by_role("button", name=re.compile("移出")).click()
        expect(beside).to_have_count(left - 1)
    page.get_by_text("为什么不是别人").click()
    expect(page.get_by_text(re.compile("卓玛.*公里"))).to_be_visible()
    page.get_by_role("radio", name=re.compile("卓玛")).check()
    tap(page, "改动计划")
    expect(page.get_by_text("已换人")).to_be_visible()
    tap(page, "邀请他们", "link")
    tap(page, "邀请他们")
    expect(page.get_by_text("已邀请 1 人")).to_be_visible()
    assert Offer.objects.get().volunteer.person == other
    asked = visit(other, PHONE)
    asked.goto("/offers/")
    follow(asked, "换灯泡")
    expect(asked.get_by_text(re.compile("问您是因为"))).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_order_from_a_menu_is_planned_for_a_team_given_to_another_and_taken(visit, cast, county, size):
    own, other = squad(county.hub, "理发队"), squad(county.hub, "银发队")
    MenuItemFactory(team=other)
    asked_of(own, county.station, title="理发上门")
    page = visit(cast.hub, size)
    page.goto("/office/dispatch/")
    page.get_by_label("哪一周").select_option(index=1)
    tap(page, "生成计划")
    expect(page.get_by_text("1 张给队伍的订单，1 张有队伍")).to_be_visible()
    assert sideways(page) == 0
    page.get_by_text("为什么不是别的队伍").click()
    page.get_by_role("radio", name=re.compile("银发队.*点的是别的队的项目，相当于多走 30 公里")).check()
    tap(page, "改动计划")
    tap(page, "邀请他们", "link")
    tap(page, "邀请他们")
    expect(page.get_by_text("已邀请 1 支队伍")).to_be_visible()
    leader = visit(other.members.get(role=TeamRole.LEADER).volunteer.person, PHONE)
    leader.goto("/offers/")
    follow(leader, "理发上门")
    expect(leader.get_by_text(re.compile("问您的队是因为"))).to_be_visible()
    assert sideways(leader) == 0
    tap(leader, "接单")
    assert Order.objects.get(title="理发上门").team == other


def test_the_desk_reads_what_a_yes_depends_on(visit, cast):
    ChanceModelFactory(weights=[-0.2, 0.3, -0.9, 0.8, -0.4, 1.7, 0.5])
    page = visit(cast.hub, PHONE)
    page.goto("/office/dispatch/")
    follow(page, "答应的可能性")
    expect(page.get_by_role("heading", level=1)).to_contain_text("答应的可能性")
    assert sideways(page) == 0
