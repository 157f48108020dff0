"""A server that is killed at any moment keeps what it acknowledged, and a request that is sent again counts once."""

from tests.recovery.killing import left_in, write_and_kill


def test_what_was_acknowledged_is_there_once(county_place):
    server, orders, checks = write_and_kill(county_place, writes=40, kills=5)
    rows, made = left_in(county_place)
    assert server.kills == 5
    assert {title: key for key, title, _state, _moves in rows} == orders
    assert len(rows) == len(orders) == 20
    assert [key for key, _title, _state, moves in rows if moves == 1] == sorted(checks)
    assert {moves for *_facts, moves in rows} == {1}
    assert made == [1] * len(rows)
    county_place.run("verify", "audit")
