"""Orders whose people come all or not at all: on the menu, verified, planned whole, sent whole or to nobody."""

import datetime as dt
import random

import pytest
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.errors import Conflict
from shijian.orders.enums import LineState, OfferState, OrderState, PlanState
from shijian.orders.models import DispatchLine, DispatchPlan, Offer, Order
from shijian.orders.operations import answer, dispatch, intake
from shijian.orders.operations.plans import changing, sending
from shijian.orders.queries import demands, plans
from shijian.orders.queries.weeks import solving
from shijian.volunteers.enums import VolunteerState
from tests.conftest import actor_of
from tests.factories.orders import AssignmentFactory, MenuItemFactory, OrderFactory
from tests.orders import scene
from tests.orders.test_team_plans import made
from tests.orders.test_weeks import next_week, wanted


@pytest.fixture
def helpers(cast, county):
    """Three more people of the village beside the two of the cast."""
    return [scene.helper(county.station, f"帮手{number}") for number in range(3)]


def heavy(county, number=4, **facts):
    return wanted(county.station, title="搬家具", headcount=number, together=True, **facts)


def everybody(cast, helpers):
    """The five who could come."""
    return [cast.leader.volunteer, cast.volunteer.volunteer, *helpers]


def standing(order):
    rows = DispatchLine.objects.filter(need__order=order, state=LineState.PROPOSED, beside=False)
    return set(rows.values_list("volunteer_id", flat=True))


def page_of(plan, login, person):
    return login(person).get(reverse("orders:plan", args=[plan.pk])).content.decode()


def test_the_menu_gives_it_and_staff_set_it_and_everybody_reads_it(cast, county, login):
    item = MenuItemFactory(team=cast.team, headcount=3, together=True)
    start = clock.now() + dt.timedelta(days=2)
    window = {"wished_from": start, "wished_until": start + dt.timedelta(hours=3)}
    asked = {"recipient": cast.resident, "unit": county.station, "item": item, **window}
    assert intake.create_order(actor=actor_of(cast.resident), **asked).together
    other = OrderFactory(recipient=cast.resident, unit=county.station, state=OrderState.VERIFYING)
    day = (clock.today() + dt.timedelta(days=3)).isoformat()
    data = {
        "verify-title": "搬家具", "verify-category": "repair", "verify-headcount": "4", "verify-minutes": "90",
        "verify-wished_from": f"{day}T09:00", "verify-wished_until": f"{day}T12:00",
        "verify-risk": "0", "verify-urgency": "0", "verify-together": "on",
    }  # fmt: skip
    page = login(cast.hub).post(reverse("orders:office-act", args=[other.pk, "verify"]), data, follow=True)
    other.refresh_from_db()
    assert (other.together, other.state) == (True, OrderState.QUEUED)
    assert "需要 4 人都到" in page.content.decode()
    assert demands.of(OrderFactory(headcount=1, together=True)) == []
    menu = login(cast.resident).get(reverse("orders:item", args=[item.pk])).content.decode()
    assert "人到齐才能做" in menu


def test_who_is_asked_reads_that_all_have_to_come(cast, county, helpers, login):
    order = heavy(county)
    offer = scene.offered(cast, order, everybody(cast, helpers))[2]
    page = login(helpers[0].person).get(reverse("orders:offer", args=[offer.pk])).content.decode()
    assert "需要 4 人都到" in page


def test_a_plan_gives_all_or_none(cast, county, helpers, login):
    whole, lacking = heavy(county), heavy(county, 6, day=2)
    plan = made(cast, county)
    assert (len(standing(whole)), standing(lacking)) == (4, set())
    assert not DispatchLine.objects.filter(need__order=lacking).exists()
    assert (plan.filled, plan.needs.get(order=lacking).could) == (4, 5)
    text = page_of(plan, login, cast.hub)
    assert "需要 6 人，只有 5 人能来；人不齐做不成。" in text
    assert text.count("人到齐才能做") == 2


def test_without_the_word_as_many_come_as_can(cast, county, helpers):
    order = wanted(county.station, headcount=6)
    plan = made(cast, county)
    assert (len(standing(order)), plan.needs.get().could) == (5, None)


@pytest.mark.parametrize("seed", range(6))
def test_no_whole_order_of_a_week_is_torn_and_nobody_meets_himself(cast, county, helpers, seed):
    rng = random.Random(seed)
    for _each in range(9):
        facts = {"day": rng.randrange(2), "hour": rng.choice([8, 10, 13]), "lasts": rng.choice([3, 6, 9])}
        wanted(county.station, headcount=rng.choice([1, 2, 3]), together=rng.random() < 0.6, **facts)
    draft = solving.draft_of(county.hub.path, next_week())
    windows = {}
    for each in draft.wanted:
        order = Order.objects.get(pk=each.order_id)
        chosen = [one for one in each.choices if one.chosen]
        beside = [one for one in each.choices if one.beside]
        if order.together and each.seats > 1:
            assert len(chosen) in (0, each.seats)
            assert chosen or not beside
            assert len({one.span for one in chosen}) <= 1
        for one in (*chosen, *beside):
            mine = windows.setdefault(one.volunteer_id, [])
            assert all(order.wished_from >= b or order.wished_until <= a for a, b in mine)
            mine.append((order.wished_from, order.wished_until))
    assert draft.plan.certificate.broken == ()


