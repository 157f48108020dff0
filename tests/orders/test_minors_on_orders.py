"""A minor for whom an order is has no name on it, but for who holds a leave and, on the day, who serves."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from shijian.kernel import clock, search
from shijian.kernel.models import SearchEntry
from shijian.orders.enums import ORDER_KIND, AssignmentState, OrderState
from shijian.orders.models import Order
from shijian.orders.operations import intake
from shijian.orders.queries import recipients
from shijian.people.models import Person
from shijian.web import finder
from tests.api.conftest import api
from tests.conftest import actor_of
from tests.factories.minors import born
from tests.factories.orders import AssignmentFactory, OrderFactory
from tests.factories.people import AccountFactory, PersonFactory
from tests.people.test_minor_access import given, look

__all__ = ["api"]

NAME, HOUSE, PHONE, WORDS = "达娃央金", "雪山路9号", "13909410001", "想学画画"


@pytest.fixture
def guardian(county):
    return AccountFactory(person__unit=county.station, person__name="央金妈妈").person


@pytest.fixture
def order(cast, county, guardian):
    """An order for a girl of ten in two days, verified and accepted by the cast's team and volunteer."""
    child = PersonFactory(unit=county.station, name=NAME, birth_date=born(10), guardian=guardian)
    start = clock.now() + dt.timedelta(days=2)
    order = OrderFactory(
        recipient=child, unit=county.station, handler=county.hub, state=OrderState.ACCEPTED, team=cast.team,
        title="美术辅导", address=HOUSE, contact_phone=PHONE, description=WORDS, wished_from=start,
        wished_until=start + dt.timedelta(hours=2),
    )  # fmt: skip
    AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    return order


def secrets_on(page):
    return [secret for secret in (NAME, HOUSE, PHONE, WORDS) if secret in page]


def pages(order):
    """Where officers meet the order."""
    return [reverse("orders:office-detail", args=[order.pk]), reverse("orders:office-list"), "/todo/"]


@pytest.mark.parametrize("who", ["station", "hub", "centre"])
def test_officers_meet_a_child_with_an_age_band(cast, login, order, who):
    client = login(getattr(cast, who))
    for address in pages(order)[:2]:
        page = client.get(address).content.decode()
        assert secrets_on(page) == []
        assert f"小朋友{order.recipient_id}" in page.replace(" ", "")
        assert "8至13岁" in page.replace(" ", "")


def test_the_work_list_and_the_page_of_a_proxy_rating_name_no_child(cast, login, order):
    Order.objects.update(state=OrderState.RATING, due_at=clock.now())
    client = login(cast.station)
    for address in ("/todo/", reverse("orders:rate", args=[order.pk])):
        page = client.get(address, follow=True).content.decode()
        assert (NAME in page, "8" in page) == (False, True)


def test_with_leave_and_purpose_the_page_opens(cast, login, order):
    given(cast, order.recipient)
    client, address = login(cast.station), pages(order)[0]
    assert secrets_on(client.get(address).content.decode()) == []
    look(client, order.recipient)
    assert secrets_on(client.get(address).content.decode()) == [NAME, HOUSE, PHONE, WORDS]
    assert NAME in client.get(pages(order)[1]).content.decode()
    other = login(cast.hub)
    assert secrets_on(other.get(address).content.decode()) == []


def test_who_serves_reads_it_on_the_day_and_not_before(cast, login, order):
    row = order.assignments.get()
    mine, teams = reverse("orders:service", args=[row.pk]), reverse("orders:team-order", args=[order.pk])
    for person, address in ((cast.volunteer, mine), (cast.leader, teams)):
        assert secrets_on(login(person).get(address).content.decode()) == []
    day = clock.local(order.wished_from).replace(hour=8)
    with time_machine.travel(day, tick=False):
        for person, address in ((cast.volunteer, mine), (cast.leader, teams)):
            assert secrets_on(login(person).get(address).content.decode()) == [NAME, HOUSE, PHONE, WORDS]
        order.assignments.update(state=AssignmentState.WITHDRAWN)
        assert not recipients.sees_whole(order, actor_of(cast.volunteer))
    with time_machine.travel(day + dt.timedelta(days=2), tick=False):
        assert not recipients.sees_whole(order, actor_of(cast.leader))


def test_the_guardian_always_reads_it_and_grown_ups_are_shown_as_ever(cast, login, order, guardian):
    page = login(guardian).get(reverse("orders:detail", args=[order.pk])).content.decode()
    assert secrets_on(page) == [NAME, HOUSE, PHONE, WORDS]
    Person.objects.filter(pk=order.recipient_id).update(birth_date=born(30))
    page = login(cast.station).get(pages(order)[0]).content.decode()
    assert secrets_on(page) == [NAME, HOUSE, PHONE, WORDS]


def test_the_api_gives_no_name_either(cast, api, order):
    def private(person):
        body = api(person)("GET", f"orders/{order.pk}").json()
        return [body[name] for name in ("recipient_name", "description", "address", "contact_phone")]

    hidden = [recipients.child_words(order.recipient), "", "", ""]
    for person in (cast.station, cast.hub, cast.volunteer, cast.leader):
        assert private(person) == hidden
    assert NAME not in api(cast.hub)("GET", "orders?view=office").content.decode()
    assert NAME not in api(cast.hub)("GET", f"orders/{order.pk}/timeline").content.decode()
    with time_machine.travel(clock.local(order.wished_from).replace(hour=8), tick=False):
        assert private(cast.volunteer) == [NAME, WORDS, HOUSE, PHONE]
        assert private(cast.station) == hidden


def test_the_search_does_not_lead_from_the_name_to_the_order(cast, county, order, guardian):
    found = list(finder.find(NAME, actor_of(cast.station)))
    assert NAME not in str(found)
    made = intake.create_order(
        recipient=order.recipient, unit=county.station, title="写作业", category="education",
        wished_from=clock.now() + dt.timedelta(days=1), wished_until=clock.now() + dt.timedelta(days=1, hours=2),
        actor=actor_of(guardian),
    )  # fmt: skip
    assert SearchEntry.objects.filter(kind=ORDER_KIND, object_id=made.pk).exists()
    assert list(search.find(ORDER_KIND, NAME)) == []
    assert list(search.find(ORDER_KIND, made.number)) == [made.pk]
