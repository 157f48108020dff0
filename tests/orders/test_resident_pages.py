import datetime as dt
import re

import pytest

from shijian.kernel import clock
from shijian.orders.enums import AssignmentState, Category, OrderState
from shijian.orders.forms import when
from shijian.orders.models import Order
from tests.factories.orders import AssignmentFactory, MenuItemFactory, OfferFactory, OrderFactory
from tests.factories.people import AccountFactory, PersonFactory

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def _monday_morning(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def resident(cast, login):
    return login(cast.resident)


def hidden(page):
    """The fields that a browser would send back from the page of the last step."""
    found = re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def defaults(cast):
    return {"who": cast.resident.pk, "unit": cast.resident.unit_id, "urgency": 0}


def test_three_taps_and_no_typing_from_the_menu(cast, resident):
    item = MenuItemFactory(team=cast.team)
    first = resident.get("/orders/new/").content.decode()
    assert f'href="?item={item.pk}"' in first
    second = resident.get(f"/orders/new/?item={item.pk}").content.decode()
    assert 'value="tomorrow-am"' in second
    data = {**hidden(second), **defaults(cast), "when": "tomorrow-am"}
    answer = resident.post("/orders/new/", data)
    order = Order.objects.get()
    assert answer.url == f"/orders/{order.pk}/"
    assert (order.item, order.recipient, order.state) == (item, cast.resident, OrderState.VERIFYING)
    assert order.wished_from == MONDAY.replace(hour=8) + dt.timedelta(days=1)


def test_own_words_need_one_typed_field_and_stay_out_of_the_address(cast, resident):
    second = resident.post("/orders/new/", {"description": "家里水管漏水了，请帮我看看，谢谢你们"})
    assert second.status_code == 200
    data = {**hidden(second.content.decode()), **defaults(cast), "when": "today-pm"}
    assert resident.post("/orders/new/", data).status_code == 302
    order = Order.objects.get()
    assert order.description == "家里水管漏水了，请帮我看看，谢谢你们"
    assert order.title == order.description[:20]
    assert order.category == Category.REPAIR


def test_a_second_press_sends_nothing_new(cast, resident):
    page = resident.post("/orders/new/", {"description": "水管漏水"}).content.decode()
    data = {**hidden(page), **defaults(cast), "when": "week-am"}
    assert resident.post("/orders/new/", data).url == resident.post("/orders/new/", data).url
    assert Order.objects.count() == 1


def test_somebody_else_is_registered_on_the_way(cast, resident):
    page = resident.post("/orders/new/", {"description": "陪老人看病"}).content.decode()
    data = {**hidden(page), **defaults(cast), "when": "after-am", "who": "other"}
    wrong = resident.post("/orders/new/", data)
    assert wrong.status_code == 422
    assert "陪老人看病" in wrong.content.decode()
    data |= {"other_name": "李奶奶", "other_phone": "13912345678"}
    assert resident.post("/orders/new/", data).status_code == 302
    order = Order.objects.get()
    assert (order.recipient.name, order.asked_by) == ("李奶奶", cast.resident)


@pytest.mark.parametrize(
    "bad",
    [
        {"when": "yesterday"},
        {"when": ""},
        {"who": "99999999"},
        {"unit": "abc"},
        {"urgency": "9"},
        {"item": "99999999999999999999"},
        {"item": "999999", "description": ""},
        {"idempotency_key": "x"},
        {"contact_phone": "不是电话"},
        {"address": "长" * 201},
    ],
)
def test_bad_input_is_answered_with_the_form(cast, resident, bad):
    page = resident.post("/orders/new/", {"description": "水管漏水"}).content.decode()
    answer = resident.post("/orders/new/", {**hidden(page), **defaults(cast), "when": "tomorrow-am", **bad})
    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_odd_addresses_of_the_first_step_do_no_harm(resident):
    for query in ("?item=x", "?item=-1", "?item=99999999999999999999999", "?item=12"):
        assert resident.get(f"/orders/new/{query}").status_code in (200, 404)
    assert resident.get("/orders/new/?category=no&q=%00").status_code == 200
    assert resident.post("/orders/new/", {"description": ""}).status_code == 422


def test_visitors_are_sent_to_the_login(client):
    for path in ("/orders/new/", "/orders/mine/", "/orders/1/", "/orders/1/withdraw/"):
        assert client.get(path).url.startswith("/login/")


@pytest.mark.parametrize("count", [1, 3])
def test_my_orders_cost_the_same_however_many(cast, resident, count, django_assert_num_queries):
    for order in OrderFactory.create_batch(count, recipient=cast.resident, state=OrderState.ACCEPTED):
        AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    OrderFactory()
    with django_assert_num_queries(10):
        page = resident.get("/orders/mine/").content.decode()
    assert page.count("list-row") == count
    assert "才志愿者明天" in page


def test_the_page_of_an_order_says_what_happened_and_what_comes_next(cast, resident, county):
    county.hub.phone = "0941-7121234"
    county.hub.save()
    order = OrderFactory(recipient=cast.resident, unit=county.station, address="3 组", due_at=MONDAY)
    page = resident.get(f"/orders/{order.pk}/").content.decode()
    for words in ("已收到，正在核实", "站里会核实", "tel:0941-7121234", "3 组", "催单", "撤回"):
        assert words in page
    assert "申诉" not in page


def test_a_stranger_finds_nothing(cast, login):
    order = OrderFactory(recipient=cast.resident, title="修理秘密水管", address="秘密住处")
    neighbour = AccountFactory(person__unit=cast.resident.unit).person
    for path in ("", "withdraw/", "appeal/"):
        assert login(neighbour).get(f"/orders/{order.pk}/{path}").status_code == 404
    assert login(neighbour).post(f"/orders/{order.pk}/urge/").status_code == 404
    assert "秘密" not in login(neighbour).get("/orders/mine/").content.decode()


def test_a_volunteer_sees_address_and_phone_only_after_accepting(cast, login):
    order = OrderFactory(
        recipient=cast.resident, address="秘密住处", contact_phone="13900001111", description="卧病"
    )
    OfferFactory(order=order, volunteer=cast.volunteer.volunteer)
    client = login(cast.volunteer)
    before = client.get(f"/orders/{order.pk}/").content.decode()
    for secret in ("秘密住处", "13900001111", "卧病", cast.resident.name):
        assert secret not in before
    bound = AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    after = client.get(f"/orders/{order.pk}/").content.decode()
    assert "秘密住处" in after
    assert "13900001111" in after
    bound.state = AssignmentState.WITHDRAWN
    bound.save()
    assert "秘密住处" not in client.get(f"/orders/{order.pk}/").content.decode()


def test_withdrawing_reminding_and_appealing_by_page(cast, resident, actor_of):
    order = OrderFactory(recipient=cast.resident)
    assert resident.post(f"/orders/{order.pk}/urge/").url == f"/orders/{order.pk}/"
    assert "已经催过了" in resident.post(f"/orders/{order.pk}/urge/", follow=True).content.decode()
    assert resident.get(f"/orders/{order.pk}/withdraw/").status_code == 200
    assert resident.post(f"/orders/{order.pk}/withdraw/", {"reason": "no"}).status_code == 422
    assert resident.post(f"/orders/{order.pk}/withdraw/", {"reason": "done"}).status_code == 302
    again = resident.post(f"/orders/{order.pk}/withdraw/", {"reason": "done"})
    assert again.status_code == 422
    assert "王秀兰" in again.content.decode()
    order.refresh_from_db()
    assert order.state == OrderState.WITHDRAWN
    other = OrderFactory(recipient=cast.resident, state=OrderState.REJECTED)
    assert "申诉" in resident.get(f"/orders/{other.pk}/").content.decode()
    assert resident.post(f"/orders/{other.pk}/appeal/", {"reason": "确实需要"}).status_code == 302
    other.refresh_from_db()
    assert other.state == OrderState.VERIFYING


def test_a_guardian_orders_for_a_ward(cast, resident):
    ward = PersonFactory(guardian=cast.resident, unit=cast.resident.unit, name="小明")
    page = resident.post("/orders/new/", {"description": "辅导作业"}).content.decode()
    assert "小明" in page
    data = {**hidden(page), **defaults(cast), "when": "tomorrow-pm", "who": ward.pk}
    resident.post("/orders/new/", data)
    assert Order.objects.get().recipient == ward


@pytest.mark.parametrize(
    ("day", "hour", "values"),
    [
        (
            23,
            9,
            [
                "today-am",
                "today-pm",
                "tomorrow-am",
                "tomorrow-pm",
                "after-am",
                "after-pm",
                "week-am",
                "week-pm",
            ],
        ),
        (23, 12, ["today-pm", "tomorrow-am", "tomorrow-pm", "after-am", "after-pm", "week-am", "week-pm"]),
        (29, 20, ["tomorrow-am", "tomorrow-pm", "after-am", "after-pm", "week-am", "week-pm"]),
    ],
)
def test_the_cards_of_time_lie_ahead(day, hour, values):
    cards = when.choices(MONDAY.replace(day=day, hour=hour))
    assert [card.value for card in cards] == values
    assert all(MONDAY.replace(day=day, hour=hour) < card.ends and card.begins < card.ends for card in cards)


def test_on_a_weekend_the_week_is_the_next_one():
    card = when.choices(MONDAY.replace(day=28))[-1]
    assert (card.label, card.begins.day, card.ends.day) == ("下周下午", 30, 6)


def test_what_neighbours_ask_for_most_stands_first_and_nothing_is_listed_twice_when_filtered(cast, resident):
    rare, often, never = (
        MenuItemFactory(team=cast.team, category=each) for each in ("law", "repair", "sport")
    )
    for item in (rare, often, often):
        OrderFactory(item=item, unit=cast.resident.unit)
    OrderFactory(item=never, unit=cast.resident.unit, created_at=clock.now() - dt.timedelta(days=200))
    context = resident.get("/orders/new/").context
    assert context["asked"] == [often, rare, never]
    context = resident.get("/orders/new/?category=law").context
    assert (context["asked"], context["items"]) == ([], [rare])
