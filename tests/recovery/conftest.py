"""A small county in an installation of its own, with one backup of it."""

import os
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.recovery.places import Databases, Place

PHOTO = b"RIFF a picture that nobody else has " * 40_000


def fast_folder():
    """A folder where the home of the suite lies: in memory where there is some."""
    return Path(tempfile.mkdtemp(dir=os.environ["SHIJIAN_HOME"]))


@pytest.fixture(scope="session")
def databases():
    made = Databases()
    yield made
    made.drop()


@pytest.fixture(scope="session")
def county_place(databases):
    """A county that runs: units, people, orders, records, audit trail, one upload."""
    place = Place(fast_folder(), databases.new())
    place.run("migrate", "-v0")
    place.run("demo", "--volunteers", "20", "--orders", "20", "--teams", "5")
    picture = place.home / "files" / "pictures" / "a-1280.webp"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(PHOTO)
    place.run("backup", "setup")
    return place


@pytest.fixture(scope="session")
def backed_up(county_place):
    """`.data` and `.keys` hold a backup of the county; `.said` is what the command printed."""
    folder = fast_folder()
    data, keys = folder / "data", folder / "keys"
    said = county_place.run("backup", "--to", data, "--keys-to", keys)
    return SimpleNamespace(data=data, keys=keys, said=said)


@pytest.fixture
def new_place(databases):
    """`new_place()` is an empty installation; `new_place(sqlite=True)` one on SQLite whatever the suite runs on."""

    def make(*, sqlite=False):
        return Place(fast_folder(), "" if sqlite else databases.new())

    return make
