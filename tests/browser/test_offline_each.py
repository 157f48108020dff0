"""Each action that waits on the device: sent without signal in the middle, it is done once and the page says so."""

import datetime as dt

import pytest

from shijian.kernel import clock
from shijian.kernel.models import AuditEntry
from shijian.orders.models import Order
from tests.browser.test_offline import device, queue, ready, sent
from tests.factories.orders import RatingFactory
from tests.once import ON_SQLITE
from tests.orders import scene

pytestmark = ON_SQLITE

__all__ = ["device"]
NO_LOCKS = "Object.defineProperty(navigator, 'locks', {value: undefined})"


def at_check(cast, county):
    order = scene.accepted(cast, county).order
    return cast.station, f"/office/orders/{order.pk}/check-in/"


def at_missed(cast, county):
    person, path = at_check(cast, county)
    ago = clock.now() - dt.timedelta(hours=3)
    Order.objects.update(wished_from=ago, wished_until=ago + dt.timedelta(hours=1))
    return person, path


def at_rating(cast, county):
    order = scene.served(cast, county).order
    rating = RatingFactory(order=order, stars=2, follow_up="open")
    return cast.station, f"/ratings/{rating.pk}/"


def at_service(cast, county):
    return cast.volunteer, f"/services/{scene.accepted(cast, county).assignments[0].pk}/"


def at_order(cast, county):
    return cast.station, "/office/orders/take/"


def take(page):
    page.get_by_role("radio", name="上门").check()
    page.get_by_role("textbox", name="谁需要帮助").fill("杨奶奶")
    page.get_by_role("textbox", name="需要什么").fill("修水管")
    page.get_by_role("button", name="记下这张单").click()


def press(words):
    return lambda page: page.get_by_role("button", name=words, exact=True).first.click()


def note(page):
    page.get_by_role("radio", name="已向居民说明").check()
    page.get_by_role("textbox", name="备注").fill("已打电话，下周再来一次")
    page.get_by_role("button", name="保存").click()


EACH = {
    "check-in": (at_service, press("签到")),
    "check-in by the station": (at_check, press("签到")),
    "no-show": (at_missed, press("未到")),
    "note on a rating": (at_rating, note),
    "order on behalf": (at_order, take),
}


@pytest.mark.parametrize("name", EACH)
def test_an_action_whose_answer_is_lost_is_done_once(device, cast, county, name):
    stand, act = EACH[name]
    person, path = stand(cast, county)
    context = device(person)
    page = ready(context, path)
    before = AuditEntry.objects.count()

    def lose_the_answer(route):
        if route.request.method != "POST":
            return route.fallback()
        route.fetch()
        return route.abort()

    context.route(f"**{path.split('/')[1]}/**", lose_the_answer, times=1)
    act(page)
    page.locator("[data-waits]").first.wait_for()
    done = AuditEntry.objects.count() - before
    sent(page)
    assert len(queue(page, "sent")) == 1
    assert (done, AuditEntry.objects.count() - before) == (done, done)
    assert Order.objects.count() == 1


def test_without_web_locks_one_tab_sends_at_a_time(device, cast, county):
    person, path = at_service(cast, county)
    context = device(person)
    context.add_init_script(NO_LOCKS)
    page = ready(context, path)
    other = context.new_page()
    other.goto("/services/")
    context.set_offline(True)
    press("签到")(page)
    page.locator("[data-waits]").first.wait_for()
    context.set_offline(False)
    other.locator("[data-part=bar]").wait_for(state="hidden")
    sent(page)
    assert len(queue(page, "sent")) == 1
    assert AuditEntry.objects.filter(action="service.check-in").count() == 1
