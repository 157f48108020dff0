"""The week of a hub in a browser: plan, read why, put in another, send; the volunteer finds the offer and why."""

import re

import pytest
from playwright.sync_api import expect

from shijian.orders.models import Offer
from tests.browser.conftest import DESK, PHONE
from tests.browser.walking import follow, sideways, tap
from tests.factories.people import AccountFactory
from tests.factories.volunteers import VolunteerFactory
from tests.once import ON_SQLITE
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
