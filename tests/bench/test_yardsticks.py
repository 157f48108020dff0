"""Public instances: `make bench BENCH_DATA=folder` with `gap/` and `goma/` (see their own README); left out without.

GAP: our team orders against plain CP-SAT and plain HiGHS, GAP_SECONDS each, with the best values known. Traces of
gMission and EverySender: promising at the last moment from a plan of what is there, against the optimum that knows all.
"""

import csv
import os
import statistics
from pathlib import Path

import numpy as np
import pytest

from shijian.matching import flow, teams, teams_search
from shijian.matching.network import Network
from shijian.matching.teams import Work

DATA = os.environ.get("BENCH_DATA", "")
pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not DATA, reason="BENCH_DATA=folder gives the public instances"),
]
SECONDS = float(os.environ.get("GAP_SECONDS", "30"))
ONLY = os.environ.get("GAP_ONLY", "")
ALONE = 100_000


def instances():
    """Types C, D and E with the best value known."""
    if not DATA:
        return []
    known = csv.DictReader((Path(DATA) / "gap/best_known.csv").read_text().splitlines())
    found = {
        row["Path"]: int(row["Best known solution value"])
        for row in known
        if row["Best known solution value"]
    }
    paths = sorted((Path(DATA) / "gap/yagiura2004").iterdir())
    return [(path, found[f"yagiura2004/{path.name}"]) for path in paths if ONLY in path.name]


def read(path):
    """Agents, orders, rows of cost, rows of use, room."""
    numbers = np.array(path.read_text().split(), np.int64)
    agents, orders = numbers[:2].tolist()
    size = agents * orders
    cost, use = numbers[2 : 2 + size], numbers[2 + size : 2 + 2 * size]
    shape = (agents, orders)
    return Work(
        cost.reshape(shape),
        use.reshape(shape),
        numbers[2 + 2 * size :][:agents],
        np.full(orders, ALONE),
        np.ones(shape, bool),
    )


def off(value, best):
    return 100 * (value - best) / best


def test_teams():
    rows = []
    for path, best in instances():
        work = read(path)
        made = teams_search.assign(work, seconds=SECONDS)
        assert made.value == teams.value(work, made.team)
        rows.append((len(work.alone), off(made.value, best), off(cp_sat(work), best), off(highs(work), best)))
        _size, ours, sat, mip = rows[-1]
        print(f"\n{path.name}: ours {ours:.3f} %, CP-SAT {sat:.3f} %, HiGHS {mip:.3f} % over the best known")
    for name, few in (("up to 400 orders (goal 0.25)", True), ("900 orders (goal 0.45)", False)):
        part = [row for row in rows if (row[0] <= 400) is few]
        if part:
            ours, sat, mip = (statistics.mean(row[each] for row in part) for each in (1, 2, 3))
            print(
                f"GAP, {name}: ours {ours:.3f} %, plain CP-SAT {sat:.3f} %, plain HiGHS {mip:.3f} %, "
                f"{SECONDS:.0f} s each"
            )


