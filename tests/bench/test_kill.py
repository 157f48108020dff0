"""1,000 acknowledged writes while the server is killed fifty times; says how many were lost or doubled."""

import pytest

from tests.recovery.conftest import backed_up, county_place, databases  # noqa: F401 - fixtures
from tests.recovery.killing import left_in, write_and_kill

pytestmark = pytest.mark.bench


def test_kill(county_place):  # noqa: F811 - the fixture
    server, orders, checks = write_and_kill(county_place, writes=1000, kills=50)
    rows, made = left_in(county_place)
    found = {title: key for key, title, _state, _moves in rows}
    lost = sum(found.get(title) != key for title, key in orders.items())
    doubled = len(rows) - len(found) + sum(count != 1 for count in made) + sum(row[3] > 1 for row in rows)
    unchecked = len(set(checks) - {row[0] for row in rows if row[3] == 1})
    print(
        f"kill: {len(orders) + len(checks)} acknowledged writes, {server.kills} kills, "
        f"{lost + unchecked} lost, {doubled} doubled (goal 0 and 0)"
    )
    assert (lost, unchecked, doubled) == (0, 0, 0)
