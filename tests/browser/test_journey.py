"""From the resident's three taps to five faces and the figures, as each person does it."""

import datetime as dt

import pytest
import time_machine

from shijian.kernel import clock
from tests.browser.conftest import DESK, PHONE
from tests.browser.walking import counted, follow, says, sideways, tap

MORNING = dt.datetime(2026, 6, 15, 8, 30, tzinfo=clock.ZONE)
NEED = "陪我去镇医院"
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def clockwork():
    """The morning of a working day; it runs on."""
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield traveller


def ask(page):
    """Order in own words: three taps, one typed field."""
    page.goto("/")
    tap(page, "我要点单", "link")
    page.get_by_role("textbox", name="用自己的话").fill(NEED)
    tap(page, "下一步")
    tap(page, "今天上午")


def verify(page):
    page.goto("/")
    follow(page, NEED)
    tap(page, "核实通过")


def dispatch(page):
    page.goto("/")
    follow(page, NEED)
    follow(page, "派给谁")
    page.get_by_role("group", name="队伍").get_by_role("checkbox", name="拉卜楞镇志愿服务队").check()
    tap(page, "邀请他们")


def accept_for_the_team(page):
    page.goto("/")
    follow(page, NEED)
    tap(page, "接单")
    page.get_by_role("checkbox", name="才让").check()
    tap(page, "邀请他们")


def accept(page):
    page.goto("/")
    follow(page, NEED)
    tap(page, "接单")


def serve(page, clockwork):
    page.goto("/")
    follow(page, "签到")
    tap(page, "签到")
    clockwork.shift(dt.timedelta(hours=1))
    tap(page, "签退")


def rate(page):
    page.goto("/")
    follow(page, NEED)
    follow(page, "评价")
    page.get_by_role("radio", name="非常满意").check()
    tap(page, "提交")


@SIZES
def test_a_need_goes_from_the_first_tap_to_the_figures(visit, cast, clockwork, size):
    pages = {
        name: visit(getattr(cast, name), size)
        for name in ("resident", "station", "hub", "leader", "volunteer")
    }
    before = {label: counted(pages["hub"], label) for label in ("点单", "已服务", "已评价")}
    ask(pages["resident"])
    assert says(pages["resident"], NEED)
    verify(pages["station"])
    dispatch(pages["hub"])
    accept_for_the_team(pages["leader"])
    accept(pages["volunteer"])
    serve(pages["volunteer"], clockwork)
    rate(pages["resident"])
    after = {label: counted(pages["hub"], label) for label in before}
    assert after == {label: number + 1 for label, number in before.items()}
    assert [name for name, page in pages.items() if sideways(page)] == []


def test_ordering_from_the_menu_takes_three_taps_and_no_typing(visit, cast, clockwork):
    from tests.factories.orders import MenuItemFactory

    item = MenuItemFactory(team=cast.team)
    page = visit(cast.resident, PHONE)
    page.goto("/")
    taps = [("link", "我要点单"), ("link", item.title), ("button", "明天上午")]
    for role, words in taps:
        tap(page, words, role)
    assert page.get_by_role("heading", level=1).inner_text() == item.title
