"""One order is priced as a plan of its week prices it."""

import datetime as dt
import random

import pytest

from shijian.kernel import clock
from shijian.orders.enums import AssignmentState, LineState, OfferState
from shijian.orders.models import DispatchLine, Offer, SpanPrice
from shijian.orders.operations.plans import making
from shijian.orders.queries import candidates, eligibility
from shijian.orders.queries.weeks import single, solving
from shijian.volunteers.enums import TravelLimit
from tests.conftest import actor_of
from tests.factories.orders import AssignmentFactory, ChanceModelFactory, OfferFactory
from tests.factories.volunteers import AvailabilityFactory, FreeDayFactory, VolunteerFactory
from tests.orders.test_weeks import at, next_week, wanted

PEOPLE = 14
# The plan of a week keeps so many beside those whom it asks.
SHOWN = 5


def people_of(rng, county):
    """Volunteers near and far, with and without times, who served and answered before this month."""
    for each in vars(county).values():
        if rng.random() < 0.7:
            each.latitude, each.longitude = 35.2 + rng.random() / 5, 102.5 + rng.random() / 5
            each.save()
    units = list(vars(county).values())
    for _each in range(PEOPLE):
        who = VolunteerFactory(person__unit=rng.choice(units), travel_limit=TravelLimit.COUNTY)
        if rng.random() < 0.4:
            AvailabilityFactory(
                volunteer=who, weekday=rng.choice([1, 2, 2]), start_minute=480, end_minute=720
            )
        if rng.random() < 0.2:
            FreeDayFactory(volunteer=who, day=at(1, 0).date())
        for _service in range(rng.randrange(3)):
            AssignmentFactory(volunteer=who, state=AssignmentState.DONE, order__wished_from=at(-20, 9))
        for _answer in range(rng.randrange(4)):
            answered(who, rng.choice([OfferState.ACCEPTED, OfferState.REFUSED, OfferState.EXPIRED]))


def answered(who, state):
    long_ago = clock.now() - dt.timedelta(days=40)
    facts = {"refusal": "busy"} if state == OfferState.REFUSED else {}
    offer = OfferFactory(volunteer=who, state=state, **facts)
    Offer.objects.filter(pk=offer.pk).update(made_at=long_ago, answered_at=long_ago)


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_a_week_of_one_order_and_the_order_by_itself_have_the_same_prices(county, seed):
    rng = random.Random(seed)
    people_of(rng, county)
    if seed % 2:
        ChanceModelFactory(weights=[-0.2, 0.3, -0.9, 0.8, -0.4, 1.7, 0.5])
    order = wanted(county.station, urgency=rng.choice([0, 1]))
    (need,) = solving.draft_of(county.centre.path, next_week()).wanted
    planned = sorted((one.total, one.volunteer_id, one.way, one.risk, one.load) for one in need.choices)
    found = single.prices(eligibility.need_of(order), [row[1] for row in planned])
    assert planned == sorted(
        (each.way + each.risk + each.load, each.volunteer.pk, each.way, each.risk, each.load)
        for each in found
    )
    ranked = [each for each in candidates.volunteers_for(order) if reason(each, "free").fact != "busy"]
    assert [row[0] / 10 for row in planned][:SHOWN] == [each.price for each in ranked][:SHOWN]
    assert len({row[0] for row in planned}) > 3


def reason(candidate, code):
    return next((each for each in candidate.reasons if each.code == code), None)


def test_who_is_in_the_plan_for_something_else_costs_what_he_is_worth_there(cast, county):
    near = VolunteerFactory(person__unit=county.station, travel_limit=TravelLimit.COUNTY)
    orders = [wanted(county.station, title=title, urgency=1) for title in ("换灯泡", "理发")]
    for person in (cast.leader, cast.volunteer):
        type(near).objects.filter(person=person).update(unit=county.hub2, unit_path=county.hub2.path)
    plan = making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub))
    line = DispatchLine.objects.get(volunteer=near, beside=False)
    worth = SpanPrice.objects.get(plan=plan, volunteer=near, span=line.span).price
    (other,) = [order for order in orders if order.pk != line.need.order_id]
    (stored,) = [one for one in plan.needs.get(order=other).alternatives if one["volunteer_id"] == near.pk]
    found = candidates.explain(other, [near.pk])[near.pk]
    turn, elsewhere = reason(found, "turn"), reason(found, "elsewhere")
    assert (turn.fact, turn.cost, turn.cost) == (1, stored["load"], 80)
    assert (elsewhere.cost, elsewhere.cost) == (worth - 80, stored["elsewhere"])
    assert elsewhere.cost > 0
    DispatchLine.objects.filter(pk=line.pk).update(state=LineState.REMOVED, changed_at=clock.now())
    found = candidates.explain(other, [near.pk])[near.pk]
    assert (reason(found, "turn").fact, reason(found, "elsewhere")) == (0, None)
