"""Orders over the API: each route does its work once, for those who may, and says why not."""

import datetime as dt

import pytest
from django.utils import timezone

from shijian.orders.enums import OrderState
from shijian.orders.models import Order
from tests.factories.orders import AssignmentFactory, MenuItemFactory, OfferFactory, OrderFactory
from tests.factories.people import PersonFactory
from tests.factories.volunteers import SkillFactory

TOMORROW = (timezone.now() + dt.timedelta(days=1)).replace(microsecond=0)
NEED = {
    "title": "换灯泡",
    "category": "repair",
    "wished_from": TOMORROW.isoformat(),
    "wished_until": (TOMORROW + dt.timedelta(hours=2)).isoformat(),
}
CONTACT = {"address": "3 组 12 号", "contact_phone": "13900001111", "description": "腿脚不便"}


def order_in(state, cast, county, **facts):
    base = {"recipient": cast.resident, "unit": county.station, "handler": county.station, **CONTACT}
    return OrderFactory(state=state, **{**base, **facts})


def test_a_resident_asks_in_own_words(api, cast, county):
    made = api(cast.resident)("POST", "orders", {**NEED, **CONTACT, "headcount": 2})
    assert made.status_code == 201
    order = Order.objects.get()
    assert (order.recipient, order.asked_by, order.channel, order.headcount) == (
        cast.resident,
        cast.resident,
        "api",
        2,
    )
    body = made.json()
    assert (body["id"], body["state"], body["contact_phone"]) == (
        order.pk,
        "verifying",
        CONTACT["contact_phone"],
    )
    assert {"withdraw", "urge"} <= set(body["actions"])


def test_times_without_a_zone_are_the_countys_own(api, cast, county):
    start = timezone.localtime(TOMORROW).replace(tzinfo=None)
    naive = {"wished_from": start.isoformat(), "wished_until": (start + dt.timedelta(hours=2)).isoformat()}
    api(cast.resident)("POST", "orders", {**NEED, **naive})
    assert Order.objects.get().wished_from == TOMORROW


def test_staff_take_an_order_for_a_caller_whom_nobody_knows(api, cast, county):
    other = {"other_name": "李奶奶", "other_phone": "13900002222", "channel": "phone"}
    made = api(cast.station)("POST", "orders", {**NEED, **other, "unit_id": county.station.pk})
    assert made.status_code == 201
    order = Order.objects.get()
    assert (order.recipient.name, order.taken_by, order.channel) == ("李奶奶", cast.station, "phone")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"recipient_id": 987654}, 404),
        ({"unit_id": 987654}, 404),
        ({"item_id": 987654}, 404),
        ({"skills": ["no-such"]}, 422),
        ({"title": None}, 422),
        ({"category": None}, 422),
        ({"wished_until": NEED["wished_from"]}, 422),
        ({"contact_phone": "abc"}, 422),
    ],
)
def test_a_need_that_does_not_hold_is_refused(api, cast, more, status):
    answer = api(cast.resident)("POST", "orders", {**NEED, **more})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert not Order.objects.exists()


def test_nobody_orders_for_a_stranger_whom_he_cannot_see(api, cast, county):
    victim = PersonFactory(unit=county.station)
    answer = api(cast.volunteer)("POST", "orders", {**NEED, "recipient_id": victim.pk})
    assert answer.status_code == 404


def test_contact_only_for_those_who_help_or_decide(api, cast, county):
    order = order_in(OrderState.ACCEPTED, cast, county)
    OfferFactory(order=order, volunteer=cast.leader.volunteer)
    AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)

    def private(person):
        body = api(person)("GET", f"orders/{order.pk}").json()
        return [body[name] for name in ("recipient_name", "description", "address", "contact_phone")]

    whole = [cast.resident.name, CONTACT["description"], CONTACT["address"], CONTACT["contact_phone"]]
    for person in (cast.resident, cast.station, cast.hub, cast.centre, cast.volunteer):
        assert private(person) == whole
    for person in (cast.leader, cast.overseer, cast.auditor):
        assert private(person) == [None] * 4
    listed = api(cast.overseer)("GET", "orders").content.decode()
    assert "13900001111" not in listed
    assert cast.resident.name not in listed


def test_who_is_only_asked_reads_no_story(api, cast, county):
    order = order_in(OrderState.OFFERED, cast, county)
    OfferFactory(order=order, volunteer=cast.volunteer.volunteer)
    assert api(cast.volunteer)("GET", f"orders/{order.pk}/timeline").json() == []
    assert api(cast.volunteer)("GET", f"orders/{order.pk}").json()["assignments"] == []
    assert api(cast.stranger)("GET", f"orders/{order.pk}/timeline").status_code == 404


def test_a_resident_reads_the_surname_of_the_volunteer(api, cast, county):
    order = order_in(OrderState.ACCEPTED, cast, county)
    AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    assert api(cast.resident)("GET", f"orders/{order.pk}").json()["assignments"][0]["name"] == "才"
    assert api(cast.station)("GET", f"orders/{order.pk}").json()["assignments"][0]["name"] == "才让"


