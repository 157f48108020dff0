"""The work list: what waits, in which order, how it is paged, and the steps at a press."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from shijian.kernel import worklist
from shijian.orders.enums import FollowUp, ItemState, OrderState
from shijian.volunteers.enums import JoinState, VolunteerState
from shijian.volunteers.models import TeamMember
from tests.conftest import actor_of
from tests.factories.orders import MenuItemFactory, OrderFactory, RatingFactory
from tests.factories.people import PersonFactory
from tests.factories.volunteers import ImportRunFactory, JoinRequestFactory, TeamFactory, VolunteerFactory

URL = "/todo/"


def titles(response):
    return [todo.line.title for todo in response.context["todos"]]


def one_of_each(unit, word):
    """Something of every kind that waits, at one unit; gives how many rows that makes."""
    now = timezone.now()
    home = {"recipient": PersonFactory(unit=unit)}
    OrderFactory(**home, title=f"核实{word}")
    OrderFactory(**home, title=f"派单{word}", state=OrderState.QUEUED, due_at=now + dt.timedelta(hours=1))
    late = now - dt.timedelta(hours=1)
    OrderFactory(**home, title=f"迟到{word}", state=OrderState.OFFERED, due_at=late)
    OrderFactory(**home, title=f"请评{word}", state=OrderState.RATING, due_at=now + dt.timedelta(days=1))
    RatingFactory(order=OrderFactory(**home, state=OrderState.CLOSED), stars=1, follow_up=FollowUp.OPEN)
    MenuItemFactory(team=TeamFactory(unit=unit), title=f"菜单{word}", state=ItemState.REVIEW)
    for state in (VolunteerState.PENDING, VolunteerState.CONSENT):
        VolunteerFactory(person__unit=unit, state=state)
    JoinRequestFactory(team=TeamFactory(unit=unit), state=JoinState.WAITING)
    ImportRunFactory(unit=unit)
    return 10


@pytest.mark.parametrize(("count", "queries"), [(1, 42), (3, 42)])
def test_everything_that_waits_in_reach_is_one_list(
    cast, county, login, django_assert_num_queries, count, queries
):
    expected = sum(one_of_each(county.station, f"本{number}") for number in range(count))
    one_of_each(county.station_other, "别处")
    client = login(cast.hub)
    with django_assert_num_queries(queries):
        response = client.get(URL)
    rows, rest = worklist.waiting(actor_of(cast.hub), size=100)
    assert (len(rows), rest) == (expected, None)
    assert titles(response) == [row.line.title for row in rows[:25]]
    assert "别处" not in response.content.decode()


def test_the_nearest_deadline_comes_first_and_late_ones_say_so(cast, county, login):
    now = timezone.now()
    late, soon = now - dt.timedelta(hours=1), now + dt.timedelta(hours=1)
    OrderFactory(recipient__unit=county.station, title="不急", state=OrderState.QUEUED, due_at=soon)
    OrderFactory(recipient__unit=county.station, title="已晚", due_at=late)
    order = OrderFactory(recipient__unit=county.station, title="差评", state=OrderState.CLOSED)
    RatingFactory(order=order, stars=1, follow_up=FollowUp.OPEN)
    response = login(cast.hub).get(URL)
    assert titles(response) == ["已晚", "不急", "差评：评价 1 星（满分 5 星）"]
    assert [todo.overdue for todo in response.context["todos"]] == [True, False, False]


def test_pages_of_the_list_hold_every_row_once(cast, county):
    for number in range(3):
        one_of_each(county.station, str(number))
    moment = timezone.now().replace(microsecond=0)
    OrderFactory.create_batch(5, recipient__unit=county.station, due_at=moment)
    OrderFactory.create_batch(5, recipient__unit=county.station, due_at=moment, state=OrderState.QUEUED)
    actor = actor_of(cast.hub)
    whole, _rest = worklist.waiting(actor, size=200)
    paged, start = [], None
    for _turn in range(len(whole)):
        rows, start = worklist.waiting(actor, start=start and worklist.parsed(start.text), size=3)
        paged += rows
        if start is None:
            break
    assert [row.place for row in paged] == [row.place for row in whole]
    assert len({row.place for row in whole}) == len(whole) == 40


@pytest.mark.parametrize(
    "text", ["", "x", "0~~~", "9~2026-01-01~order-verify~1", "0~2026-01-01~a~-1", "1~x~y~z"]
)
def test_a_damaged_place_shows_the_beginning(cast, county, login, text):
    OrderFactory(recipient__unit=county.station, title="开头")
    assert titles(login(cast.hub).get(URL, {"from": text})) == ["开头"]


def test_filters_stand_in_the_address(cast, county, login):
    one_of_each(county.station, "")
    client = login(cast.hub)
    assert titles(client.get(URL, {"kind": "order-verify"})) == ["核实"]
    assert titles(client.get(URL, {"overdue": "on"})) == ["迟到"]
    assert len(titles(client.get(URL, {"kind": "nonsense"}))) == 10


def test_a_station_is_not_asked_to_dispatch(cast, county, login):
    one_of_each(county.station, "")
    kinds = {todo.source.kind for todo in login(cast.station).get(URL).context["todos"]}
    assert kinds == {"order-verify", "order-rating", "rating", "volunteer", "consent", "join", "import"}


def test_nobody_reviews_the_offer_of_a_team_that_he_leads(cast, county):
    item = MenuItemFactory(team=TeamFactory(unit=county.station), state=ItemState.REVIEW)
    actor = actor_of(cast.hub)
    from dataclasses import replace

    leader = replace(actor, led_team_ids=frozenset({item.team_id}))
    assert [len(worklist.waiting(each)[0]) for each in (actor, leader)] == [1, 0]


def test_verifying_at_a_press_keeps_the_filters(cast, county, login):
    order = OrderFactory(recipient__unit=county.station)
    url = reverse("web:todo-do", args=["order-verify", order.pk])
    response = login(cast.hub).post(url, {"kind": "order-verify", "overdue": "", "evil": "x"})
    order.refresh_from_db()
    assert (order.state, response.headers["Location"]) == (OrderState.QUEUED, "/todo/?kind=order-verify")


def test_a_second_press_says_who_was_faster(cast, county, login):
    order = OrderFactory(recipient__unit=county.station)
    url = reverse("web:todo-do", args=["order-verify", order.pk])
    client = login(cast.hub)
    client.post(url)
    response = client.post(url, follow=True)
    assert "所长 已在" in response.content.decode()


@pytest.mark.parametrize("kind", ["order-verify", "volunteer", "join"])
def test_a_stranger_does_nothing_at_a_press(cast, county, login, kind):
    things = {
        "order-verify": OrderFactory(recipient__unit=county.station),
        "volunteer": VolunteerFactory(person__unit=county.station, state=VolunteerState.PENDING),
        "join": JoinRequestFactory(team=TeamFactory(unit=county.station), state=JoinState.WAITING),
    }
    thing = things[kind]
    url = reverse("web:todo-do", args=[kind, thing.pk])
    for person in (cast.stranger, cast.resident, cast.overseer):
        assert login(person).post(url).status_code == 404
    before = thing.state
    thing.refresh_from_db()
    assert thing.state == before


def test_confirming_and_letting_in_at_a_press(cast, county, login):
    volunteer = VolunteerFactory(
        person__unit=county.station, state=VolunteerState.PENDING, confirmed_at=timezone.now()
    )
    asked = JoinRequestFactory(team=TeamFactory(unit=county.station), state=JoinState.WAITING)
    client = login(cast.hub)
    assert client.post(reverse("web:todo-do", args=["volunteer", volunteer.pk])).status_code == 302
    assert client.post(reverse("web:todo-do", args=["join", asked.pk])).status_code == 302
    volunteer.refresh_from_db()
    assert volunteer.state == VolunteerState.ACTIVE
    assert TeamMember.objects.current().filter(team=asked.team, volunteer=asked.volunteer).exists()


def test_an_entry_without_the_signed_form_is_not_confirmed_at_a_press(cast, county, login):
    VolunteerFactory(person__unit=county.station, state=VolunteerState.PENDING, confirmed_at=None)
    (row,) = login(cast.hub).get(URL).context["todos"]
    assert (row.at_once, row.panel) == (False, reverse("volunteers:step", args=[row.pk, "confirm"]))


def test_steps_that_need_a_page_are_not_done_at_a_press(cast, county, login):
    order = OrderFactory(recipient__unit=county.station, state=OrderState.QUEUED)
    for kind in ("order-dispatch", "nonsense"):
        assert login(cast.hub).post(reverse("web:todo-do", args=[kind, order.pk])).status_code == 404


def test_who_has_no_office_has_no_work_list(cast, login):
    assert login(cast.resident).get(URL).status_code == 404
