"""Acting for a unit below: what narrows, what stays, what the audit trail keeps."""

import pytest
from django.urls import reverse

from shijian.kernel.models import AuditEntry
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from tests.conftest import actor_of
from tests.factories.orders import OrderFactory
from tests.factories.people import PersonFactory

PAGE, END, TODO = "/acting/", "/acting/end/", "/todo/"


@pytest.fixture
def orders(county):
    """One order that waits in each village."""
    places = {"own": county.station, "next": county.station2, "far": county.station_other}
    return {key: OrderFactory(recipient__unit=unit, title=key) for key, unit in places.items()}


def acting(login, person, unit):
    client = login(person)
    client.post(PAGE, {"unit": unit.pk})
    return client


def titles(client):
    return sorted(todo.line.title for todo in client.get(TODO).context["todos"])


def test_lists_and_counts_are_those_of_the_unit(cast, county, login, orders):
    client = acting(login, cast.hub, county.station)
    assert titles(client) == ["own"]
    assert sum(count for _state, count, _url in client.get(TODO).context["states"]) == 1
    listed = client.get(reverse("orders:office-list")).context["rows"]
    assert [row["order"] for row in listed] == [orders["own"]]


def test_it_is_said_on_every_page_and_ends_at_a_press(cast, county, login, orders):
    client = acting(login, cast.hub, county.station)
    assert "正在代办" in client.get(reverse("volunteers:list")).content.decode()
    client.post(END)
    assert "正在代办" not in client.get(reverse("volunteers:list")).content.decode()
    assert titles(client) == ["next", "own"]


def test_a_thing_within_reach_stays_open_and_nothing_else_opens(cast, county, login, orders):
    client = acting(login, cast.hub, county.station)
    codes = {
        key: client.get(reverse("orders:office-detail", args=[order.pk])).status_code
        for key, order in orders.items()
    }
    assert codes == {"own": 200, "next": 200, "far": 404}


def test_search_still_finds_everything_within_reach(cast, county, login):
    from shijian.kernel import search

    person = PersonFactory(name="索南扎西", unit=county.station2)
    search.index("person", person.pk, names=[person.name], unit_path=person.unit_path)
    client = acting(login, cast.hub, county.station)
    assert person.name in client.post("/search/find/", {"q": "索南"}).content.decode()


@pytest.mark.parametrize("role", ["station", "hub", "overseer", "volunteer", "stranger"])
def test_nobody_acts_for_a_unit_out_of_reach(cast, county, login, role):
    client = login(getattr(cast, role))
    target = {"overseer": None, "stranger": county.station}.get(role, county.station_other)
    if target is None:
        target = Unit(pk=0)
    assert client.post(PAGE, {"unit": target.pk}).status_code == 404
    assert "acting_unit" not in client.session


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 30])
def test_a_damaged_choice_is_refused(cast, login, key):
    assert login(cast.hub).post(PAGE, {"unit": key}).status_code == 404


def test_it_never_adds_a_permission(cast, county, login):
    client = acting(login, cast.overseer, county.station)
    order = OrderFactory(recipient__unit=county.station)
    assert client.post(reverse("web:todo-do", args=["order-verify", order.pk])).status_code == 404
    assert client.get(reverse("orders:take")).status_code == 403


def test_it_ends_by_itself_when_the_unit_or_the_reach_ends(cast, county, login, orders):
    client = acting(login, cast.hub, county.station)
    Unit.objects.filter(pk=county.station.pk).update(state=UnitState.CLOSED)
    assert titles(client) == ["next", "own"]


def test_deeds_there_name_the_unit_in_the_audit_trail(cast, county, login, orders):
    client = acting(login, cast.hub, county.station)
    for key in ("own", "next"):
        client.post(reverse("web:todo-do", args=["order-verify", orders[key].pk]))
    kept = {
        entry.object_id: entry.changes.get("acting_for")
        for entry in AuditEntry.objects.filter(action="order.verify")
    }
    assert kept == {orders["own"].pk: [None, county.station.path], orders["next"].pk: None}


def test_choosing_ones_own_unit_means_not_to_act(cast, county, login):
    client = acting(login, cast.hub, county.station)
    client.post(PAGE, {"unit": county.hub.pk})
    assert "acting_unit" not in client.session


def test_the_page_walks_the_tree_and_finds_by_name(cast, county, login):
    from shijian.kernel import search

    search.index("unit", county.station2.pk, names=["洒哈尔村"], unit_path=county.station2.path)
    search.index("unit", county.station_other.pk, names=["洒哈尔"], unit_path=county.station_other.path)
    client = login(cast.hub)
    rows = [
        [unit.pk for unit, _label in client.get(PAGE, query).context["rows"]]
        for query in ({}, {"at": county.hub.pk}, {"at": county.hub2.pk}, {"q": "洒哈尔"})
    ]
    below = [county.station.pk, county.station2.pk]
    assert rows == [[county.hub.pk], below, [county.hub.pk], [county.station2.pk]]


def test_residents_have_nobody_to_act_for(cast, login):
    assert login(cast.volunteer).get(PAGE).status_code == 404


def test_the_way_to_my_units_stands_on_the_page(cast, county, login, django_assert_num_queries):
    (post,) = actor_of(cast.station).posts
    assert post.way == (
        (county.centre.pk, "夏河县"),
        (county.hub.pk, "拉卜楞镇"),
        (county.station.pk, "塔哇村"),
    )
    html = login(cast.station).get(PAGE).content.decode()
    assert [f'/units/{key}/"' in html for key, _place in post.way] == [True, True, True]


def test_acting_costs_one_query_more(cast, county, login, django_assert_num_queries):
    client = login(cast.hub)
    with django_assert_num_queries(42):
        client.get(TODO)
    client = acting(login, cast.hub, county.station)
    with django_assert_num_queries(43):
        client.get(TODO)


def test_the_audit_trail_says_for_which_unit(cast, county, login, orders):
    client = acting(login, cast.hub, county.station)
    client.post(reverse("web:todo-do", args=["order-verify", orders["own"].pk]))
    page = login(cast.auditor).get(reverse("web:audit")).content.decode()
    assert f"正在代办： {county.station.name}" in page
