"""How much work the most frequent journeys are, against `docs/burden.md`; a change that raises one fails."""

import os
import re
from pathlib import Path

import pytest

import shijian
from tests.browser import test_by_proxy as proxy
from tests.browser import test_journey as journey
from tests.browser.conftest import PHONE
from tests.browser.hand import Hand
from tests.browser.test_by_proxy import helper
from tests.browser.test_journey import NEED, clockwork
from tests.browser.walking import follow, tap
from tests.factories.orders import MenuItemFactory
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

__all__ = ["clockwork", "helper"]
FILE = Path(shijian.__file__).parents[1] / "docs" / "burden.md"
RENEW = os.environ.get("RENEW_BURDEN") == "true"
HEAD = """# Burden: what the frequent journeys cost

Counted by `tests/browser/test_burden.py` in a real browser on a phone, from the first page after logging in. A tap is a
press on a link, a button, a choice or a fold; a field is one that must be typed into. A change that raises a number
fails the tests; `make burden` writes what is meant.

| journey | who | taps | fields | goal |
|---|---|---|---|---|
"""
GOALS = {
    "order from the menu": ("resident", (3, 1)),
    "order in own words": ("resident", (3, 1)),
    "take an order at the door": ("station", None),
    "verify": ("station", None),
    "dispatch": ("hub", None),
    "verify + dispatch": ("station, hub", (4, 0)),
    "accept for the team and say who goes": ("leader", None),
    "accept an offer": ("volunteer", (2, 0)),
    "check in": ("volunteer", (2, 0)),
    "check out": ("volunteer", (2, 0)),
    "rate": ("resident", None),
    "read the orders behind a figure": ("hub", None),
}
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| (\d+) \| (\d+) \|", re.MULTILINE)


def verify(page):
    page.goto("/")
    tap(page, f"核实: {NEED}")


def dispatch(page):
    page.goto("/")
    page.get_by_role("link", name=f"派单: {NEED}").click()
    page.get_by_role("group", name="队伍").get_by_role("checkbox", name="拉卜楞镇志愿服务队").check()
    tap(page, "邀请他们")


def from_the_menu(page, title):
    page.goto("/")
    tap(page, "我要点单", "link")
    tap(page, title, "link")
    tap(page, "明天上午")


def check_in(page):
    page.goto("/")
    tap(page, "签到", "link")
    tap(page, "签到")


def check_out(page):
    page.goto("/")
    tap(page, "签退", "link")
    tap(page, "签退")


def rate(page):
    page.goto("/")
    follow(page, NEED)
    follow(page, "评价")
    page.get_by_role("radio", name="非常满意").check()
    tap(page, "提交")


def look_behind(page):
    page.goto("/")
    page.locator(".top-menu > summary").click()
    page.get_by_role("link", name="统计").first.click()
    page.get_by_role("region", name="统计").get_by_role("link").first.click()


@pytest.fixture
def spent(visit, cast, clockwork):
    """What every journey costs, walked one after the other."""
    hands = {
        name: Hand(visit(getattr(cast, name), PHONE))
        for name in ("resident", "station", "hub", "leader", "volunteer")
    }
    costs = {"order in own words": hands["resident"].spent(journey.ask)}
    costs["verify"] = hands["station"].spent(verify)
    costs["dispatch"] = hands["hub"].spent(dispatch)
    costs["verify + dispatch"] = tuple(map(sum, zip(costs["verify"], costs["dispatch"], strict=True)))
    costs["accept for the team and say who goes"] = hands["leader"].spent(journey.accept_for_the_team)
    costs["accept an offer"] = hands["volunteer"].spent(journey.accept)
    costs["check in"] = hands["volunteer"].spent(check_in)
    clockwork.shift(3600)
    costs["check out"] = hands["volunteer"].spent(check_out)
    costs["rate"] = hands["resident"].spent(rate)
    costs["read the orders behind a figure"] = hands["hub"].spent(look_behind)
    costs["order from the menu"] = hands["resident"].spent(
        from_the_menu, MenuItemFactory(team=cast.team).title
    )
    costs["take an order at the door"] = hands["station"].spent(proxy.take_at_the_door)
    return costs


def row(name, cost):
    """One line of the file."""
    who, goal = GOALS[name]
    wanted = f"≤ {goal[0]} taps, ≤ {goal[1]} fields" if goal else ""
    return f"| {name} | {who} | {cost[0]} | {cost[1]} | {wanted} |"


def test_no_journey_costs_more_than_is_written_down(spent):
    if RENEW:
        FILE.write_text(HEAD + "\n".join(row(name, spent[name]) for name in GOALS) + "\n")
    written = {name: (int(taps), int(fields)) for name, _who, taps, fields in ROW.findall(FILE.read_text())}
    assert spent == written
    over = {
        name: spent[name]
        for name, (_who, goal) in GOALS.items()
        if goal and any(map(int.__gt__, spent[name], goal))
    }
    assert over == {}


def test_the_hand_is_counted(visit, cast):
    page = visit(cast.resident)
    hand = Hand(page)
    assert hand.spent(lambda page: page.goto("/orders/new/")) == (0, 0)
    assert hand.spent(lambda page: page.locator("textarea").first.fill("x")) == (0, 1)
    assert hand.spent(lambda page: page.locator("h1").click()) == (0, 0)
    assert hand.spent(lambda page: page.locator(".site-name").click()) == (1, 0)
