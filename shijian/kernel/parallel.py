"""Long reads cut into parts, done by several processes side by side where the machine has the cores for it.

A part only reads. On PostgreSQL all parts see one moment (an exported snapshot). On SQLite each part sees a moment of
its own, none before the first: parts that belong together must agree on the last key that they look at, and read only
rows up to it that nobody may change. With one core, inside a transaction (nobody else sees its rows), with a database
in memory or beside other threads, this process does one part after the other.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection, connections, transaction

T = TypeVar("T")
MOST = 8
# No compiling and no spilling for statements that run over whole tables.
SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL max_parallel_workers_per_gather = 0"


def found(plan: Callable[[], Sequence[Callable[[], Iterable[T]]]]) -> Iterator[T]:
    """What the parts of a plan find, in their order; the longest part best comes first. Parts must be picklable."""
    hands = _hands()
    if hands < 2:
        with reading():
            for part in plan():
                yield from part()
        return
    connections.close_all()  # a connection must not cross a fork
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(hands, mp_context=context) as pool:
        pool.submit(os.getpid).result()  # all of them are made before this process connects again
        with reading() as moment:
            waiting = [pool.submit(_at, moment, part) for part in plan()]
            for each in waiting:
                yield from each.result()


@contextmanager
def reading(moment: str = "") -> Iterator[str]:
    """See one moment of the database in all reads, and block nobody; gives what others need to see the same one."""
    if connection.in_atomic_block:
        yield ""
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            if moment:
                cursor.execute("SET TRANSACTION SNAPSHOT %s", [moment])
            cursor.execute(SETTINGS)
            cursor.execute("SELECT pg_export_snapshot()")
            yield moment or str(cursor.fetchone()[0])
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield ""
            finally:
                cursor.execute("ROLLBACK")


def _at(moment: str, part: Callable[[], Iterable[T]]) -> list[T]:
    with reading(moment):
        return list(part())


def _hands() -> int:
    """How many processes may work: as many as there are cores for them, one where others cannot see the rows."""
    alone = (
        connection.in_atomic_block
        or not hasattr(os, "sched_getaffinity")
        or threading.active_count() > 1
        or multiprocessing.current_process().daemon
        or (connection.vendor == "sqlite" and connection.is_in_memory_db())  # type: ignore[attr-defined]
    )
    return 1 if alone else min(MOST, len(os.sched_getaffinity(0)))
