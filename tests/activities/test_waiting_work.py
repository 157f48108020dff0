"""What waits for staff around sign-ups, and what the home pages show."""

import datetime as dt

from shijian.activities.operations import blocks, leaving, sign_up
from shijian.kernel import worklist
from tests.conftest import actor_of
from tests.factories.people import AccountFactory, PersonFactory


def lines(person, kind):
    rows, _more = worklist.waiting(actor_of(person), kind=kind)
    return [(row.line.title, row.line.who) for row in rows]


def offered(feast, cast, first, second):
    """Three places are taken, `second` waits; the first one leaves, so that `second` is offered the place."""
    run = actor_of(cast.leader)
    rows = [sign_up.sign_up(feast.session, feast.part, person=each, actor=run) for each in first]
    row = sign_up.sign_up(feast.session, feast.part, person=second, actor=run)
    leaving.withdraw(rows[0], reason="", actor=run)
    row.refresh_from_db()
    assert row.state == "offered"
    return row


def test_offers_to_people_without_an_account_wait_for_a_phone_call(feast, cast, county):
    row = offered(feast, cast, [PersonFactory(unit=county.station) for _n in range(3)], PersonFactory())
    assert lines(cast.station, "activity-offer") == [("端午包粽子", row.person.name)]
    assert lines(cast.stranger, "activity-offer") == []
    sign_up.accept_place(row, actor=actor_of(cast.station))
    assert lines(cast.station, "activity-offer") == []


def test_offers_to_people_with_an_account_stand_on_their_home_page(feast, cast, county, login):
    offered(feast, cast, [PersonFactory(unit=county.station) for _n in range(3)], cast.resident)
    assert lines(cast.station, "activity-offer") == []
    page = login(cast.resident).get("/").content.decode()
    assert "有空位给您了" in page
    assert "端午包粽子" in page
    other = AccountFactory(person__unit=county.station).person
    assert "端午包粽子" not in login(other).get("/").content.decode()


def test_the_next_activity_stands_on_the_home_page(feast, cast, login):
    sign_up.sign_up(feast.session, feast.help, person=cast.volunteer, actor=actor_of(cast.volunteer))
    assert "端午包粽子" in login(cast.volunteer).get("/").content.decode()


def test_places_of_a_team_without_a_name_wait_near_their_day(feast, cast, time_machine):
    time_machine.move_to(feast.session.starts_at - dt.timedelta(days=4))
    (place,) = blocks.take_block(
        feast.session, feast.help, team=cast.team, count=1, actor=actor_of(cast.leader)
    )
    assert lines(cast.station, "activity-unnamed") == []
    time_machine.move_to(feast.session.starts_at - dt.timedelta(days=2))
    assert lines(cast.station, "activity-unnamed") == [("端午包粽子", cast.team.name)]
    assert lines(cast.stranger, "activity-unnamed") == []
    blocks.name_member(place, person=cast.volunteer, actor=actor_of(cast.leader))
    assert lines(cast.station, "activity-unnamed") == []
