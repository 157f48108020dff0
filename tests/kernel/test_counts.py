"""Rates are counted by all server processes together, and survive what happens to the file of the counts."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from shijian.kernel import counts

ASK = """
import time_machine, django
django.setup()
from django.conf import settings
from django.test import Client
from shijian.kernel import limits
settings.ALLOWED_HOSTS, limits.READ = ["testserver"], limits.Rate("read", 9)
print("ready", flush=True)
input()
with time_machine.travel("2026-11-24T09:00:10+08:00", tick=False):
    print(sum(Client().get("/api/v1/openapi.json").status_code == 200 for _ in range(6)), flush=True)
"""


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    yield tmp_path
    counts._mine.known = None


def test_two_server_processes_share_one_limit(tmp_path):
    env = os.environ | {
        "SHIJIAN_HOME": str(tmp_path),
        "DATABASE_URL": "",
        "SHIJIAN_RATE_LIMITS": "true",
        "PYTHONPATH": str(Path.cwd()),
        "DJANGO_SETTINGS_MODULE": "shijian.config.settings",
    }
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    servers = [subprocess.Popen([sys.executable, "-c", ASK], env=env, **pipes) for _ in range(2)]
    for server in servers:
        assert server.stdout.readline() == "ready\n"
    for server in servers:
        server.stdin.write("go\n")
        server.stdin.flush()
    assert sum(int(server.communicate(timeout=60)[0]) for server in servers) == 9


def test_threads_lose_no_count(home):
    def ask():
        for _ in range(50):
            counts.one_more("same", seconds=60)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts.one_more("same", seconds=60) == 201
    assert counts.one_more("other", seconds=60) == 1


def test_what_is_over_goes_and_the_file_names_nobody(home, time_machine):
    time_machine.move_to("2026-11-24T09:00:10+08:00", tick=False)
    for number in range(20):
        counts.one_more(f"address:10.0.0.{number}", seconds=120)
    time_machine.move_to("2026-11-24T09:03:10+08:00", tick=False)
    assert counts.one_more("account:1", seconds=120) == 1
    with closing(sqlite3.connect(home / counts.NAME)) as file:
        assert file.execute("SELECT count(*) FROM counts").fetchone() == (1,)
    assert b"10.0.0" not in b"".join(path.read_bytes() for path in home.glob(f"{counts.NAME}*"))


def test_without_its_file_a_process_counts_alone(home):
    (home / counts.NAME).mkdir()
    assert [counts.one_more("lonely", seconds=60) for _ in range(3)] == [1, 2, 3]


def test_a_file_that_somebody_holds_or_damaged_turns_nobody_away(home, monkeypatch):
    monkeypatch.setattr(counts, "PATIENCE_SECONDS", 0.05)
    assert counts.one_more("held", seconds=60) == 1
    with closing(sqlite3.connect(home / counts.NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert counts.one_more("held", seconds=60) == 1
        assert time.monotonic() - began < 2
        other.execute("ROLLBACK")
    assert counts.one_more("held", seconds=60) == 2
