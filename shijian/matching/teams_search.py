"""The search for the best teams: relax, round, exchange.

The relaxation in fractions gives prices of the teams' room and a bound; orders that it gives to one team
whole are kept, the rest is solved exactly with few teams for each; then some teams at a time exchange their
orders (large neighbourhoods; Shaw 1998). The bound is computed from the prices alone, so that it trusts no
solver (Fisher 1986).
"""

from __future__ import annotations

import time

import numpy as np

from shijian.matching import teams_solver
from shijian.matching.flow import Unsolved
from shijian.matching.teams import NOBODY, Assigned, Work, bound, simple, value
from shijian.matching.week import Floats, Ints

START, STEP = 5.0, 1.0
QUICK = 0.2


def assign(work: Work, *, seconds: float = 30.0, seed: int = 0, workers: int = 2) -> Assigned:
    """The best assignment found in so many seconds, with its bound; by the simple rule without a solver or time.

    With one of the `workers` the same work and seed give the same assignment, unless the time is over before.
    """
    if not work.may.any():
        nobody, free = np.full(len(work.alone), NOBODY), np.zeros(len(work.room))
        return Assigned(nobody, value(work, nobody), float(work.alone.sum()), free)
    ends = time.perf_counter() + seconds
    try:
        if seconds <= 0:
            raise Unsolved
        shares, price = teams_solver.relax(work, seconds=seconds)
        found = _start(work, shares, price, ends, workers)
        team = _exchange(work, found, price, ends, np.random.default_rng(seed), workers)
    except Unsolved:
        team, price = simple(work), np.zeros(len(work.room))
        return Assigned(team, value(work, team), bound(work, price), price, simple=True)
    return Assigned(team, value(work, team), bound(work, price), price)


def _start(work: Work, shares: Floats, price: Floats, ends: float, workers: int) -> Ints:
    """Keep what the relaxation gave whole; the rest, and those that lose least by moving, go to few teams each."""
    whole, reduced = shares.max(axis=0) > 1 - 1e-6, _reduced(work, price)
    torn = np.flatnonzero(~whole & (shares.max(axis=0) > 1e-6))
    second = np.partition(reduced, 1, axis=0)[1] if len(work.room) > 1 else np.zeros(len(whole))
    loose = np.argsort(np.where(whole, second, np.inf), kind="stable")[: 2 * len(torn) + 20]
    rounded, free = _rounded(work, shares, reduced, torn), np.union1d(torn, loose)
    left, teams = min(START, ends - time.perf_counter()), np.arange(len(work.room))
    solved = teams_solver.improve(work, rounded, free, teams, reduced, seconds=left, workers=workers)
    found = [simple(work), rounded, *([solved.team] if solved else [])]
    return min(found, key=lambda each: value(work, each))


def _rounded(work: Work, shares: Floats, reduced: Floats, torn: Ints) -> Ints:
    """What the relaxation gave whole; then each torn order, the least torn first, to its cheapest team with room."""
    team = np.where(shares.max(axis=0) > 1 - 1e-6, shares.argmax(axis=0), NOBODY)
    given = np.flatnonzero(team != NOBODY)
    room = work.room - np.bincount(team[given], work.use[team[given], given], len(work.room)).astype(np.int64)
    for order in torn[np.argsort(-shares[:, torn].max(axis=0), kind="stable")].tolist():
        able = work.may[:, order] & (work.use[:, order] <= room) & (work.cost[:, order] < work.alone[order])
        if able.any():
            best = int(np.where(able, reduced[:, order], np.inf).argmin())
            team[order] = best
            room[best] -= work.use[best, order]
    return team


def _reduced(work: Work, price: Floats) -> Floats:
    with_price = np.where(work.may, work.cost + price[:, None] * work.use, np.inf)
    least = np.minimum(with_price.min(axis=0), work.alone)
    return np.asarray(with_price - least)


def _odds(reduced: Floats, team: Ints) -> Floats:
    """Teams whose orders cost more than the relaxation hopes for are chosen more often."""
    given = np.flatnonzero(team != NOBODY)
    loss = np.bincount(team[given], reduced[team[given], given], len(reduced))
    odds = loss + loss.mean() + 1e-9
    return np.asarray(odds / odds.sum())


def _exchange(
    work: Work, team: Ints, price: Floats, ends: float, rng: np.random.Generator, workers: int
) -> Ints:
    """Some teams at a time give their orders anew; as many teams as can be solved quickly."""
    reduced, many = _reduced(work, price), 4.0
    best, least = value(work, team), bound(work, price)
    while best - least >= 1 and (left := ends - time.perf_counter()) > QUICK:
        chosen = rng.choice(
            len(work.room), min(len(work.room), round(many)), replace=False, p=_odds(reduced, team)
        )
        free = np.flatnonzero(np.isin(team, chosen) | (team == NOBODY))
        solved = teams_solver.improve(
            work, team, free, chosen, reduced, seconds=min(STEP, left), workers=workers
        )
        if solved is None:
            many = max(2.0, many * 0.9)
            continue
        if solved.exact and len(chosen) == len(work.room):
            return solved.team
        many = min(float(len(work.room)), many * 1.05) if solved.exact else max(2.0, many * 0.9)
        now = value(work, solved.team)
        if now <= best:
            team, best = solved.team, now
    return team
