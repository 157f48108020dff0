import pytest

from shijian.kernel.actor import Channel
from shijian.kernel.support import Contact
from shijian.orders.enums import OrderState
from shijian.orders.models import Order
from shijian.orders.operations import intake
from shijian.orders.queries import orders, timeline
from shijian.people.enums import Role
from shijian.people.queries.contacts import contact_for
from tests.factories.orders import AssignmentFactory, OrderFactory
from tests.factories.people import AppointmentFactory, PersonFactory, PositionFactory


@pytest.fixture
def order(cast):
    return OrderFactory(recipient=cast.resident, unit=cast.resident.unit)


def sentences(order, actor):
    return [entry.sentence for entry in timeline.of(order, actor)]


def test_the_resident_reads_plain_sentences_newest_first_without_names(cast, actor_of, order):
    intake.verify_order(order, actor=actor_of(cast.station), note="内部备注")
    order.refresh_from_db()
    entries = timeline.of(order, actor_of(cast.resident))
    assert [entry.sentence for entry in entries] == ["已经核实，情况属实。"]
    assert [entry.who for entry in entries] == [""]


def test_officers_read_who_how_and_every_note(cast, actor_of, order):
    intake.verify_order(order, actor=actor_of(cast.station, channel=Channel.PHONE), note="已打电话")
    entry = timeline.of(order, actor_of(cast.hub))[0]
    assert entry.who == "站长 · 电话"
    assert "已打电话" in entry.sentence


def test_a_refusal_shows_its_reason_and_a_proxy_his_principal(cast, actor_of, order):
    intake.withdraw_order(order, reason="病好了", actor=actor_of(cast.station))
    assert sentences(order, actor_of(cast.resident)) == ["已经撤回。理由：病好了"]
    assert timeline.of(order, actor_of(cast.hub))[0].who == "站长代王秀兰 · 网页"


def test_a_volunteer_is_named_by_surname_only(cast, order):
    AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    Order.objects.filter(pk=order.pk).update(state=OrderState.ACCEPTED)
    order = Order.objects.get(pk=order.pk)
    words = timeline.state_words(order)
    assert words.startswith("才志愿者")
    assert "才让" not in words


@pytest.mark.parametrize("state", OrderState.values)
def test_every_state_has_its_words(cast, state):
    order = OrderFactory(recipient=cast.resident, state=state, referred_to="民政局")
    assert timeline.state_words(order)
    assert "%" not in timeline.state_words(order) + timeline.next_step(order)


def test_the_story_costs_the_same_however_long(cast, actor_of, django_assert_num_queries, time_machine):
    actor = actor_of(cast.resident)
    order = OrderFactory(recipient=cast.resident, unit=cast.resident.unit)
    for who in (cast.station, cast.hub, cast.centre):
        intake.reject_order(order, reason="不符合", actor=actor_of(who))
        Order.objects.filter(pk=order.pk).update(state=OrderState.VERIFYING)
    order = Order.objects.select_related("recipient", "asked_by", "team").get(pk=order.pk)
    with django_assert_num_queries(2):
        assert len(timeline.of(order, actor)) == 1
    staff = actor_of(cast.hub)
    with django_assert_num_queries(2):
        assert len(timeline.of(order, staff)) == 3


def test_the_handler_is_the_nearest_unit_with_staff_who_can(county, cast):
    assert orders.nearest_handler(county.station, orders.VERIFIERS) == county.station
    assert orders.nearest_handler(county.station, orders.DISPATCHERS) == county.hub
    assert orders.nearest_handler(county.station2, orders.VERIFIERS) == county.hub
    assert orders.nearest_handler(county.station, orders.VERIFIERS, above=county.station.path) == county.hub
    ended = AppointmentFactory(
        person=PersonFactory(unit=county.station2),
        role=Role.STATION,
        starts_on="2020-01-01",
        ends_on="2021-01-01",
    )
    assert orders.nearest_handler(ended.unit, orders.VERIFIERS) == county.hub


def test_the_phone_is_that_of_the_nearest_liaison_or_unit(county):
    assert contact_for(county.station) is None
    county.centre.phone = "0941-7121234"
    county.centre.save()
    assert contact_for(county.station) == Contact(county.centre.name, "0941-7121234")
    PositionFactory(
        person=PersonFactory(unit=county.hub), unit=county.hub, kind="liaison", public_phone="13900000009"
    )
    assert contact_for(county.station) == Contact(county.hub.name, "13900000009")
