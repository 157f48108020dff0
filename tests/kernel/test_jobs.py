"""Jobs live in the database: gone with a rolled-back transaction, delivered again after a kill."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django_q.models import OrmQ, Schedule

from shijian.kernel import jobs

SAMPLES = "tests.kernel.job_samples"
ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import importlib, os
settings = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
settings.DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
settings.SECRET_KEY = os.environ["TEST_SECRET"]
settings.Q_CLUSTER = importlib.import_module("shijian.kernel.jobs").cluster_settings(
    workers=1, timeout=3, retry=4, poll=0.1
)
from django.core.management import execute_from_command_line
execute_from_command_line(["shijian", "worker"])
"""


def wait_for(condition, seconds=20):
    """Until the condition holds; the test fails when it does not in time."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return value


def words(path: Path) -> list[str]:
    """The words that jobs have written so far."""
    return path.read_text().split() if path.exists() else []


def database_for_workers(folder: Path) -> str:
    """The name of a database that other processes can open: of SQLite's, which lies in memory, a copy."""
    if connection.vendor == "postgresql":
        return str(connection.settings_dict["NAME"])
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "copy.sqlite3")) as copy:
        connection.connection.backup(copy)
    return str(folder / "copy.sqlite3")


def queue_length(name: str) -> int:
    """Jobs that the workers' database still holds."""
    if connection.vendor == "postgresql":
        return OrmQ.objects.count()
    with closing(sqlite3.connect(name, timeout=20)) as copy:
        return copy.execute("SELECT count(*) FROM django_q_ormq").fetchone()[0]


@pytest.fixture
def start_worker():
    """Start real workers, each in a process group of its own; none outlives the test."""
    started = []

    def start(name: str) -> subprocess.Popen:
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": django_settings.SETTINGS_MODULE,
            "TEST_DATABASE": name,
            "TEST_SECRET": django_settings.SECRET_KEY,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=env, cwd=ROOT, start_new_session=True)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


@pytest.fixture
def registry(monkeypatch):
    """An empty list of recurring jobs."""
    monkeypatch.setattr(jobs, "_recurring", {})


def test_a_job_of_a_rolled_back_transaction_does_not_exist(transactional_db):
    with transaction.atomic():
        jobs.enqueue(f"{SAMPLES}.tick")
        transaction.set_rollback(True)
    assert OrmQ.objects.count() == 0


def test_a_job_of_a_committed_transaction_is_there_once(transactional_db):
    with transaction.atomic():
        job = jobs.enqueue(f"{SAMPLES}.note", "path", word="x")
    package = OrmQ.objects.get().task
    assert (package["id"], package["args"], package["kwargs"]) == (job, ("path",), {"word": "x"})


def test_a_wrong_path_fails_at_once(db):
    with pytest.raises(ImportError):
        jobs.enqueue(f"{SAMPLES}.missing")


def test_an_argument_that_the_queue_would_swallow_is_refused(db):
    with pytest.raises(TypeError, match="group"):
        jobs.enqueue(f"{SAMPLES}.tick", group=1)


def test_schedules_follow_the_register(db, registry):
    Schedule.objects.create(name="another's", func="x.y", cluster="elsewhere")
    jobs.register("a", f"{SAMPLES}.tick", minutes=1)
    jobs.register("b", f"{SAMPLES}.tick", minutes=5)
    assert jobs.ensure_schedules() == jobs.ensure_schedules() == 2
    rows = Schedule.objects.order_by("name").values_list("name", "schedule_type", "minutes")
    assert list(rows) == [("a", "I", 1), ("another's", "O", None), ("b", "I", 5)]


def test_a_schedule_keeps_its_next_run_and_goes_with_its_job(db, registry):
    jobs.register("a", f"{SAMPLES}.tick", minutes=1)
    jobs.ensure_schedules()
    before = Schedule.objects.get().next_run
    jobs._recurring.clear()
    jobs.register("a", f"{SAMPLES}.tick", minutes=10)
    jobs.ensure_schedules()
    assert (Schedule.objects.get().next_run, Schedule.objects.get().minutes) == (before, 10)
    jobs._recurring.clear()
    assert jobs.ensure_schedules() == Schedule.objects.count() == 0


def test_a_name_stands_for_one_job(registry):
    jobs.register("a", f"{SAMPLES}.tick", minutes=1)
    jobs.register("a", f"{SAMPLES}.tick", minutes=1)
    with pytest.raises(ValueError, match="already"):
        jobs.register("a", f"{SAMPLES}.tick", minutes=2)


def test_the_job_of_a_killed_worker_is_delivered_again(transactional_db, tmp_path, start_worker):
    trace = tmp_path / "trace"
    jobs.enqueue(f"{SAMPLES}.hang_at_first", str(trace))
    name = database_for_workers(tmp_path)
    worker = start_worker(name)
    wait_for(lambda: words(trace))
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()
    assert queue_length(name) == 1
    start_worker(name)
    wait_for(lambda: len(words(trace)) == 2)
    wait_for(lambda: queue_length(name) == 0)
    assert len(set(words(trace))) == 2


def test_a_worker_told_to_stop_finishes_its_job(transactional_db, tmp_path, start_worker):
    trace = tmp_path / "trace"
    jobs.enqueue(f"{SAMPLES}.slow_note", str(trace))
    name = database_for_workers(tmp_path)
    worker = start_worker(name)
    wait_for(lambda: words(trace))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0
    assert (words(trace), queue_length(name)) == (["begun", "done"], 0)
