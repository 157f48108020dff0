import numpy as np

from shijian.matching import checker, county, plan, rolling, simulation
from shijian.matching.week import Week, Wishes
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

SIZE = county.Size(30, 900, 300, 0.5)
WISHES = Wishes()


def cost(week: Week, services: np.ndarray) -> int:
    everybody = plan.candidates.find(week, most=10_000)
    return checker.value(week, WISHES, everybody, services)


def rolled(
    week: Week, arrived: np.ndarray, days: np.ndarray, rule: rolling.Rule, bids: rolling.Bids
) -> np.ndarray:
    state = simulation.Open.of(week)
    for today in range(-15, 7):
        state.promise(rolling.night(state, today, arrived, days, WISHES, rule, bids))
    return state.services


def test_planning_night_by_night_breaks_no_rule_and_lies_between_first_come_and_the_best() -> None:
    week = county.week(SIZE, 4)
    days = simulation.first_spans(week.orders.slots) // 2
    arrived = simulation.arrivals(days, 1)
    full = plan.make(week)
    found = rolled(week, arrived, days, rolling.Rule(), rolling.Bids.none(len(week.volunteers)))
    assert set(checker.broken(week, full.arcs, found)) <= {"no candidate"}
    came = simulation.first_come(week, full.arcs, arrived, 1)
    assert full.certificate.value <= cost(week, found) < cost(week, came)


def test_bids_keep_scarce_people_for_what_is_to_come() -> None:
    plans = [plan.make(county.week(SIZE, 4, number)) for number in range(1, 4)]
    week = county.week(SIZE, 4)
    days = simulation.first_spans(week.orders.slots) // 2
    arrived = simulation.arrivals(days, 1)
    rule, none = rolling.Rule(lead=2), rolling.Bids.none(len(week.volunteers))
    without = rolled(week, arrived, days, rule, none)
    with_bids = rolled(week, arrived, days, rule, rolling.Bids.learn(len(week.volunteers), plans))
    assert cost(week, with_bids) < cost(week, without)


def test_nothing_is_promised_before_its_time() -> None:
    week = county.week(SIZE, 4)
    days = simulation.first_spans(week.orders.slots) // 2
    early = np.full(len(days), -9)
    state, bids = simulation.Open.of(week), rolling.Bids.none(len(week.volunteers))
    rows = rolling.night(state, 0, early, days, WISHES, rolling.Rule(lead=2), bids)
    assert set(days[rows[:, 0]].tolist()) == {1, 2}


def test_what_is_promised_takes_the_span_and_one_service_away() -> None:
    week = county.week(SIZE, 4)
    state = simulation.Open.of(week)
    rows = plan.make(week).services[:1]
    state.promise(rows)
    _order, person, slot = rows[0].tolist()
    left = state.only(np.arange(len(week.orders))).volunteers
    assert int(left.free[person]) == int(week.volunteers.free[person]) & ~(1 << slot)
    assert left.cap[person] == week.volunteers.cap[person] - 1
    assert not state.bare()[rows[0, 0]]


def test_the_same_county_has_other_weeks() -> None:
    one, two = county.week(SIZE, 4, 1), county.week(SIZE, 4, 2)
    assert (one.volunteers.home == two.volunteers.home).all()
    assert (one.distance == two.distance).all()
    assert (one.orders.village != two.orders.village).any()


def test_first_spans() -> None:
    assert simulation.first_spans(np.array([1, 8, 12, 1 << 63, 0], np.uint64)).tolist() == [0, 3, 2, 63, -1]
