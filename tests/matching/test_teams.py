import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shijian.matching import teams, teams_search
from shijian.matching.teams import NOBODY, Work
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE


def work(seed: int, count: int = 3, orders: int = 5) -> Work:
    rng = np.random.default_rng(seed)
    use = rng.integers(1, 4, (count, orders))
    may = rng.random((count, orders)) < 0.8
    return Work(
        rng.integers(1, 50, (count, orders)), use, rng.integers(2, 6, count), np.full(orders, 60), may
    )


def cheapest(of: Work) -> int:
    found = []
    for team in product(range(NOBODY, len(of.room)), repeat=len(of.alone)):
        try:
            found.append(teams.value(of, np.asarray(team)))
        except ValueError:
            continue
    return min(found)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_small_works_are_assigned_best_and_the_bound_holds(seed: int) -> None:
    of = work(seed)
    made = teams_search.assign(of, seconds=5)
    assert made.value == cheapest(of)
    assert made.bound <= made.value + 1e-6


@given(st.integers(0, 10**6), st.lists(st.floats(0, 100), min_size=3, max_size=3))
@settings(max_examples=20, deadline=None)
def test_any_prices_bound_every_assignment(seed: int, price: list[float]) -> None:
    of = work(seed)
    assert teams.bound(of, np.asarray(price)) <= cheapest(of) + 1e-6


def test_without_the_solver_the_simple_rule_is_lawful(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ortools.linear_solver", None)
    of = work(3, 6, 40)
    made = teams_search.assign(of, seconds=5)
    assert made.team.tolist() == teams.simple(of).tolist()
    assert made.value == teams.value(of, made.team)
    assert made.bound <= made.value


def test_too_much_for_a_team_and_what_it_may_not_do_are_refused() -> None:
    of = Work(
        np.ones((1, 2), int), np.ones((1, 2), int), np.array([1]), np.full(2, 9), np.array([[True, False]])
    )
    assert teams.value(of, np.array([0, NOBODY])) == 10
    with pytest.raises(ValueError, match="more than"):
        teams.value(of, np.array([0, 0]))
    with pytest.raises(ValueError, match="lawful"):
        teams.value(of, np.array([NOBODY, 0]))


def test_no_teams_and_no_orders() -> None:
    none = Work(
        np.empty((0, 2), int), np.empty((0, 2), int), np.empty(0, int), np.full(2, 9), np.empty((0, 2), bool)
    )
    assert teams_search.assign(none, seconds=1).team.tolist() == [NOBODY, NOBODY]
    assert teams_search.assign(work(1, 2, 0), seconds=1).value == 0
