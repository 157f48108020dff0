"""Ratios against a floor of the same run: both sides alternate, the floor stands at both ends, medians count."""

import statistics
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext


def seconds(call, *, rounds=1, watch=time.perf_counter):
    """Give the seconds of one call, averaged over `rounds`."""
    start = watch()
    for _ in range(rounds):
        call()
    return (watch() - start) / rounds


def own_watch():
    """The clock; on SQLite, where all work is done in this process, its processor, which others cannot slow down."""
    return time.process_time if connection.vendor == "sqlite" else time.perf_counter


def against(floor, ours, *, rounds=5, calls=10, watch=time.perf_counter):
    """Give (median floor, median ours) in seconds a call, alternating, floor first and last."""
    floors, mine = [seconds(floor, rounds=calls, watch=watch)], []
    for _ in range(rounds):
        mine.append(seconds(ours, rounds=calls, watch=watch))
        floors.append(seconds(floor, rounds=calls, watch=watch))
    return statistics.median(floors), statistics.median(mine)


def report(name, floor, ours, *, goal):
    """Print one line: throughput of ours as a share of the floor."""
    print(
        f"{name}: floor {floor * 1000:.2f} ms, ours {ours * 1000:.2f} ms, ratio {floor / ours:.2f} (goal {goal})"
    )


def queries_of(call):
    """Count the queries of one call."""
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)
