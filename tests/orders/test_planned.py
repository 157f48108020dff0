"""What those read of a plan who do not plan: that the order is in it, no names, and strangers nothing."""

import pytest
from django.urls import reverse

from shijian.orders.models import DispatchLine
from shijian.orders.operations.plans import changing, making, sending
from shijian.orders.queries import planned
from tests.conftest import actor_of
from tests.factories.orders import OfferFactory
from tests.factories.volunteers import VolunteerFactory
from tests.orders.test_weeks import next_week, wanted

MARK, DRAFT, OWN = "已列入周计划", "周派单计划草稿里，还没有邀请任何人", "您这一单也在其中"


@pytest.fixture
def order(cast, county):
    """An order of the cast's resident that somebody of the village could serve."""
    VolunteerFactory(person__unit=county.station, person__name="近处的")
    return wanted(county.station, title="换灯泡", recipient=cast.resident)


def make(cast, county):
    return making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub))


def test_a_station_reads_that_its_order_is_in_a_draft_and_no_names(cast, county, order, login):
    station, detail = login(cast.station), reverse("orders:office-detail", args=[order.pk])
    before = station.get(reverse("orders:office-list")).content.decode()
    assert ("换灯泡" in before, MARK in before) == (True, False)
    plan = make(cast, county)
    page = station.get(detail).content.decode()
    assert DRAFT in page
    assert county.hub.name in page
    names = {line.volunteer.person.name for line in DispatchLine.objects.all()}
    assert names
    assert not any(name in page for name in names)
    assert station.get(reverse("orders:plan", args=[plan.pk])).status_code == 404
    assert MARK in station.get(reverse("orders:office-list")).content.decode()
    for line in DispatchLine.objects.all():
        changing.remove_line(line, actor=actor_of(cast.hub))
    assert "目前还没有找到合适的人" in station.get(detail).content.decode()


def test_a_plan_that_was_laid_aside_is_said_no_more(cast, county, order, login):
    making.drop_plan(make(cast, county), actor=actor_of(cast.hub))
    assert MARK not in login(cast.station).get(reverse("orders:office-list")).content.decode()
    assert planned.words_for(order, actor_of(cast.station)) == ""


def test_a_sent_plan_is_told_to_staff(cast, county, order, login):
    sending.send_plan(make(cast, county), actor=actor_of(cast.hub))
    order.refresh_from_db()
    assert "计划已发出" in planned.words_for(order, actor_of(cast.station))
    assert planned.words_for(order, actor_of(cast.resident)) == ""


def test_the_resident_reads_that_it_is_being_planned_and_others_nothing(cast, county, order, login):
    make(cast, county)
    page = reverse("orders:detail", args=[order.pk])
    assert OWN in login(cast.resident).get(page).content.decode()
    for stranger in (cast.stranger, cast.volunteer):
        assert login(stranger).get(page).status_code == 404
        assert planned.words_for(order, actor_of(stranger)) == ""
    assert "换灯泡" not in login(cast.stranger).get(reverse("orders:office-list")).content.decode()
    OfferFactory(order=order, volunteer=cast.volunteer.volunteer)
    asked = login(cast.volunteer).get(page)
    assert (asked.status_code, OWN in asked.content.decode()) == (200, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_for_plans_once(cast, county, order, login, count, django_assert_num_queries):
    for _each in range(count - 1):
        wanted(county.station2, recipient=cast.resident)
    make(cast, county)
    orders = [order, *order.__class__.objects.exclude(pk=order.pk)]
    with django_assert_num_queries(1):
        assert len(planned.of_orders(orders)) == count
    with django_assert_num_queries(0):
        assert planned.of_orders([]) == {}
