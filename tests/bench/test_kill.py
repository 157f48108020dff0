"""Acknowledged writes of every kind while server, worker or PostgreSQL are killed; says how many were lost or doubled.

`SHIJIAN_BENCH_JOURNEYS` (1000) writes of each kind, on SQLite and on PostgreSQL where its server is installed.
"""

import os
import time

import pytest

from tests.recovery.cluster import Cluster, binaries
from tests.recovery.conftest import fast_folder
from tests.recovery.killing import KINDS, Writer, kill_server, problems, work_and_kill
from tests.recovery.places import Place

pytestmark = pytest.mark.bench
JOURNEYS = int(os.environ.get("SHIJIAN_BENCH_JOURNEYS", "1000"))
KILLS = max(4, JOURNEYS // 20)
SOUND = [0, JOURNEYS, JOURNEYS, JOURNEYS, 0, 0]


@pytest.fixture(params=["sqlite", "postgresql"])
def cluster(request):
    if request.param == "sqlite":
        yield None
        return
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    made = Cluster()
    yield made
    made.end()


@pytest.fixture
def place(cluster):
    made = Place(fast_folder(), cluster.url if cluster else "")
    made.run("migrate", "-v0")
    return made


def test_kill(place, cluster):
    """Server and database by turns while people write, then worker and database by turns while jobs run."""
    began, turns = time.monotonic(), {"of": 0}

    def kill(writer):
        turns["of"] += 1
        if cluster and turns["of"] % 2:
            cluster.kill()
        else:
            kill_server(writer)

    def back(*_writer):
        if cluster:
            cluster.start_again()

    def also():
        turns["of"] += 1
        if cluster and turns["of"] % 2:
            cluster.kill()
            cluster.start_again()

    writer = Writer(
        place, JOURNEYS, volunteers=max(4, JOURNEYS // 20), kills=KILLS, kill=kill, back=back
    ).run()
    lost, doubled = problems(place, writer)
    worker, left = work_and_kill(place, jobs=JOURNEYS, kills=KILLS // 4, also=also)
    place.run("verify", "audit")
    killed = f"{writer.server.kills} of the server, {worker.kills} of the worker"
    killed += f", {cluster.kills} of PostgreSQL" if cluster else ""
    print(
        f"kill: {JOURNEYS} acknowledged writes of each of {len(KINDS)} kinds and {JOURNEYS} jobs, kills: {killed}; "
        f"{len(lost)} lost, {len(doubled)} doubled (goal 0 and 0), jobs {left}, {time.monotonic() - began:.0f} s"
    )
    assert (lost, doubled, left) == ([], [], SOUND)
