"""A week as the optimiser gets it: lawful is whom the rules let ask, nothing more and nothing less."""

import datetime as dt
import random
from dataclasses import replace

import numpy as np
import pytest
from django.db.models import Q

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.policy import set_value
from shijian.matching.week import lawful
from shijian.orders.enums import AssignmentState, OfferState, OrderState
from shijian.orders.models import Offer
from shijian.orders.queries import eligibility, suiting
from shijian.orders.queries.weeks import blocked, snapshot, solving, spans, traits
from shijian.volunteers.enums import Risk, TravelLimit, VolunteerState
from shijian.volunteers.models import Volunteer
from tests.factories.activities import SignupFactory
from tests.factories.orders import AssignmentFactory, BlockedPairFactory, OfferFactory, OrderFactory
from tests.factories.people import PersonFactory
from tests.factories.volunteers import (
    AgreementFactory,
    AvailabilityFactory,
    FreeDayFactory,
    HealthDeclarationFactory,
    InsuranceFactory,
    SkillFactory,
    TrainingFactory,
    TrainingKindFactory,
    VolunteerFactory,
    VolunteerSkillFactory,
)

PEOPLE, ORDERS = 30, 16


def next_week():
    return spans.this_week() + dt.timedelta(days=7)


def at(day, hour, monday=None):
    """An hour of a day of next week, Monday being 0."""
    date = (monday or next_week()) + dt.timedelta(days=day)
    return dt.datetime.combine(date, dt.time(hour), clock.ZONE)


def wanted(unit, day=1, hour=9, lasts=3, **facts):
    start = at(day, hour)
    facts = {"recipient": PersonFactory(unit=unit), "unit": unit, "state": OrderState.QUEUED, **facts}
    return OrderFactory(**facts, wished_from=start, wished_until=start + dt.timedelta(hours=lasts))


@pytest.fixture
def crowd(county):
    """Volunteers and orders with everything that a rule looks at, drawn by a seed."""

    def make(seed):
        rng, units = random.Random(seed), list(vars(county).values())
        licence, training = SkillFactory(needs_licence=True), TrainingKindFactory()
        people = [_somebody(rng, units, licence, training) for _each in range(PEOPLE)]
        orders = [_something(rng, units, people, licence, training) for _each in range(ORDERS)]
        for _each in range(ORDERS):
            _entangle(rng, rng.choice(people), rng.choice(orders))
        return people, orders

    return make


def _somebody(rng, units, licence, training):
    born = dt.date(rng.choice([1970, 2000, clock.today().year - 15]), 6, 1)
    person = PersonFactory(unit=rng.choice(units), birth_date=rng.choice([born, born, None]))
    state = rng.choice([VolunteerState.ACTIVE] * 6 + [VolunteerState.PAUSED])
    who = VolunteerFactory(
        person=person, travel_limit=rng.choice([*TravelLimit.values, TravelLimit.COUNTY]), state=state
    )
    if rng.random() < 0.5:
        until = rng.choice([None, at(2, 0).date(), at(9, 0).date()])
        number = rng.choice(["", "A1", "A2"])
        VolunteerSkillFactory(volunteer=who, skill=licence, licence_no=number, licence_until=until)
    if rng.random() < 0.5:
        InsuranceFactory(volunteer=who, valid_until=rng.choice([at(2, 0).date(), at(90, 0).date()]))
    if rng.random() < 0.5:
        TrainingFactory(volunteer=who, kind=training)
    if rng.random() < 0.5:
        HealthDeclarationFactory(volunteer=who, strains=rng.choice([[], ["lifting"], ["night"]]))
    if rng.random() < 0.3:
        AgreementFactory(volunteer=who, unit=rng.choice(units))
    if rng.random() < 0.3:
        FreeDayFactory(volunteer=who, day=at(rng.randrange(7), 0).date(), is_free=False)
    return who


def _something(rng, units, people, licence, training):
    side = rng.choice(people).person if rng.random() < 0.3 else PersonFactory(unit=rng.choice(units))
    order = wanted(
        rng.choice(units),
        rng.randrange(6),
        rng.choice([8, 13, 19]),
        rng.choice([2, 4, 30]),
        recipient=side,
        risk=rng.choice([0, 0, 0, 1, 2]),
        strains=rng.choice([[], [], [], ["lifting"], ["lifting", "night"]]),
        headcount=rng.choice([1, 2, 4]),
    )
    if rng.random() < 0.2:
        order.skills.add(licence)
    if rng.random() < 0.2:
        order.trainings.add(training)
    return order


