"""Every state x transition x role, and the agreement of rule and list on random orders."""

import random

import pytest

from shijian.kernel.actor import ANONYMOUS, SYSTEM
from shijian.orders import rules
from shijian.orders.enums import AssignmentState, OrderState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Order
from tests.conftest import actor_of
from tests.factories.orders import AssignmentFactory, OfferFactory, OrderFactory
from tests.factories.people import PersonFactory
from tests.factories.volunteers import TeamFactory
from tests.orders import scene

STAFF = {"station", "hub", "centre", "system_job"}
DISPATCH = {"hub", "centre", "system_job"}
SERVING = {"leader", "volunteer"}
WHO = {
    "submit": STAFF | {"resident"},
    "verify": STAFF,
    "reject": STAFF,
    "appeal": STAFF | {"resident"},
    "offer": DISPATCH,
    "return": DISPATCH | {"leader"},
    "requeue": STAFF | SERVING,
    "accept": DISPATCH | SERVING,
    "claim": {"leader", "volunteer", "rival"},
    "settle": DISPATCH,
    "start": STAFF | SERVING,
    "finish": STAFF | SERVING,
    "rate": STAFF | {"resident"},
    "lapse": {"system_job"},
    "reopen": STAFF,
    "withdraw": STAFF | {"resident"},
    "refer": DISPATCH,
}
FROM = {
    "submit": {"draft"},
    "verify": {"verifying"},
    "reject": {"verifying", "queued"},
    "appeal": {"rejected"},
    "offer": {"queued"},
    "return": {"offered", "accepted"},
    "requeue": {"offered", "accepted"},
    "accept": {"offered"},
    "claim": {"queued", "offered"},
    "settle": {"queued", "offered"},
    "start": {"accepted"},
    "finish": {"serving"},
    "rate": {"rating"},
    "lapse": {"rating"},
    "reopen": {"closed"},
    "withdraw": {"draft", "verifying", "queued", "offered", "accepted"},
    "refer": {"verifying", "queued", "offered", "accepted"},
}


def actors_of(cast, county):
    roles = {name: actor_of(person) for name, person in vars(cast).items() if name != "team"}
    rival = actor_of(scene.helper(county.station_other).person)
    return {**roles, "rival": rival, "nobody": ANONYMOUS, "system_job": SYSTEM}


def test_the_matrix_names_every_transition():
    assert set(WHO) == set(FROM) == set(ORDER_FLOW.transitions)


@pytest.mark.parametrize("state", OrderState.values)
def test_every_state_transition_and_role(cast, county, state):
    order = scene.queued(cast, county, state=state, team=cast.team, open_to_claim=True, referred_to="卫生院")
    AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    OfferFactory(order=order, team=cast.team, volunteer=None)
    expected, found = set(), set()
    for role, actor in actors_of(cast, county).items():
        expected |= {(role, name) for name in WHO if state in FROM[name] and role in WHO[name]}
        found |= {(role, name) for name in ORDER_FLOW.moves(order, actor=actor)}
    assert found == expected


def test_an_unknown_move_is_a_refusal(cast, county):
    order = scene.queued(cast, county)
    assert ORDER_FLOW.can(order, "burn", actor=SYSTEM) is False


def test_who_no_longer_serves_cannot_start_or_finish(cast, county):
    order = scene.queued(cast, county, state=OrderState.SERVING)
    row = AssignmentFactory(order=order, volunteer=cast.volunteer.volunteer)
    actor = actor_of(cast.volunteer)
    may = {}
    for state in AssignmentState.values:
        type(row).objects.update(state=state)
        may[state] = ORDER_FLOW.can(order, "finish", actor=actor)
    assert may == {"committed": True, "serving": True, "done": True, "withdrawn": False, "no-show": False}


@pytest.mark.parametrize("seed", range(4))
def test_rule_and_list_agree_on_random_orders(cast, county, seed):
    dice = random.Random(seed)
    units = [county.centre, county.hub, county.hub2, county.station, county.station2, county.station_other]
    persons = [cast.resident, cast.volunteer, PersonFactory(unit=county.station2, guardian=cast.resident)]
    teams = [cast.team, TeamFactory(unit=county.hub2), None]
    volunteers = [cast.volunteer.volunteer, cast.leader.volunteer, scene.helper(county.hub2)]
    for _ in range(12):
        order = OrderFactory(
            recipient=dice.choice([*persons, PersonFactory(unit=county.station)]),
            asked_by=dice.choice(persons) if dice.random() < 0.3 else PersonFactory(unit=county.hub2),
            unit=dice.choice(units),
            team=dice.choice(teams),
            state=dice.choice([s for s in OrderState.values if s != "unmet"]),
        )
        if dice.random() < 0.4:
            OfferFactory(order=order, volunteer=dice.choice(volunteers))
        if dice.random() < 0.3:
            OfferFactory(order=order, team=cast.team, volunteer=None, state="expired")
        if dice.random() < 0.4:
            AssignmentFactory(order=order, volunteer=dice.choice(volunteers))
    orders = list(Order.objects.select_related("recipient"))
    for role, actor in actors_of(cast, county).items():
        listed = set(Order.objects.visible_to(actor).values_list("pk", flat=True))
        assert listed == {order.pk for order in orders if rules.can_see(actor, order)}, role
