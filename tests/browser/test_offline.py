"""Without signal: what opens, what waits, that it is sent once, and that nothing stays after the logout."""

import re

import pytest

from shijian.kernel.models import AuditEntry, IdempotentReply
from shijian.orders.enums import AssignmentState
from shijian.orders.models import Assignment, Order
from shijian.web import pwa
from tests.browser.conftest import FLAGS, PHONE, _session
from tests.browser.walking import sideways
from tests.once import ON_SQLITE
from tests.orders import scene

pytestmark = ON_SQLITE

BOXES = """async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("pages-") && name !== "pages-visitor");
  return names.length;
}"""
DAY_AHEAD = """{
  const real = Date.now.bind(Date);
  Date.now = () => real() + 24 * 3600 * 1000;
}"""


@pytest.fixture
def service(cast, county):
    """A promise of the volunteer whose wished time is now."""
    return scene.accepted(cast, county).assignments[0]


@pytest.fixture
def device(chromium, live_server):
    """`device(person)` gives the context of a phone on which the APP may work."""
    opened = []

    def start(person=None):
        context = chromium.new_context(base_url=live_server.url, viewport=PHONE, locale="zh-CN")
        context.set_default_timeout(8000)
        opened.append(context)
        if person is not None:
            context.add_cookies([_session(person, live_server.url)])
        return context

    yield start
    for context in opened:
        context.close()


def ready(context, path="/"):
    """Open a page and wait until the APP has kept what it needs without signal."""
    page = context.new_page()
    page.goto(path)
    page.locator("html[data-ahead]").wait_for(state="attached")
    return page


def queue(page, state):
    """The words of the rows with this state on the page of the queue."""
    page.goto("/queue/")
    page.locator("#queue-list[data-drawn]").wait_for(state="attached")
    rows = page.locator("#queue-list > li", has=page.locator(f'[data-state="{state}"]:not([hidden])'))
    return rows.all_inner_texts()


def sent(page):
    """Open the queue with signal and wait until nothing waits any more."""
    page.goto("/queue/")
    page.locator("#queue-list[data-drawn]").wait_for(state="attached")
    page.locator("#queue-send").wait_for(state="hidden")


def test_tasks_and_last_seen_pages_open_and_say_of_when_they_are(device, cast, service):
    context = device(cast.volunteer)
    page = ready(context)
    context.set_offline(True)
    page.goto(f"/services/{service.pk}/")
    assert re.fullmatch(r"没有信号，内容截至 \d\d:\d\d", page.locator("[data-part=line]").inner_text())
    assert page.get_by_role("button", name="签到").is_visible()
    page.goto("/me/tokens/")
    assert page.get_by_role("heading", level=1).inner_text() == "没有信号"
    assert not sideways(page)


def test_check_in_and_out_without_signal_are_sent_once_by_two_tabs(device, cast, service):
    context = device(cast.volunteer)
    page = ready(context)
    other = context.new_page()
    other.goto("/services/")
    context.set_offline(True)
    page.goto(f"/services/{service.pk}/")
    for words in ("签到", "签退"):
        page.get_by_role("button", name=words, exact=True).click()
        page.locator("[data-waits]").last.wait_for()
    other.locator("[data-part=bar]", has_text="2 项待发送").wait_for()
    assert len(queue(page, "waiting")) == 2
    context.set_offline(False)
    other.locator("[data-part=bar]").wait_for(state="hidden")
    sent(page)
    assert len(queue(page, "sent")) == 2
    actions = AuditEntry.objects.filter(action__startswith="service.check")
    assert sorted(actions.values_list("action", flat=True)) == ["service.check-in", "service.check-out"]
    service.refresh_from_db()
    assert service.state == AssignmentState.DONE


def test_a_signal_lost_before_the_answer_makes_no_second_deed(device, cast, service):
    context = device(cast.volunteer)
    page = ready(context, f"/services/{service.pk}/")

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    context.route("**/in/", lose_the_answer, times=1)
    page.get_by_role("button", name="签到").click()
    page.locator("[data-waits]").wait_for()
    service.refresh_from_db()
    assert service.state == AssignmentState.SERVING
    sent(page)
    assert len(queue(page, "sent")) == 1
    assert IdempotentReply.objects.count() == 1
    assert AuditEntry.objects.filter(action="service.check-in").count() == 1


