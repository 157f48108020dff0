"""Server, worker or PostgreSQL killed at any moment: what was acknowledged is there, once, and the trail is whole.

A short version of `make bench ARGS="-k kill"`.
"""

import os

import pytest

from tests.recovery.cluster import Cluster
from tests.recovery.conftest import fast_folder
from tests.recovery.killing import KINDS, Writer, kill_server, problems, work_and_kill
from tests.recovery.places import Place

ON_POSTGRES = bool(os.environ.get("DATABASE_URL"))


@pytest.fixture(scope="module")
def cluster():
    """A cluster of the test's own where the suite runs on PostgreSQL."""
    if not ON_POSTGRES:
        yield None
        return
    made = Cluster()
    yield made
    made.end()


@pytest.fixture(scope="module")
def place(cluster):
    made = Place(fast_folder(), cluster.url if cluster else "")
    made.run("migrate", "-v0")
    return made


def test_nothing_acknowledged_is_lost_or_doubled(place, cluster):
    """The server is killed, then PostgreSQL, in the middle of the writes of some orders."""

    def kill(writer):
        if cluster and writer.server.kills:
            cluster.kill()
        else:
            kill_server(writer)

    def back(_writer):
        if cluster:
            cluster.start_again()

    writer = Writer(place, journeys=4, kills=2, kill=kill, back=back).run()
    assert (writer.server.kills, cluster.kills if cluster else 1) == ((1, 1) if cluster else (2, 1))
    assert writer.acknowledged == dict.fromkeys(KINDS, 4)
    assert problems(place, writer) == ([], [])

    worker, left = work_and_kill(place, jobs=6, kills=1, most=0.05)
    assert (worker.kills, left) == (1, [0, 6, 6, 6, 0, 0])
    assert "0" in place.run("verify", "audit")