def test_verify_with_corrections(api, cast, county):
    order, skill = order_in(OrderState.VERIFYING, cast, county), SkillFactory()
    body = {
        "title": "换两个灯泡",
        "headcount": 2,
        "skills": [skill.code],
        "risk": 1,
        "risk_note": "登高",
        "note": "好",
    }
    assert api(cast.station)("POST", f"orders/{order.pk}/verify", body).json()["state"] == "queued"
    order.refresh_from_db()
    assert (order.title, order.headcount, order.risk, order.risk_note) == ("换两个灯泡", 2, 1, "登高")
    assert list(order.skills.all()) == [skill]


# route, state in which it works, who, body, state after
MOVES = [
    ("verify", "verifying", "station", {}, "queued"),
    ("reject", "verifying", "station", {"reason": "不属于志愿服务"}, "rejected"),
    ("appeal", "rejected", "resident", {"reason": "请再看看"}, "verifying"),
    ("withdraw", "verifying", "resident", {"reason": "不需要了"}, "withdrawn"),
    ("urge", "queued", "resident", None, "queued"),
    ("refer", "queued", "hub", {"referred_to": "民政所", "reason": "要专业机构"}, "unmet"),
    ("hand-over", "accepted", "hub", {"reason": "队里没人"}, "queued"),
]
WRONG = {
    "verify": "closed", "reject": "closed", "appeal": "closed", "withdraw": "closed", "urge": "closed",
    "refer": "closed", "hand-over": "closed",
}  # fmt: skip


@pytest.mark.parametrize(("route", "state", "who", "body", "after"), MOVES)
def test_a_move_works_once_and_a_replay_does_nothing(api, cast, county, route, state, who, body, after):
    past = timezone.now() - dt.timedelta(days=3)
    order = order_in(state, cast, county, created_at=past)
    call = api(getattr(cast, who))
    first = call("POST", f"orders/{order.pk}/{route}", body, **{"Idempotency-Key": "move-0001"})
    again = call("POST", f"orders/{order.pk}/{route}", body, **{"Idempotency-Key": "move-0001"})
    assert (first.status_code, first.json()["state"]) == (200, after)
    assert (again.status_code, again.json(), again.headers["Idempotent-Replayed"]) == (
        200,
        first.json(),
        "true",
    )


@pytest.mark.parametrize(("route", "state", "who", "body", "after"), MOVES)
def test_a_stranger_finds_nothing_and_changes_nothing(api, cast, county, route, state, who, body, after):
    order = order_in(state, cast, county)
    answer = api(cast.stranger)("POST", f"orders/{order.pk}/{route}", body)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    order.refresh_from_db()
    assert order.state == state


@pytest.mark.parametrize(("route", "state", "who", "body", "after"), MOVES)
def test_a_move_from_a_wrong_state_is_a_conflict(api, cast, county, route, state, who, body, after):
    order = order_in(WRONG[route], cast, county)
    answer = api(getattr(cast, who))("POST", f"orders/{order.pk}/{route}", body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")


@pytest.mark.parametrize("who", ["overseer", "auditor"])
def test_who_only_looks_may_not_decide(api, cast, county, who):
    order = order_in(OrderState.VERIFYING, cast, county)
    answer = api(getattr(cast, who))("POST", f"orders/{order.pk}/verify", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


def test_urging_twice_says_when_it_is_possible_again(api, cast, county):
    order = order_in(OrderState.QUEUED, cast, county, created_at=timezone.now() - dt.timedelta(days=3))
    call = api(cast.resident)
    assert call("POST", f"orders/{order.pk}/urge").status_code == 200
    assert call("POST", f"orders/{order.pk}/urge").json()["code"] == "urged-already"


def test_the_views_of_the_list(api, cast, county):
    mine = order_in(OrderState.VERIFYING, cast, county)
    team = order_in(
        OrderState.ACCEPTED, cast, county, team=cast.team, recipient=PersonFactory(unit=county.station)
    )
    foreign = OrderFactory(recipient=PersonFactory(unit=county.station_other))

    def ids(person, query):
        return [row["id"] for row in api(person)("GET", f"orders?{query}").json()["items"]]

    assert ids(cast.resident, "view=mine") == ids(cast.resident, "") == [mine.pk]
    assert ids(cast.leader, "view=team") == [team.pk]
    assert ids(cast.hub, "view=office") == [team.pk, mine.pk]
    assert ids(cast.hub, "view=office&state=accepted") == [team.pk]
    assert ids(cast.hub, "category=law") == ids(cast.hub, "overdue=true") == []
    assert ids(cast.stranger, "") == [foreign.pk]
    assert ids(cast.volunteer, "view=claimable") == []


def test_menu_items_of_a_place(api, cast, county):
    here = MenuItemFactory(team=cast.team, unit=county.hub, category="law")
    draft = MenuItemFactory(team=cast.team, unit=county.hub, state="draft")
    elsewhere = MenuItemFactory(unit=county.hub2, team__unit=county.hub2)
    call = api(cast.resident)
    assert {row["id"] for row in call("GET", "menu-items").json()["items"]} == {here.pk, elsewhere.pk}
    near = call("GET", f"menu-items?unit={county.station.pk}").json()["items"]
    assert [row["id"] for row in near] == [here.pk]
    assert [row["id"] for row in call("GET", "menu-items?category=law").json()["items"]] == [here.pk]
    assert call("GET", f"menu-items/{here.pk}").json()["title"] == here.title
    assert call("GET", f"menu-items/{draft.pk}").status_code == 404
    assert api(cast.leader)("GET", f"menu-items/{draft.pk}").status_code == 200