def test_whoever_would_be_torn_by_the_repair_is_let_go_for_others(cast, county, helpers):
    """A long window that meets two spans: who is taken away there leaves nobody half asked."""
    pair = wanted(county.station, hour=11, lasts=4, headcount=5, together=True)
    first = wanted(county.station, hour=8, lasts=9, headcount=1, urgency=1)
    made(cast, county)
    assert (len(standing(first)), len(standing(pair))) in {(1, 0), (0, 5)}
    assert not DispatchLine.objects.filter(need__order=pair, beside=True).exists()


def test_sent_are_all_or_none_and_the_reason_is_said(cast, county, helpers, login):
    order = heavy(county, 5)
    plan = made(cast, county)
    gone = helpers[0]
    type(gone).objects.filter(pk=gone.pk).update(state=VolunteerState.PAUSED)
    sending.send_plan(plan, actor=actor_of(cast.hub))
    found = dict(DispatchLine.objects.values_list("volunteer_id", "refusal"))
    assert found.pop(gone.pk) == "not-active"
    assert set(found.values()) == {"not-all"}
    assert (Offer.objects.count(), DispatchPlan.objects.get().state) == (0, PlanState.SENT)
    order.refresh_from_db()
    assert order.state == OrderState.QUEUED
    assert "现在凑不齐，所以谁都没有请" in page_of(plan, login, cast.hub)


def test_all_are_asked_while_all_can_be(cast, county, helpers):
    order = heavy(county)
    sending.send_plan(made(cast, county), actor=actor_of(cast.hub))
    assert order.offers.filter(state=OfferState.OPEN).count() >= 4


def test_who_takes_one_out_reads_that_nobody_will_be_asked(cast, county, helpers, login):
    order = heavy(county, 5)
    plan = made(cast, county)
    (row,) = plans.rows_of(plan, list(plans.needs(plan)))
    changing.remove_line(row.standing[0].line, actor=actor_of(cast.hub))
    assert "需要 5 人，计划里只有 4 人；人不齐做不成，所以谁都不会请。" in page_of(plan, login, cast.hub)
    sending.send_plan(plan, actor=actor_of(cast.hub))
    assert order.offers.count() == 0
    assert login(cast.stranger).get(reverse("orders:plan", args=[plan.pk])).status_code == 404


def test_places_that_are_taken_already_count(cast, county, helpers):
    order, lacking = heavy(county, 5), heavy(county, 6, day=3)
    for each in (order, lacking):
        for each_helper in helpers[:2]:
            AssignmentFactory(order=each, volunteer=each_helper)
    plan = made(cast, county)
    assert dict(plan.needs.values_list("order", "seats")) == {order.pk: 3, lacking.pk: 4}
    assert (len(standing(order)), standing(lacking)) == (3, set())


def test_by_hand_all_that_are_missing_are_asked_too(cast, county, helpers, login):
    order = heavy(county)
    few = {"teams": [cast.team.pk], "volunteers": [each.pk for each in helpers]}
    page = login(cast.hub).post(reverse("orders:ask", args=[order.pk]), few, follow=True)
    assert "这项服务需要全部人员到齐。请至少选择 4 人。" in page.content.decode()
    assert not order.offers.exists()
    first, *_rest = scene.offered(cast, order, everybody(cast, helpers)[1:])
    answer.refuse_offer(first, reason="busy", actor=actor_of(first.volunteer.person))
    scene.offered(cast, order, everybody(cast, helpers)[:1])
    assert order.offers.filter(state=OfferState.OPEN).count() == 4


def test_a_team_that_took_it_asks_its_members_one_by_one(cast, county):
    order = scene.queued(cast, county, state=OrderState.ACCEPTED, team=cast.team, headcount=2, together=True)
    scene.offered(cast, order, [cast.volunteer.volunteer])
    assert order.offers.count() == 1


def test_it_does_not_begin_with_fewer(cast, county, helpers):
    order = scene.queued(cast, county, headcount=2, together=True)
    first, second = scene.offered(cast, order, helpers[:2])
    answer.accept_offer(first, actor=actor_of(first.volunteer.person))
    with pytest.raises(Conflict):
        dispatch.start_with(Order.objects.get(pk=order.pk), actor=actor_of(cast.hub))
    answer.accept_offer(second, actor=actor_of(second.volunteer.person))
    assert Order.objects.get(pk=order.pk).state == OrderState.ACCEPTED