def test_what_waits_survives_closing_the_browser(chromium, live_server, cast, service, tmp_path):
    def begin():
        context = chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=_path(), args=FLAGS, base_url=live_server.url, viewport=PHONE,
            locale="zh-CN",
        )  # fmt: skip
        context.set_default_timeout(8000)
        context.add_cookies([_session(cast.volunteer, live_server.url)])
        return context

    context = begin()
    page = ready(context, f"/services/{service.pk}/")
    context.set_offline(True)
    page.get_by_role("button", name="签到").click()
    page.locator("[data-waits]").wait_for()
    context.close()
    context = begin()
    sent(context.new_page())
    context.close()
    service.refresh_from_db()
    assert service.state == AssignmentState.SERVING


def _path():
    import shutil

    return shutil.which("chromium") or shutil.which("chromium-browser")


def test_an_order_taken_without_signal_is_made_once(device, cast):
    context = device(cast.station)
    page = ready(context, "/office/orders/take/")
    context.set_offline(True)
    page.get_by_role("radio", name="上门").check()
    page.get_by_role("textbox", name="谁需要帮助").fill("杨奶奶")
    page.get_by_role("textbox", name="需要什么").fill("修水管")
    page.get_by_role("button", name="记下这张单").click()
    page.locator("[data-waits]").wait_for()
    assert "代点单 · 杨奶奶" in queue(page, "waiting")[0]
    context.set_offline(False)
    sent(page)
    assert Order.objects.get().recipient.name == "杨奶奶"


def test_a_refusal_stays_with_its_reason_until_it_is_put_away(device, cast, service):
    context = device(cast.volunteer)
    page = ready(context, f"/services/{service.pk}/")
    context.set_offline(True)
    page.get_by_role("button", name="签到").click()
    page.locator("[data-waits]").wait_for()
    Assignment.objects.filter(pk=service.pk).update(state=AssignmentState.NO_SHOW)
    context.set_offline(False)
    sent(page)
    (row,) = queue(page, "refused")
    assert "这位志愿者已签到或不来了" in row
    page.get_by_role("button", name="收起").click()
    page.locator("#queue-none").wait_for()
    assert queue(page, "refused") == []


def test_leaving_warns_of_what_waits_and_leaves_nothing(device, cast, service):
    context = device(cast.volunteer)
    page = ready(context, f"/services/{service.pk}/")
    context.route("**/in/", lambda route: route.abort())
    page.get_by_role("button", name="签到").click()
    page.locator("[data-waits]").wait_for()
    page.locator("details.menu > summary").last.click()
    page.locator(".menu-sheet form[data-leave] button").click()
    page.locator("#queue-leaving").wait_for()
    page.get_by_role("button", name="退出登录并删除").click()
    page.get_by_role("link", name="登录").wait_for()
    assert page.evaluate(BOXES) == 0
    assert queue(page, "waiting") == []
    context.set_offline(True)
    page.goto(f"/services/{service.pk}/")
    assert page.get_by_role("heading", level=1).inner_text() == "没有信号"


def test_another_person_sees_nothing_of_the_one_before(device, live_server, cast, service):
    context = device(cast.volunteer)
    page = ready(context, f"/services/{service.pk}/")
    context.set_offline(True)
    page.get_by_role("button", name="签到").click()
    page.locator("[data-waits]").wait_for()
    context.add_cookies([_session(cast.resident, live_server.url)])
    context.set_offline(False)
    assert queue(page, "waiting") == []
    assert page.locator("#queue-others").is_visible()
    service.refresh_from_db()
    assert service.state == AssignmentState.COMMITTED
    context.set_offline(True)
    page.goto(f"/services/{service.pk}/")
    assert page.get_by_role("heading", level=1).inner_text() == "没有信号"


def test_a_clock_wrong_by_a_day_does_no_harm(device, cast, service):
    context = device(cast.volunteer)
    context.add_init_script(DAY_AHEAD)
    page = ready(context, f"/services/{service.pk}/")
    context.set_offline(True)
    page.get_by_role("button", name="签到").click()
    page.locator("[data-waits]").wait_for()
    context.set_offline(False)
    sent(page)
    service.refresh_from_db()
    assert (service.state, service.in_received_at) == (AssignmentState.SERVING, None)


def test_a_new_version_asks_before_it_loads(device, cast, monkeypatch):
    context = device(cast.volunteer)
    page = ready(context)
    monkeypatch.setattr(pwa, "version", lambda: "the-next-one")
    page.goto("/services/")
    page.locator("[data-part=update]").wait_for()
    assert "shell-the-next-one" in page.evaluate("() => caches.keys()")
    with page.expect_navigation():
        page.get_by_role("button", name="现在更新").click()
    page.locator("html[data-ahead], main").first.wait_for(state="attached")
    assert page.locator("[data-part=update]").is_hidden()
