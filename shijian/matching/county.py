"""A seeded county: villages in towns, people at home in them, and a week of orders that asks more at the weekend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shijian.matching.week import Floats, Ints, Masks, Orders, Volunteers, Week

SLOTS = 14
SKILLS = 12
ADULT, DRIVER, INSURED = np.uint64(1), np.uint64(2), np.uint64(4)


@dataclass(frozen=True)
class Size:
    """How large: villages, registered volunteers, orders; `active` is the share who offer any time this week."""

    villages: int = 500
    volunteers: int = 30_000
    orders: int = 10_000
    active: float = 1.0
    whole: float = 0.0

    def times(self, factor: float) -> Size:
        """The same county, larger."""
        villages, volunteers, orders = (
            round(n * factor) for n in (self.villages, self.volunteers, self.orders)
        )
        return Size(villages, volunteers, orders, self.active, self.whole)


def week(size: Size, seed: int, number: int = 0) -> Week:
    """One week of a county: the same seed gives the same places and people, the same number the same orders."""
    rng, later = np.random.default_rng(seed), np.random.default_rng((seed, number))
    places = _places(rng, size.villages)
    distance = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1)) * 1.3
    share = rng.gamma(2.0, 1.0, size.villages)
    people = _people(rng, size, share / share.sum())
    asking = rng.gamma(1.2, 1.0, size.villages)
    orders = _orders(later, size, asking / asking.sum())
    return Week(orders, people, distance, distance, _blocked(later, size, len(people)))


def _places(rng: np.random.Generator, villages: int) -> Floats:
    """Villages around towns; the county grows with its villages, so that the ways stay alike."""
    side = 60 * np.sqrt(villages / 500)
    towns = rng.uniform(0, side, (max(1, villages // 25), 2))
    return towns[rng.integers(0, len(towns), villages)] + rng.normal(0, 2.5, (villages, 2))


def _people(rng: np.random.Generator, size: Size, share: Floats) -> Volunteers:
    count = round(size.volunteers * size.active)
    skills = np.ones(count, np.uint64)
    for _each in range(2):
        held = rng.random(count) < 0.45
        skills |= np.where(held, np.uint64(1) << _skill(rng, count), np.uint64(0))
    traits = np.where(rng.random(count) < 0.06, np.uint64(0), ADULT)
    traits |= np.where(rng.random(count) < 0.35, DRIVER, np.uint64(0))
    traits |= np.where(rng.random(count) < 0.8, INSURED, np.uint64(0))
    return Volunteers(
        home=rng.choice(size.villages, count, p=share),
        skills=skills,
        free=_free(rng, count),
        traits=traits[:, None],
        cap=rng.choice([1, 2, 3], count, p=[0.5, 0.35, 0.15]),
        reach=rng.choice([3.0, 6.0, 12.0, 25.0], count, p=[0.3, 0.4, 0.22, 0.08]),
    )


def _skill(rng: np.random.Generator, count: int) -> Masks:
    """Skills beside the common one, the first ones more frequent."""
    weight = 1 / np.arange(1, SKILLS)
    return rng.choice(np.arange(1, SKILLS), count, p=weight / weight.sum()).astype(np.uint64)


def _slot(rng: np.random.Generator, count: int) -> Ints:
    """Half days of the week; Saturday and Sunday twice as often."""
    weight = np.where(np.arange(SLOTS) >= 10, 2.0, 1.0)
    return rng.choice(SLOTS, count, p=weight / weight.sum())


def _free(rng: np.random.Generator, count: int) -> Masks:
    free = np.zeros(count, np.uint64)
    for chance in (1.0, 0.4, 0.15):
        bit = np.uint64(1) << _slot(rng, count).astype(np.uint64)
        free |= np.where(rng.random(count) < chance, bit, np.uint64(0))
    return free


def _orders(rng: np.random.Generator, size: Size, share: Floats) -> Orders:
    count = size.orders
    whole = rng.random(count) < size.whole
    seats = np.where(
        whole, rng.integers(3, 9, count), rng.choice([1, 2, 3, 4], count, p=[0.6, 0.2, 0.12, 0.08])
    )
    skill = np.where(rng.random(count) < 0.45, 0, _skill(rng, count).astype(np.int64))
    slots = np.uint64(1) << _slot(rng, count).astype(np.uint64)
    for _other in range(2):
        slots |= np.where(whole, np.uint64(1) << _slot(rng, count).astype(np.uint64), np.uint64(0))
    needs = np.where(rng.random(count) < 0.1, INSURED | ADULT, np.uint64(0))
    needs |= np.where(rng.random(count) < 0.05, DRIVER, np.uint64(0))
    return Orders(
        village=rng.choice(size.villages, count, p=share),
        skill=skill,
        slots=slots,
        seats=seats,
        weight=rng.choice([1000, 2000, 4000], count, p=[0.7, 0.2, 0.1]),
        whole=whole,
        needs=needs[:, None],
    )


def _blocked(rng: np.random.Generator, size: Size, people: int) -> Ints:
    pairs = size.orders // 50
    return np.column_stack((rng.integers(0, size.orders, pairs), rng.integers(0, people, pairs)))
