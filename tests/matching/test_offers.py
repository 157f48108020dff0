from collections.abc import Iterator
from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shijian.matching import candidates, county, offers, offers_bound, offers_search, plan, why
from shijian.matching.week import Arcs, Floats, Week
from tests.matching import tiny
from tests.once import ON_SQLITE

pytestmark = ON_SQLITE


def chances(arcs: Arcs, seed: int) -> Floats:
    return np.random.default_rng(seed).uniform(0.1, 0.9, len(arcs))


def expected(week: Week, arcs: Arcs, chance: Floats, chosen: list[int], order: int) -> float:
    """E[min(yes, seats)] by trying every answer."""
    mine = [arc for arc in chosen if arcs.order[arc] == order]
    total = 0.0
    for answers in product((0, 1), repeat=len(mine)):
        odds = np.prod([chance[a] if yes else 1 - chance[a] for a, yes in zip(mine, answers, strict=True)])
        total += float(odds) * min(sum(answers), int(week.orders.seats[order]))
    return total


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_fills_are_what_all_answers_give_and_limits_hold(seed: int) -> None:
    week = county.week(county.Size(4, 40, 8), seed)
    arcs = candidates.find(week, most=4)
    chance, limits = chances(arcs, seed), offers.Limits(per_person=2, fan_out=2.5, cost=30)
    asked = offers.choose(week, arcs, chance, limits)
    chosen = asked.arcs.tolist()
    for order in range(8):
        assert abs(asked.fills[order] - expected(week, arcs, chance, chosen, order)) < 1e-9
        assert sum(arcs.order[chosen] == order) <= np.ceil(week.orders.seats[order] * 2.5)
    people, spans = arcs.volunteer[chosen], arcs.volunteer[chosen] * 64 + arcs.slot[chosen]
    assert len(np.unique(spans)) == len(spans)
    assert (np.bincount(people, minlength=40) <= np.minimum(2, week.volunteers.cap)).all()


def test_asking_stops_where_one_more_offer_is_not_worth_the_trouble() -> None:
    week = county.week(county.Size(4, 200, 8), 7)
    arcs = candidates.find(week)
    chance = chances(arcs, 1)
    many = offers.choose(week, arcs, chance, offers.Limits(cost=1))
    few = offers.choose(week, arcs, chance, offers.Limits(cost=400))
    none = offers.choose(week, arcs, chance, offers.Limits(cost=10**6))
    assert len(many.arcs) > len(few.arcs) > 0
    assert len(none.arcs) == 0


def test_the_people_of_the_plan_are_asked_first() -> None:
    week = county.week(county.Size(6, 120, 30), 7)
    made = plan.make(week, chance=lambda arcs: chances(arcs, 2))
    first = made.arcs.find(made.services)
    asked = offers.choose(week, made.arcs, chances(made.arcs, 2), offers.Limits(), first.tolist())
    assert asked.arcs[: len(first)].tolist() == first.tolist()
    assert (
        asked.fills.sum()
        >= offers.choose(
            week, made.arcs, chances(made.arcs, 2), offers.Limits(cost=10**6), first.tolist()
        ).fills.sum()
    )


def test_a_plan_that_knows_the_chances_fills_more_seats() -> None:
    week = county.week(county.Size(40, 2000, 700, 0.5), 7)
    filled = []
    for chance in (None, lambda arcs: chances(arcs, 2)):
        made = plan.make(week, chance=chance)
        first = made.arcs.find(made.services)
        filled.append(float(chances(made.arcs, 2)[first].sum()))
    assert filled[1] > filled[0] * 1.05


def test_in_a_plan_without_gap_nobody_chosen_is_dearer_than_one_who_is_not() -> None:
    week = county.week(county.Size(6, 120, 30), 7)
    made = plan.make(week, tiny.WISHES)
    seen = 0
    for order in range(30):
        found = why.alternatives(week, made, tiny.WISHES, order)
        assert [each.total for each in found if not each.chosen] == sorted(
            each.total for each in found if not each.chosen
        )
        spans = {each.slot for each in found}
        if len(spans) == 1 and any(each.chosen for each in found) and not all(each.chosen for each in found):
            # what a chosen one costs includes the price of his own span, which the plan pays
            best = min(each.total for each in found if not each.chosen)
            worst = max(each.way for each in found if each.chosen)
            assert worst <= best
            seen += 1
    assert seen


