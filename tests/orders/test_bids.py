"""Who was scarce on the same half day of the last weeks is kept free for the orders that are still to come."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.policy import set_value
from shijian.matching import checker
from shijian.matching.rolling import Rule
from shijian.orders.enums import PlanState
from shijian.orders.models import DispatchLine, Order, SpanPrice
from shijian.orders.operations.plans import making
from shijian.orders.queries import candidates
from shijian.orders.queries.weeks import bids, snapshot, solving
from shijian.volunteers.enums import TravelLimit
from tests.conftest import actor_of
from tests.factories.orders import DispatchPlanFactory, SpanPriceFactory
from tests.factories.people import PersonFactory
from tests.factories.volunteers import SkillFactory, VolunteerFactory, VolunteerSkillFactory
from tests.orders.test_weeks import at, next_week, wanted

SATURDAY, MORNING = 5, 15
WEEK = dt.timedelta(days=7)


@pytest.fixture
def driver(county):
    """The only one who drives; he was worth 300 km on the Saturday morning of each of the last four weeks."""
    who = VolunteerFactory(person__unit=county.station, travel_limit=TravelLimit.COUNTY)
    skill = SkillFactory(name="开车")
    VolunteerSkillFactory(volunteer=who, skill=skill)
    for number in range(1, 5):
        plan = DispatchPlanFactory(
            unit=county.hub, week=next_week() - number * WEEK, state=PlanState.SENT, sent_at=clock.now()
        )
        SpanPriceFactory(plan=plan, volunteer=who, span=MORNING, price=3000)
    return who


def errand(county, skill, day=SATURDAY, **facts):
    order = wanted(county.station, day=day, **facts)
    order.skills.add(skill)
    return order


def no_bids(weeks=0):
    set_value(
        "dispatch.bid_weeks", weeks, actor=SYSTEM, valid_from=dt.date(2026, 1, 1), document_no="〔2026〕6号"
    )


def chosen(draft):
    return {
        each.order_id: [one.volunteer_id for one in each.choices if one.chosen or one.beside]
        for each in draft.wanted
    }


def test_an_ordinary_order_does_not_take_the_only_driver_of_saturday(cast, county, driver):
    skill = driver.skill_rows.get().skill
    early = errand(county, skill)
    draft = solving.draft_of(county.hub.path, next_week())
    assert (chosen(draft), draft.kept) == ({early.pk: []}, 1)
    (other,) = draft.wanted[0].choices
    assert (other.volunteer_id, other.kept, other.elsewhere) == (driver.pk, 2850, 0)
    assert (draft.plan.certificate.gap, draft.plan.certificate.broken) == (0, ())
    urgent = errand(county, skill, urgency=1)
    Order.objects.filter(pk=urgent.pk).update(verified_at=clock.now() - dt.timedelta(days=200))
    draft = solving.draft_of(county.hub.path, next_week())
    assert chosen(draft) == {early.pk: [], urgent.pk: [driver.pk]}
    no_bids()
    Order.objects.filter(pk=urgent.pk).update(state="withdrawn")
    draft = solving.draft_of(county.hub.path, next_week())
    assert (chosen(draft), draft.kept) == ({early.pk: [driver.pk]}, 0)


def test_other_half_days_and_other_people_cost_nothing_more(county, driver):
    skill = driver.skill_rows.get().skill
    tuesday = errand(county, skill, day=1)
    helper = VolunteerFactory(person__unit=county.station)
    anybody = wanted(county.station, day=SATURDAY)
    found = chosen(solving.draft_of(county.hub.path, next_week()))
    assert found[tuesday.pk] == [driver.pk]
    assert found[anybody.pk][0] == helper.pk
    assert driver.pk not in found[anybody.pk]


def test_without_bids_nothing_changes(county, driver):
    skill = driver.skill_rows.get().skill
    for day in (1, SATURDAY):
        errand(county, skill, day=day)
    no_bids()
    with_prices = solving.draft_of(county.hub.path, next_week())
    SpanPrice.objects.all().delete()
    without = solving.draft_of(county.hub.path, next_week())
    assert (with_prices.wanted, with_prices.prices) == (without.wanted, without.prices)
    assert with_prices.plan.certificate == without.plan.certificate
    assert not with_prices.plan.bid.any()


def test_the_proof_is_of_the_costs_with_bids(county, driver):
    skill = driver.skill_rows.get().skill
    for hour, urgency in ((9, 0), (9, 1), (14, 0)):
        errand(county, skill, hour=hour, urgency=urgency)
    for _each in range(3):
        wanted(county.station2, day=SATURDAY)
        VolunteerFactory(person__unit=county.station2, travel_limit=TravelLimit.COUNTY)
    made = solving.draft_of(county.hub.path, next_week()).plan
    taken = snapshot.of_week(county.hub.path, next_week())
    wished = solving.wishes(next_week())
    assert made.bid.any()
    assert checker.check(taken.week, wished, made.arcs, made.services, made.prices) == made.certificate
    assert made.certificate.value == pytest.approx(made.certificate.bound)


def reasons(order, volunteer):
    """What asking somebody for one order costs, by its parts."""
    found = candidates.explain(order, [volunteer.pk])[volunteer.pk]
    return {each.code: each.cost for each in found.reasons}


def test_one_order_by_itself_keeps_the_driver_free_as_the_plan_does(county, driver):
    order = wanted(county.station, day=SATURDAY)
    helper = VolunteerFactory(person__unit=county.hub2, travel_limit=TravelLimit.COUNTY)
    (need,) = solving.draft_of(county.hub.path, next_week()).wanted
    (planned,) = [each for each in need.choices if each.volunteer_id == driver.pk]
    assert reasons(order, driver)["kept"] == planned.kept == 2850
    assert [each.subject for each in candidates.volunteers_for(order)] == [helper, driver]
    assert "kept" not in reasons(order, helper)
    tuesday = wanted(county.station, day=1)
    assert "kept" not in reasons(tuesday, driver)
    no_bids()
    assert [each.subject for each in candidates.volunteers_for(order)] == [driver, helper]


def test_the_plans_of_the_unit_that_plans_most_often_count_for_one_order(county, driver):
    order = wanted(county.station, day=SATURDAY)
    there = wanted(county.station_other, day=SATURDAY)
    assert "kept" not in reasons(there, driver)
    for number, price in ((1, 800), (2, 800)):
        plan = DispatchPlanFactory(
            unit=county.centre, week=next_week() - number * WEEK, state=PlanState.SENT, sent_at=clock.now()
        )
        SpanPriceFactory(plan=plan, volunteer=driver, span=MORNING, price=price)
    assert (reasons(order, driver)["kept"], reasons(there, driver)["kept"]) == (2850, 760)


def test_who_is_planned_for_that_half_day_already_is_not_counted_twice(cast, county, driver):
    skill = driver.skill_rows.get().skill
    errand(county, skill, urgency=1, title="送医院")
    Order.objects.filter(title="送医院").update(verified_at=clock.now() - dt.timedelta(days=200))
    making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub))
    other = wanted(county.station, day=SATURDAY)
    found = reasons(other, driver)
    price = SpanPrice.objects.get(plan__week=next_week(), volunteer=driver, span=MORNING).price
    assert "kept" not in found
    assert found["elsewhere"] == price - found["turn"] > 0


def test_only_those_who_decide_read_that_somebody_is_kept_free(cast, county, driver, login):
    order = wanted(county.station, day=SATURDAY)
    page = login(cast.hub).get(reverse("orders:dispatch", args=[order.pk])).content.decode()
    assert "前几周这个时段很紧缺，后面来的事可能用得着" in page
    stranger = login(cast.stranger)
    assert stranger.get(reverse("orders:dispatch", args=[order.pk])).status_code == 404


def test_only_plans_of_the_unit_and_of_the_last_weeks_teach(county, driver):
    skill = driver.skill_rows.get().skill
    early = errand(county, skill)
    assert chosen(solving.draft_of(county.centre.path, next_week())) == {early.pk: [driver.pk]}
    SpanPrice.objects.filter(plan__week=next_week() - WEEK).delete()
    (other,) = solving.draft_of(county.hub.path, next_week()).wanted[0].choices
    assert other.kept == round(3000 * 3 / 4 * 0.95)
    no_bids(1)
    assert chosen(solving.draft_of(county.hub.path, next_week())) == {early.pk: [driver.pk]}
    no_bids(4)
    later = errand(county, skill)
    Order.objects.filter(pk=later.pk).update(
        wished_from=at(SATURDAY, 9) + WEEK, wished_until=at(SATURDAY, 12) + WEEK
    )
    assert chosen(solving.draft_of(county.hub.path, next_week() + WEEK)) == {later.pk: [driver.pk]}


def test_how_many_days_before_orders_come_is_counted(county):
    assert bids.known(county.hub.path, 4) == Rule().known
    for number in range(30):
        came = clock.now() - dt.timedelta(days=5 + (number < 15) * 6)
        start = dt.datetime.combine(clock.today() - dt.timedelta(days=3), dt.time(9), clock.ZONE)
        order = wanted(county.station)
        Order.objects.filter(pk=order.pk).update(
            wished_from=start, wished_until=start + dt.timedelta(hours=2), verified_at=came
        )
    found = bids.known(county.hub.path, 4)
    assert len(found) == bids.AHEAD
    assert [found[days] for days in (0, 2, 3, 8, 9, 13)] == [1.0, 1.0, 0.5, 0.5, 0.0, 0.0]
    assert bids.known(county.hub2.path, 4) == Rule().known


def test_a_plan_keeps_what_half_days_were_worth_and_the_page_names_it(cast, county, driver, login):
    skill = driver.skill_rows.get().skill
    errand(county, skill)
    errand(county, skill, urgency=1, title="送医院")
    Order.objects.filter(title="送医院").update(verified_at=clock.now() - dt.timedelta(days=200))
    plan = making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub))
    (line,) = DispatchLine.objects.filter(need__plan=plan)
    assert (line.volunteer, line.kept, plan.kept) == (driver, 2850, 1)
    price = SpanPrice.objects.get(plan=plan)
    assert (price.volunteer, price.span) == (driver, MORNING)
    assert price.price >= 2850
    page = login(cast.hub).get(reverse("orders:plan", args=[plan.pk])).content.decode()
    assert "为后面几天留着，相当于多走 285 公里" in page
    assert "1 人前几周很紧缺" in page
    stranger = login(cast.stranger)
    assert stranger.get(reverse("orders:plan", args=[plan.pk])).status_code == 404


def test_reading_earlier_plans_takes_a_fixed_number_of_queries(county, driver, django_assert_num_queries):
    wanted(county.station, recipient=PersonFactory(unit=county.station))
    with django_assert_num_queries(27):
        solving.draft_of(county.hub.path, next_week())
    for _each in range(3):
        who = VolunteerFactory(person__unit=county.station2)
        for plan in county.hub.dispatch_plans.all():
            SpanPriceFactory(plan=plan, volunteer=who, span=MORNING)
    with django_assert_num_queries(27):
        solving.draft_of(county.hub.path, next_week())


def test_pricing_one_order_with_earlier_plans_takes_a_fixed_number_of_queries(county, driver):
    order = wanted(county.station, day=SATURDAY)
    for _each in range(2):
        with CaptureQueriesContext(connection) as asked:
            candidates.volunteers_for(order)
        assert len(asked) == 24
        for plan in county.hub.dispatch_plans.all():
            SpanPriceFactory(
                plan=plan, volunteer=VolunteerFactory(person__unit=county.station2), span=MORNING
            )
