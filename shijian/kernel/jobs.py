"""Background jobs, kept in the database itself: a job is there exactly when its transaction is committed.

A job may run twice (a killed worker's jobs are delivered again), so every job must be idempotent. Arguments
are ids and plain values, never objects and never personal data.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.module_loading import import_string

NAME = "shijian"
LOCK = 7_424_420
RESERVED = frozenset(
    (
        *("hook", "group", "save", "sync", "cached", "ack_failure", "iter_count", "iter_cached"),
        *("chain", "broker", "cluster", "timeout", "task_name", "q_options"),
    )
)


@dataclass(frozen=True, slots=True)
class Recurring:
    """A function without arguments that the worker calls again and again."""

    name: str
    func: str
    minutes: int


_recurring: dict[str, Recurring] = {}


def cluster_settings(
    *, workers: int = 2, timeout: int = 300, retry: int = 360, attempts: int = 10, poll: float = 1.0
) -> dict[str, Any]:
    """The value of the setting Q_CLUSTER.

    A job is stopped after `timeout` seconds; one that failed, or whose worker died, is delivered again after
    `retry` seconds (more than `timeout`), `attempts` times in all. `poll` is the pause of an idle worker.
    """
    return {
        "name": NAME,
        "label": NAME,
        "orm": "default",
        "workers": workers,
        "queue_limit": 2 * workers,
        "timeout": timeout,
        "retry": retry,
        "max_attempts": attempts,
        "poll": poll,
        "catch_up": False,
        "save_limit": 100,
        "save_limit_per": "func",
    }


def enqueue(func: str, *args: Any, **kwargs: Any) -> str:
    """Have the worker call `func(*args, **kwargs)` once this transaction is committed; returns the job's id.

    ImportError if the dotted path names nothing, so that a wrong one fails here and not in the worker.
    TypeError for an argument whose name the queue keeps for itself.
    """
    from django_q.tasks import async_task

    import_string(func)
    if taken := RESERVED & kwargs.keys():
        raise TypeError(f"the queue would take {sorted(taken)} for its own options")
    return str(async_task(func, *args, **kwargs))


def register(name: str, func: str, *, minutes: int) -> None:
    """Have the worker call `func` every so many minutes; for AppConfig.ready. ValueError for a taken name."""
    job = Recurring(name, func, minutes)
    if _recurring.setdefault(name, job) != job:
        raise ValueError(f"another recurring job is already named {name}")


def recurring() -> list[Recurring]:
    """All registered jobs, by name."""
    return sorted(_recurring.values(), key=lambda job: job.name)


def ensure_schedules() -> int:
    """Bring the stored schedules in line with the registered jobs; returns their number. Any number of times.

    A job that is no longer registered is forgotten; one that is keeps its next run.
    """
    from django_q.models import Schedule

    with transaction.atomic():
        _one_at_a_time()
        Schedule.objects.filter(cluster=NAME).exclude(name__in=_recurring).delete()
        for job in recurring():
            _ensure(job)
    return len(_recurring)


def _ensure(job: Recurring) -> None:
    from django_q.models import Schedule

    import_string(job.func)
    values = {"func": job.func, "minutes": job.minutes, "schedule_type": Schedule.MINUTES, "repeats": -1}
    Schedule.objects.update_or_create(name=job.name, cluster=NAME, defaults=values)


def _one_at_a_time() -> None:
    """Keep two workers that start together from both adding a schedule; SQLite's transactions do it alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