def _entangle(rng, who, order):
    """One of the facts between one person and one order."""
    kind = rng.choice(["blocked", "gone", "refused", "promised", "place"])
    if kind == "blocked":
        BlockedPairFactory(person=order.recipient, volunteer=who)
    elif kind == "gone":
        AssignmentFactory(order=order, volunteer=who, state=AssignmentState.WITHDRAWN)
    elif kind == "refused":
        OfferFactory(order=order, volunteer=who, state=OfferState.REFUSED, refusal="busy")
    elif kind == "promised":
        other = wanted(order.unit, rng.randrange(6), 10, 5, state=OrderState.ACCEPTED)
        AssignmentFactory(order=other, volunteer=who)
    else:
        start = at(rng.randrange(6), 14)
        facts = {"session__starts_at": start, "session__ends_at": start + dt.timedelta(hours=3)}
        SignupFactory(person=who.person, **facts)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_lawful_is_whom_the_rules_let_ask(county, crowd, seed):
    set_value(
        "agreement.risk_from",
        int(Risk.SOME),
        actor=SYSTEM,
        valid_from=clock.today(),
        document_no="〔2026〕1号",
    )
    crowd(seed)
    taken = snapshot.of_week(county.centre.path, next_week())
    week = taken.week
    open_all = replace(
        week,
        orders=replace(week.orders, slots=np.full(len(week.orders), spans.ALL)),
        volunteers=replace(week.volunteers, free=np.full(len(week.volunteers), spans.ALL)),
    )
    order, person = (axis.ravel() for axis in np.indices((len(week.orders), len(week.volunteers))))
    found = lawful(open_all, order, person, np.zeros_like(order))
    pairs = {
        (taken.orders[o].pk, int(taken.crew.ids[p])) for o, p in zip(order[found], person[found], strict=True)
    }
    expected = {(each.pk, pk) for each in taken.orders for pk in _askable(each)}
    assert pairs == expected
    assert len(pairs) > 30


def _askable(order):
    """Whom the rules let ask, less those who are asked for something else at that time."""
    need = eligibility.need_of(order)
    ids = eligibility.fit(need, Volunteer.objects.all()).values_list("pk", flat=True)
    window = Q(order__wished_from__lt=order.wished_until, order__wished_until__gt=order.wished_from)
    asked = Offer.objects.filter(window, state=OfferState.OPEN).exclude(order=order)
    return set(suiting.suited(order, list(ids))) - set(asked.values_list("volunteer_id", flat=True))


def test_every_rule_is_a_bit_a_pair_or_the_way():
    known = {*traits.KEYS, *blocked.RULES, "not-active", "too-far"}
    assert {rule.code for rule in eligibility.RULES} == known


def test_a_window_is_served_where_it_has_room(county):
    windows = np.array([(540.0, 720.0), (660.0, 780.0), (0.0, 3 * 1440.0), (-600.0, 90.0)])
    masks = spans.masks_of_windows(windows, np.array([60, 60, 600, 60]), now=0.0)
    assert [bin(int(mask)) for mask in masks] == ["0b1", "0b11", "0b1001001", "0b1"]


def test_who_said_his_times_is_free_at_those_and_others_always(county):
    said, silent, away = (VolunteerFactory(person__unit=county.station) for _each in range(3))
    AvailabilityFactory(volunteer=said, weekday=2, start_minute=14 * 60, end_minute=16 * 60)
    FreeDayFactory(volunteer=said, day=at(4, 0).date())
    FreeDayFactory(volunteer=away, day=at(0, 0).date(), is_free=False)
    wanted(county.station)
    taken = snapshot.of_week(county.hub.path, next_week())
    free = dict(zip(taken.crew.ids.tolist(), taken.week.volunteers.free.tolist(), strict=True))
    afternoon, friday = 1 << 4, 0b111 << 12
    assert free == {said.pk: afternoon | friday, silent.pk: int(spans.ALL), away.pk: int(spans.ALL) & ~0b111}


def test_a_plan_needs_a_fixed_number_of_queries(county, django_assert_num_queries):
    VolunteerFactory(person__unit=county.station)
    wanted(county.station)
    with django_assert_num_queries(25):
        solving.draft_of(county.hub.path, next_week())
    for hour in (9, 14, 19):
        VolunteerFactory(person__unit=county.station2)
        wanted(county.station2, hour=hour, risk_note="有一点")
    with django_assert_num_queries(25):
        draft = solving.draft_of(county.hub.path, next_week())
    assert (draft.seats, draft.filled, draft.plan.certificate.broken) == (4, 4, ())


def test_windows_that_meet_are_not_given_to_one_person(county):
    only = VolunteerFactory(person__unit=county.station)
    long = wanted(county.station, hour=8, lasts=9, urgency=1)
    wanted(county.station, hour=13, lasts=8)
    draft = solving.draft_of(county.hub.path, next_week())
    asked = {(each.order_id, one.volunteer_id) for each in draft.wanted for one in each.choices if one.chosen}
    assert asked == {(long.pk, only.pk)}
    assert (draft.filled, draft.helps[0].seats) == (1, 1)