def test_helps_name_exactly_the_empty_seats() -> None:
    week = county.week(county.Size(6, 20, 30), 7)
    made = plan.make(week)
    found = why.helps(week, made.services)
    assert sum(each.seats for each in found) == week.orders.seats.sum() - len(made.services)
    assert {order for each in found for order in each.orders} == set(
        np.flatnonzero(week.orders.seats > np.bincount(made.services[:, 0], minlength=30)).tolist()
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([(0, 1), (3, 0), (20, 20)]))
def test_no_offers_are_worth_more_than_the_bound(seed: int, steps: tuple[int, int]) -> None:
    week = county.week(county.Size(2, 6, 2), seed)
    arcs = candidates.find(week, most=2)
    arcs = arcs.only(np.arange(len(arcs)) < 9)
    chance, limits = chances(arcs, seed), offers.Limits(per_person=2, fan_out=1.5, cost=30)
    asked = offers.choose(week, arcs, chance, limits)
    above = offers_bound.above(week, arcs, chance, limits, asked.value, steps=steps)
    better = offers_search.improve(week, arcs, chance, limits, asked)
    priced = offers.choose(week, arcs, chance, limits, price=above.price)
    best = max(worth(week, arcs, chance, limits, list(kept)) for kept in subsets(len(arcs)))
    assert asked.value <= better.value + 1e-6
    assert max(better.value, priced.value) <= best + 1e-6
    assert best <= above.bound + 1e-6


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_offers_that_were_moved_keep_the_limits(seed: int) -> None:
    week = county.week(county.Size(4, 40, 12), seed)
    arcs = candidates.find(week, most=4)
    chance, limits = chances(arcs, seed), offers.Limits(per_person=2, fan_out=2.5, cost=30)
    asked = offers_search.improve(week, arcs, chance, limits, offers.choose(week, arcs, chance, limits))
    chosen = asked.arcs.tolist()
    assert asked.value == pytest.approx(worth(week, arcs, chance, limits, chosen))
    for order in range(12):
        assert asked.fills[order] == pytest.approx(expected(week, arcs, chance, chosen, order))


def test_prices_and_moves_make_more_of_scarce_people() -> None:
    week = county.week(county.Size(20, 600, 200, 0.3), 7)
    arcs = candidates.find(week)
    chance, limits = chances(arcs, 3), offers.Limits()
    simple = offers.choose(week, arcs, chance, limits)
    above = offers_bound.above(week, arcs, chance, limits, simple.value)
    priced = offers.choose(week, arcs, chance, limits, price=above.price)
    best = offers_search.improve(week, arcs, chance, limits, priced)
    assert simple.value < priced.value < best.value < above.bound
    assert (above.bound - best.value) / above.bound < 0.07


def worth(week: Week, arcs: Arcs, chance: Floats, limits: offers.Limits, kept: list[int]) -> float:
    """The value of these offers; nothing where they break a limit."""
    spans, orders = arcs.volunteer[kept] * 64 + arcs.slot[kept], arcs.order[kept]
    most = np.minimum(limits.per_person, week.volunteers.cap)
    room = np.ceil(week.orders.seats * limits.fan_out)
    torn = len(np.unique(orders * 64 + arcs.slot[kept])) > len(np.unique(orders))
    twice = (
        len(np.unique(spans)) < len(kept)
        or (np.bincount(arcs.volunteer[kept], minlength=len(most)) > most).any()
    )
    if torn or twice or (np.bincount(orders, minlength=len(room)) > room).any():
        return 0.0
    fills = (week.orders.weight[o] * expected(week, arcs, chance, kept, o) for o in range(len(room)))
    return float(sum(fills)) - limits.cost * len(kept)


def subsets(count: int) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(range(count), size) for size in range(count + 1))
