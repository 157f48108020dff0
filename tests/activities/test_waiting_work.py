"""What waits for staff around sign-ups, and what the home pages show."""

import datetime as dt

import pytest

from shijian.activities.operations import blocks, leaving, rounds, scanning, sign_up, vouching
from shijian.activities.queries import attendance
from shijian.kernel import clock, worklist
from tests.conftest import actor_of
from tests.factories.activities import (
    ActivityFactory,
    ContestFactory,
    EntryFactory,
    JudgeFactory,
    RoundFactory,
    ScanFactory,
    ScanVerdictFactory,
    SignupFactory,
)
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


def test_times_entered_late_wait_for_somebody_else(feast, cast, county, login, time_machine):
    row = sign_up.sign_up(feast.session, feast.help, person=cast.volunteer, actor=actor_of(cast.volunteer))
    time_machine.move_to(feast.session.starts_at + dt.timedelta(days=4))
    facts = {"note": "手机坏了", "actor": actor_of(cast.station)}
    for kind, minutes in (("in", 0), ("out", 60)):
        at = feast.session.starts_at + dt.timedelta(minutes=minutes)
        scanning.scan_for(row, kind=kind, nonce=f"late-{kind}", at=at, **facts)
    assert lines(cast.station, "activity-vouch") == []  # who entered them does not decide
    assert lines(cast.hub, "activity-vouch") == [("端午包粽子", "2 条")]
    assert lines(cast.stranger, "activity-vouch") == []
    assert "端午包粽子" in login(cast.hub).get("/todo/?kind=activity-vouch").content.decode()
    waiting = list(attendance.waiting(feast.session))
    vouching.decide_scans(waiting[:1], counts=True, why="", actor=actor_of(cast.hub))
    assert lines(cast.hub, "activity-vouch") == [("端午包粽子", "1 条")]
    vouching.decide_scans(waiting[1:], counts=False, why="没有人看见", actor=actor_of(cast.hub))
    assert lines(cast.hub, "activity-vouch") == []


def test_an_objection_waits_and_what_is_about_the_officer_does_not(feast, cast, county):
    for person in (cast.volunteer, cast.hub):
        scan = ScanFactory(signup=SignupFactory(session=feast.session, opening=feast.help, person=person))
        ScanVerdictFactory(scan=scan, outcome="refused")
        vouching.object_to(scan, words="我在场", actor=actor_of(person))
    assert lines(cast.station, "activity-vouch") == [("端午包粽子", "2 条")]
    assert lines(cast.hub, "activity-vouch") == [("端午包粽子", "1 条")]


@pytest.mark.parametrize("count", [1, 3])
def test_meetings_with_entries_that_wait_are_one_query(cast, county, django_assert_num_queries, count):
    for number in range(count):
        activity = ActivityFactory(published=True, unit=county.station, title=f"活动{number}")
        scan = ScanFactory(signup__session__activity=activity, signup__opening__activity=activity)
        ScanVerdictFactory(scan=scan, outcome="waiting")
    actor = actor_of(cast.hub)
    with django_assert_num_queries(1):
        rows, _more = worklist.waiting(actor, kind="activity-vouch")
    assert len(rows) == count


def test_results_wait_when_every_round_is_held(cast, county):
    activity = ActivityFactory(
        published=True, unit=county.station, organiser=cast.station, title="家风故事会"
    )
    contest = ContestFactory(activity=activity, state="running")
    EntryFactory(contest=contest)
    final = RoundFactory(contest=contest)
    assert lines(cast.hub, "contest-publish") == []
    final.closed_at = clock.now()
    final.save()
    assert lines(cast.hub, "contest-publish") == [("家风故事会", cast.station.name)]
    assert lines(cast.stranger, "contest-publish") == []
    judge = JudgeFactory(contest=contest, person=cast.hub)
    assert lines(cast.hub, "contest-publish") == []
    rounds.end_judge(judge, actor=actor_of(cast.station))
    EntryFactory(contest=contest, contact=cast.hub)
    assert lines(cast.hub, "contest-publish") == []
    assert lines(cast.station, "contest-publish") == [("家风故事会", cast.station.name)]
