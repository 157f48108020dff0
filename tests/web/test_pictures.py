"""The pictures on the work list and on unit pages: figures that lead to their rows, and a map of positions."""

import datetime as dt

import pytest
from django.utils import timezone

from shijian.orders.enums import OrderState
from shijian.units.models import Unit
from shijian.web import pictures
from tests.conftest import actor_of
from tests.factories.orders import OrderFactory


@pytest.fixture
def located(county):
    """The centre, its hubs and the villages of the first hub with positions; the second village without one."""
    units = [county.centre, county.hub, county.hub2, county.station]
    for number, unit in enumerate(units):
        position = {"latitude": f"35.{number}", "longitude": f"102.{number}"}
        Unit.objects.filter(pk=unit.pk).update(**position)
    return county


def test_every_figure_is_a_link_to_its_rows(cast, county, login):
    OrderFactory(recipient__unit=county.station, state=OrderState.QUEUED)
    OrderFactory(recipient__unit=county.station_other, state=OrderState.QUEUED)
    client = login(cast.hub)
    states = client.get("/todo/").context["states"]
    (url,) = [url for _label, count, url in states if count]
    assert len(client.get(url).context["rows"]) == 1


def test_new_orders_are_counted_by_the_day_of_the_county(cast, county):
    late = timezone.now().replace(hour=16, minute=30) - dt.timedelta(days=3)  # past midnight in the county
    OrderFactory(recipient__unit=county.station, created_at=late)
    OrderFactory(recipient__unit=county.station_other, created_at=late)
    OrderFactory(recipient__unit=county.station, created_at=late - dt.timedelta(days=40))
    days = pictures.days(actor_of(cast.hub))
    assert (len(days), sum(count for _day, count in days)) == (30, 1)
    day = (late + dt.timedelta(hours=8)).date()
    assert [label for label, count in days if count] == [f"{day.month}月{day.day}日"]


def test_the_map_shows_places_with_what_waits_below_each(cast, located):
    OrderFactory.create_batch(2, recipient__unit=located.station)
    OrderFactory(recipient__unit=located.station2, state=OrderState.QUEUED)
    OrderFactory(recipient__unit=located.station_other, state=OrderState.CLOSED)
    found = pictures.places(located.centre.path, actor_of(cast.centre))
    assert [(spot.label, spot.count, spot.main) for spot in found["spots"]] == [
        ("夏河县", 0, True),
        ("拉卜楞镇", 3, False),
        ("麻当镇", 0, False),
    ]
    found = pictures.places(located.hub.path, actor_of(cast.hub))
    assert [(spot.label, spot.count) for spot in found["spots"]] == [("拉卜楞镇", 0), ("塔哇村", 2)]
    assert found["missing"] == 1


def test_a_stranger_learns_nothing_of_what_waits(cast, located, client):
    OrderFactory(recipient__unit=located.station)
    for actor in (actor_of(cast.stranger), actor_of(cast.volunteer)):
        found = pictures.places(located.hub.path, actor)
        assert {spot.count for spot in found["spots"]} == {0}
    html = client.get(f"/units/{located.hub.pk}/").content.decode()
    assert "unit-map" in html
    assert "待办" not in html


def test_without_positions_there_is_no_map(cast, county, client):
    assert pictures.places(county.centre.path, actor_of(cast.centre)) is None
    assert "unit-map" not in client.get(f"/units/{county.hub.pk}/").content.decode()
    assert "unit-map" not in client.get(f"/units/{county.station.pk}/").content.decode()


def test_the_map_costs_the_same_for_two_places_and_for_four(cast, located, django_assert_num_queries):
    for unit, actor in ((located.hub, actor_of(cast.hub)), (located.centre, actor_of(cast.centre))):
        with django_assert_num_queries(2):
            pictures.places(unit.path, actor)


@pytest.mark.parametrize("role", ["security", "system"])
def test_who_may_see_no_orders_is_shown_no_way_to_them(cast, county, login, role):
    OrderFactory(recipient__unit=county.station, state=OrderState.QUEUED)
    page = login(getattr(cast, role)).get("/todo/")
    assert page.context["states"] == []
    assert "/office/orders/" not in page.content.decode()
