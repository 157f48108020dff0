import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shijian.matching import candidates, checker, county, plan
from shijian.matching.week import Prices, Wishes, lawful
from tests.matching import tiny
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE

TRIED = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 10**6)


@TRIED
@given(seeds)
def test_a_plan_of_ordinary_orders_is_the_cheapest_of_all_and_says_so(seed: int) -> None:
    week = tiny.week(seed)
    made = plan.make(week, tiny.WISHES, most=2)
    assert made.solver == plan.FLOW
    assert made.certificate.broken == ()
    assert len(made.arcs) <= 14  # else the trial of all plans would take for ever
    assert made.certificate.value == tiny.cheapest(week, made.arcs)
    assert made.certificate.bound == made.certificate.value
    assert made.certificate.gap == 0


@TRIED
@given(seeds)
def test_with_orders_that_take_all_or_none_the_bound_holds_and_nothing_is_torn(seed: int) -> None:
    week = tiny.week(seed, whole=0.7)
    made = plan.make(week, tiny.WISHES, most=1)
    assert made.certificate.broken == ()
    if len(made.arcs) <= 14:
        best = tiny.cheapest(week, made.arcs)
        assert made.certificate.bound <= best + 1e-6
        assert best <= made.certificate.value


@settings(max_examples=20, deadline=None)
@given(seeds, st.floats(0.0, 0.5))
def test_plans_of_any_county_break_no_rule_and_no_arc_is_unlawful(seed: int, whole: float) -> None:
    week = county.week(county.Size(12, 150, 60, 1.0, whole), seed)
    made = plan.make(week)
    arcs = made.arcs
    assert lawful(week, arcs.order, arcs.volunteer, arcs.slot).all()
    assert made.certificate.broken == ()
    assert made.certificate.bound <= made.certificate.value + 1e-6


def test_the_digest_is_that_of_all_that_decides() -> None:
    week = county.week(county.Size(6, 80, 20), 3)
    made = plan.make(week)
    assert plan.make(week).digest == made.digest
    others = (
        plan.make(county.week(county.Size(6, 80, 20), 4)),
        plan.make(week, Wishes(load=(0, 1))),
        plan.make(week, chance=lambda arcs: np.full(len(arcs), 0.5)),
        plan.make(week, bids=lambda arcs: np.full(len(arcs), 7)),
    )
    assert len({made.digest, *(each.digest for each in others)}) == 5


def test_candidates_are_the_nearest_lawful_people() -> None:
    week = county.week(county.Size(6, 80, 20), 3)
    arcs = candidates.find(week, most=3)
    for order in range(20):
        mine = arcs.order == order
        slots = [slot for slot in range(64) if int(week.orders.slots[order]) >> slot & 1]
        for slot in slots:
            people = np.arange(80)
            able = people[lawful(week, np.full(80, order), people, np.full(80, slot))]
            ways = np.sort(week.distance[week.volunteers.home[able], week.orders.village[order]])
            here = arcs.way[mine & (arcs.slot == slot)]
            most = 3 + 2 * int(week.orders.seats[order])
            assert sorted(here.tolist()) == np.rint(ways[:most] * 10).astype(int).tolist()


def test_the_same_seed_gives_the_same_plan() -> None:
    week = county.week(county.Size(12, 150, 60, 1.0, 0.3), 9)
    first, second = plan.make(week, seed=4), plan.make(week, seed=4)
    assert (first.services == second.services).all()


def test_without_the_solver_the_simple_rule_helps_out_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    week = county.week(county.Size(12, 150, 60), 5)
    exact = plan.make(week)
    monkeypatch.setitem(sys.modules, "ortools.graph.python", None)
    simple = plan.make(week)
    assert simple.solver == plan.GREEDY
    assert simple.certificate.broken == ()
    assert simple.certificate.value >= exact.certificate.value
    assert simple.certificate.bound <= exact.certificate.value


def test_out_of_time_the_simple_rule_helps_out() -> None:
    made = plan.make(county.week(county.Size(12, 150, 60), 5), seconds=0.0)
    assert made.solver == plan.GREEDY
    assert made.certificate.broken == ()


def test_an_empty_week_has_an_empty_plan() -> None:
    made = plan.make(county.week(county.Size(3, 10, 0), 1))
    assert made.services.shape == (0, 3)
    assert made.certificate.value == made.certificate.bound == 0


def test_nobody_to_ask_leaves_every_seat_empty() -> None:
    week = county.week(county.Size(3, 0, 5), 1)
    made = plan.make(week, tiny.WISHES)
    assert made.services.shape == (0, 3)
    assert made.certificate.value == made.certificate.nothing
    assert made.certificate.gap == 0


@pytest.fixture(scope="module")
def proven() -> tuple:
    week = county.week(county.Size(12, 150, 60), 5)
    return week, plan.make(week, tiny.WISHES)


def test_a_forged_price_proves_less(proven: tuple) -> None:
    week, made = proven
    used = np.searchsorted(made.prices.spans, made.services[:, 1] * 64 + made.services[:, 2])
    span = made.prices.span.copy()
    span[used[0]] += 5000
    forged = Prices(made.prices.spans, span, made.prices.village)
    proof = checker.check(week, tiny.WISHES, made.arcs, made.services, forged)
    assert proof.bound < made.certificate.bound
    assert proof.gap > 0


def test_the_checker_rejects_forged_plans(proven: tuple) -> None:
    week, made = proven
    arcs, rows = made.arcs, made.services
    order, person, slot = rows[0].tolist()
    unable = next(p for p in range(150) if not lawful(week, *(np.array([x]) for x in (order, p, slot)))[0])
    other = next(o for o in range(60) if o not in rows[:, 0])
    assert checker.broken(week, arcs, rows) == ()
    assert "unlawful" in checker.broken(week, arcs, np.vstack((rows, [[other, unable, slot]])))
    assert "two at once" in checker.broken(week, arcs, np.vstack((rows, [[other, person, slot]])))
    assert "one order twice" in checker.broken(
        week, arcs, np.vstack((rows, [[order, person, (slot + 1) % 14]]))
    )
    assert "too many" in checker.broken(week, arcs, np.vstack((rows, rows[:1], rows[:1], rows[:1], rows[:1])))
