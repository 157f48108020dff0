"""The two problems of team orders that a solver answers: the relaxation in fractions, and the orders of a few teams."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from shijian.matching.flow import Unsolved
from shijian.matching.teams import NOBODY, Work
from shijian.matching.week import Floats, Ints

NEAR = 5


@dataclass(frozen=True)
class Solved:
    """Teams of all orders, and whether the part that was free is proven best."""

    team: Ints
    exact: bool


def relax(work: Work, *, seconds: float) -> tuple[Floats, Floats]:
    """Shares of each team in each order, and the price of the teams' room.

    Raises `Unsolved` without the solver, or where it needs more than so many seconds.
    """
    ends = time.perf_counter() + seconds
    try:
        from ortools.linear_solver import pywraplp  # type: ignore[import-untyped,unused-ignore]
    except ImportError as missing:
        raise Unsolved from missing
    solver = pywraplp.Solver.CreateSolver("GLOP")
    orders = [solver.RowConstraint(-solver.infinity(), 1, "") for _order in range(len(work.alone))]
    rooms = [solver.RowConstraint(-solver.infinity(), float(room), "") for room in work.room]
    goal, taken = solver.Objective(), {}
    for team, order in np.argwhere(work.may).tolist():
        taken[team, order] = share = solver.NumVar(0, 1, "")
        goal.SetCoefficient(share, float(work.cost[team, order] - work.alone[order]))
        orders[order].SetCoefficient(share, 1)
        rooms[team].SetCoefficient(share, float(work.use[team, order]))
    goal.SetMinimization()
    solver.SetTimeLimit(max(1, round(1000 * (ends - time.perf_counter()))))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise Unsolved
    shares = np.zeros(work.cost.shape)
    for (team, order), share in taken.items():
        shares[team, order] = share.solution_value()
    return shares, np.maximum(0, -np.array([room.dual_value() for room in rooms]))


def improve(
    work: Work, team: Ints, free: Ints, teams: Ints, reduced: Floats, *, seconds: float, workers: int
) -> Solved | None:
    """The orders in `free` given anew to `teams`, each to one of the `NEAR` cheapest by reduced cost or to its own.

    None where nothing was found in so many seconds. Raises `Unsolved` without the solver.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError as missing:
        raise Unsolved from missing
    model, pairs = cp_model.CpModel(), _pairs(work, team, free, teams, reduced)
    kept = np.setdiff1d(np.flatnonzero(team != NOBODY), free)
    used = np.bincount(team[kept], work.use[team[kept], kept], len(work.room)).astype(np.int64)
    taken = [model.new_bool_var("") for _pair in pairs]
    by_order, by_team = _grouped(pairs, taken)
    for chosen in by_order.values():
        model.add_at_most_one(chosen)
    for own, rows in by_team.items():
        model.add(
            sum(int(work.use[own, order]) * var for order, var in rows) <= int(work.room[own] - used[own])
        )
    for (own, order), var in zip(pairs, taken, strict=True):
        model.add_hint(var, bool(team[order] == own))
    gains = [int(work.cost[own, order] - work.alone[order]) for own, order in pairs]
    model.minimize(cp_model.LinearExpr.weighted_sum(taken, gains))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, workers
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    given = team.copy()
    given[free] = NOBODY
    for (own, order), var in zip(pairs, taken, strict=True):
        if solver.value(var):
            given[order] = own
    return Solved(given, status == cp_model.OPTIMAL)


def _pairs(work: Work, team: Ints, free: Ints, teams: Ints, reduced: Floats) -> list[tuple[int, int]]:
    part = reduced[np.ix_(teams, free)]
    rank = np.argsort(np.argsort(part, axis=0, kind="stable"), axis=0, kind="stable")
    kept = ((rank < NEAR) | (team[free][None, :] == teams[:, None])) & work.may[np.ix_(teams, free)]
    return [(int(teams[row]), int(free[column])) for row, column in np.argwhere(kept).tolist()]


def _grouped(
    pairs: list[tuple[int, int]], taken: list[Any]
) -> tuple[dict[int, list[Any]], dict[int, list[tuple[int, Any]]]]:
    by_order: dict[int, list[Any]] = {}
    by_team: dict[int, list[tuple[int, Any]]] = {}
    for (team, order), var in zip(pairs, taken, strict=True):
        by_order.setdefault(order, []).append(var)
        by_team.setdefault(team, []).append((order, var))
    return by_order, by_team
