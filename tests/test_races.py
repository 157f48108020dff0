"""Every operation that takes something scarce, by several threads at once on both databases: one gets it, once."""

import importlib
import re
from pathlib import Path

import pytest

from tests import racing, scarce
from tests.factories.people import AccountFactory  # noqa: F401 - the factories load before the threads begin
from tests.people.sms_gateway import Gateway
from tests.races import ledgers, orders, people, points, register, shop, stars  # noqa: F401 - they enter their races
from tests.test_completeness import _operations

ROOT = Path(__file__).parents[1]


@pytest.fixture
def gateway(settings, cast):
    """A gateway for text messages on the loopback, as `cast.gateway`."""
    cast.gateway = server = Gateway()
    settings.SMS = server.settings
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("race", racing.RACES, ids=lambda race: race.__name__)
def test_only_one_gets_it(cast, county, gateway, race):
    prepared = race(cast, county)
    assert racing.run(prepared.calls) in prepared.won
    assert prepared.left() == prepared.expected


def test_every_operation_is_raced_or_says_why_not():
    """An operation is in a race, raced by a test elsewhere, or takes nothing that another could take."""
    named = [*racing.RACED, *scarce.ELSEWHERE, *scarce.PLAIN]
    assert set(_operations()) - set(named) == set()
    assert sorted(set(racing.RACED) & set(scarce.PLAIN)) == []


@pytest.mark.parametrize("name", sorted({*racing.RACED, *scarce.ELSEWHERE, *scarce.PLAIN}))
def test_what_is_named_is_there(name):
    module, _, function = name.rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize("test", sorted(set(scarce.ELSEWHERE.values())))
def test_what_is_raced_elsewhere_is_there(test):
    file, _, function = test.partition("::")
    assert re.search(rf"^def {function}\(", (ROOT / file).read_text(), re.MULTILINE)