def cp_sat(work):
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    taken = [[model.new_bool_var("") for _order in work.alone] for _team in work.room]
    for order in range(len(work.alone)):
        model.add_exactly_one(row[order] for row in taken)
    for team, room in enumerate(work.room.tolist()):
        model.add(cp_model.LinearExpr.weighted_sum(taken[team], work.use[team].tolist()) <= room)
    flat = [each for row in taken for each in row]
    model.minimize(cp_model.LinearExpr.weighted_sum(flat, work.cost.ravel().tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = SECONDS, 2
    status = solver.solve(model)
    return solver.objective_value if status in {cp_model.OPTIMAL, cp_model.FEASIBLE} else np.nan


def highs(work):
    from ortools.linear_solver import pywraplp

    solver = pywraplp.Solver.CreateSolver("HIGHS")
    taken = [[solver.BoolVar("") for _order in work.alone] for _team in work.room]
    for order in range(len(work.alone)):
        solver.Add(sum(row[order] for row in taken) == 1)
    for team, room in enumerate(work.room.tolist()):
        solver.Add(
            solver.Sum(int(use) * var for use, var in zip(work.use[team], taken[team], strict=True)) <= room
        )
    costs = (
        int(cost) * var
        for row, vars_ in zip(work.cost, taken, strict=True)
        for cost, var in zip(row, vars_, strict=True)
    )
    solver.Minimize(solver.Sum(costs))
    solver.SetTimeLimit(int(SECONDS * 1000))
    status = solver.Solve()
    found = status in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}
    return solver.Objective().Value() if found else np.nan


@pytest.mark.parametrize(("folder", "greedy"), [("gMission_cap1", 95.0), ("EverySender_cap1", 92.5)])
def test_traces(folder, greedy):
    value, workers, tasks = trace(Path(DATA) / "goma" / folder / "data_00.txt")
    everybody = matched(value)
    best = value[tuple(everybody.T)].sum()
    share = 100 * last_moment(value, workers, tasks) / best
    print(
        f"\n{folder}: promised at the last moment {share:.1f} % of the optimum {best:.1f} that knows all "
        f"(greedy {greedy} %)"
    )


def trace(path):
    """Value of each pair, and begin and end of workers and of tasks."""
    rows = [line.split() for line in path.read_text().splitlines()[1:] if line.strip()]
    workers = np.array([[float(row[each]) for each in (0, 2, 3, 4, 6, 7)] for row in rows if row[1] == "w"])
    tasks = np.array([[float(row[each]) for each in (0, 2, 3, 4, 5)] for row in rows if row[1] == "t"])
    begin, x, y, radius, stay, rate = workers.T[:, :, None]
    task_begin, task_x, task_y, task_stay, pay = tasks.T
    near = np.hypot(x - task_x, y - task_y) <= radius
    together = (begin <= task_begin + task_stay) & (task_begin <= begin + stay)
    spans = [
        np.column_stack((each[:, 0], each[:, 0] + stays))
        for each, stays in ((workers, workers[:, 4]), (tasks, task_stay))
    ]
    return np.where(near & together, rate * pay, 0), *spans


def last_moment(value, workers, tasks):
    """Whoever is about to leave takes what a plan of all that are there gives him."""
    leaving = sorted(
        [(end, 0, each) for each, (_b, end) in enumerate(workers)]
        + [(end, 1, each) for each, (_b, end) in enumerate(tasks)]
    )
    free, total = [np.ones(len(workers), bool), np.ones(len(tasks), bool)], 0.0
    for now, side, who in leaving:
        if not free[side][who]:
            continue
        here = [
            np.flatnonzero(each & (span[:, 0] <= now) & (span[:, 1] >= now))
            for each, span in zip(free, (workers, tasks), strict=True)
        ]
        part = value[np.ix_(*here)]
        for row, column in matched(part).tolist():
            pair = int(here[0][row]), int(here[1][column])
            if pair[side] == who:
                total += value[pair]
                free[0][pair[0]] = free[1][pair[1]] = False
    return total


def matched(value):
    """Pairs of the matching that is worth most, by our own flow."""
    rows, columns = np.nonzero(value)
    if not len(rows):
        return np.empty((0, 2), np.int64)
    left, right = value.shape
    source, sink = left + right, left + right + 1
    most = min(left, right)
    tail = np.concatenate((rows, np.full(left, source), left + np.arange(right), [source]))
    head = np.concatenate((left + columns, np.arange(left), np.full(right, sink), [sink]))
    capacity = np.concatenate((np.ones(len(rows) + left + right, np.int64), [most]))
    cost = np.concatenate(
        (-np.rint(value[rows, columns] * 10_000).astype(np.int64), np.zeros(left + right + 1, np.int64))
    )
    supply = np.zeros(sink + 1, np.int64)
    supply[source], supply[sink] = most, -most
    used = (
        flow.solve(Network(tail, head, capacity, cost, supply, len(rows), np.empty(0), 0, 0))[: len(rows)] > 0
    )
    return np.column_stack((rows[used], columns[used]))
