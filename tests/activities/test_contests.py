"""Contests: fair draws, judges who are no parties, results that stay; a boat race, a dance evening, a story contest."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from shijian.activities.models import Mark, Result, Start
from shijian.activities.operations import contests, results, rounds
from shijian.activities.queries import standings
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory
from tests.factories.people import AccountFactory, AppointmentFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory


@pytest.fixture
def stage(cast, county):
    """`make(**facts)` sets up a contest of the station's activity, as the station head."""

    def make(**facts):
        activity = ActivityFactory(
            published=True, unit=county.station, organiser=cast.station, title="广场舞之夜"
        )
        given_ = {
            "scoring": "points",
            "entry_kind": "household",
            "awards": [["一等奖", 1], ["二等奖", 1]],
        } | facts
        return contests.set_up_contest(activity, facts=given_, actor=actor_of(cast.station))

    return make


def _enter(contest, county, count):
    people = [AccountFactory(person__unit=county.station).person for _n in range(count)]
    return [
        contests.enter_contest(contest, name=f"第{n}家", contact=person, actor=actor_of(person))
        for n, person in enumerate(people, 1)
    ]


def _judges(contest, county, cast, count):
    people = [AccountFactory(person__unit=county.hub).person for _n in range(count)]
    return [rounds.appoint_judge(contest, person=person, actor=actor_of(cast.station)) for person in people]


def test_a_story_contest_from_entry_to_prize(stage, cast, county):
    contest = stage(drops_extremes=True)
    entries = _enter(contest, county, 3)
    judges = _judges(contest, county, cast, 4)
    run = actor_of(cast.station)
    last = rounds.draw_round(
        contest, name="决赛", lanes=1, actor=run, begins_at=contest.activity.made_at, minutes=10
    )
    points = {1: (900, 950, 800, 1000), 2: (900, 901, 902, 903), 3: (700, 700, 700, 700)}
    for start in last.starts.all():
        for judge, value in zip(judges, points[start.entry.number], strict=True):
            rounds.give_mark(start, value=value, judge=judge, actor=actor_of(judge.person))
    rounds.close_round(last, actor=run)
    other = AccountFactory(person__unit=county.station).person
    AppointmentFactory(person=other, unit=county.station, role="station")
    published = results.publish_results(contest, actor=actor_of(other))
    assert [(r.entry.number, r.rank, r.value, r.award) for r in published] == [
        (1, 1, 925, "一等奖"), (2, 2, 902, "二等奖"), (3, 3, 700, ""),
    ]  # fmt: skip
    assert "一等奖" in Message.objects.filter(person=entries[0].contact).latest("pk").text
    with pytest.raises(WrongState):
        results.publish_results(contest, actor=actor_of(other))


def test_a_boat_race_with_heats_and_a_final(stage, cast, county):
    contest = stage(scoring="time", entry_kind="team", measure="秒")
    run = actor_of(cast.station)
    for n in range(4):
        leader = VolunteerFactory(person__unit=county.station)
        AccountFactory(person=leader.person)
        team = TeamFactory(unit=county.station, name=f"龙舟{n}队")
        TeamMemberFactory(team=team, volunteer=leader, role="leader")
        contests.enter_contest(
            contest,
            name=team.name,
            team=team,
            contact=leader.person,
            people=12,
            actor=actor_of(leader.person),
        )
    heats = rounds.draw_round(
        contest, name="预赛", lanes=2, go_on=2, actor=run,
        begins_at=dt.datetime(2026, 6, 19, 1, tzinfo=dt.UTC), minutes=15,
    )  # fmt: skip
    starts = list(heats.starts.all())
    assert [(s.heat, s.lane) for s in starts] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert (starts[2].at - starts[0].at) == dt.timedelta(minutes=15)
    for start in starts:
        rounds.give_mark(start, value=10_000 + start.entry.number, actor=run)
    with pytest.raises(WrongState):
        rounds.draw_round(contest, name="决赛", lanes=2, actor=run)
    rounds.close_round(heats, actor=run)
    final = rounds.draw_round(contest, name="决赛", lanes=2, actor=run)
    assert sorted(final.starts.values_list("entry__number", flat=True)) == [1, 2]
    second = final.starts.get(entry__number=2)
    rounds.give_mark(second, value=9_000, actor=run)
    rounds.set_status(final.starts.get(entry__number=1), status="gave-up", actor=run)
    rounds.close_round(final, actor=run)
    assert [(line.start.entry.number, line.rank) for line in standings.final(contest)] == [
        (2, 1), (1, None), (3, 3), (4, 4),
    ]  # fmt: skip


def test_a_judge_has_no_entry_and_marks_nobody_elses_sheet(stage, cast, county):
    contest = stage()
    entry = _enter(contest, county, 1)[0]
    judge, other = _judges(contest, county, cast, 2)
    with pytest.raises(Conflict):
        rounds.appoint_judge(contest, person=entry.contact, actor=actor_of(cast.station))
    start = rounds.draw_round(contest, name="决赛", lanes=1, actor=actor_of(cast.station)).starts.get()
    with pytest.raises(NotAllowed):
        rounds.give_mark(start, value=800, judge=judge, actor=actor_of(other.person))
    with pytest.raises(NotAllowed):
        rounds.give_mark(start, value=800, judge=judge, actor=actor_of(entry.contact))
    with pytest.raises(Invalid):
        rounds.give_mark(start, value=10_001, judge=judge, actor=actor_of(judge.person))
    first = rounds.give_mark(start, value=800, judge=judge, actor=actor_of(judge.person))
    with pytest.raises(Conflict):
        rounds.give_mark(start, value=900, judge=judge, actor=actor_of(judge.person))
    with pytest.raises(Invalid):
        rounds.correct_mark(first, value=900, reason=" ", actor=actor_of(judge.person))
    rounds.correct_mark(first, value=900, reason="看错一行", actor=actor_of(judge.person))
    assert list(Mark.objects.order_by("pk").values_list("value", "reason")) == [(800, ""), (900, "看错一行")]
    assert [line.value for line in standings.lines(start.round)] == [900]
    with pytest.raises(Conflict, match="第1家"):
        rounds.close_round(start.round, actor=actor_of(cast.station))


def test_who_judges_does_not_publish(stage, cast, county):
    contest = stage()
    _enter(contest, county, 1)
    judge = rounds.appoint_judge(contest, person=cast.station, actor=actor_of(cast.station))
    run = actor_of(cast.station)
    final = rounds.draw_round(contest, name="决赛", lanes=1, actor=run)
    rounds.give_mark(final.starts.get(), value=100, judge=judge, actor=run)
    rounds.close_round(final, actor=run)
    with pytest.raises(OwnEntry):
        results.publish_results(contest, actor=run)
    with pytest.raises(NotAllowed):
        results.publish_results(contest, actor=actor_of(cast.stranger))
    assert Result.objects.count() == 0


def test_entries_are_bounded_named_once_and_end_with_the_draw(stage, cast, county):
    contest = stage(most_entries=2)
    entries = _enter(contest, county, 2)
    third = AccountFactory(person__unit=county.station).person
    with pytest.raises(Conflict):
        contests.enter_contest(contest, name="第3家", contact=third, actor=actor_of(third))
    contests.withdraw_entry(entries[0], actor=actor_of(entries[0].contact))
    with pytest.raises(Conflict):
        contests.enter_contest(contest, name="第2家", contact=third, actor=actor_of(third))
    again = contests.enter_contest(contest, name="第1家", contact=third, actor=actor_of(third))
    assert again.number == 3
    rounds.draw_round(contest, name="决赛", lanes=5, actor=actor_of(cast.station))
    with pytest.raises(WrongState):
        contests.enter_contest(contest, name="第4家", contact=third, actor=actor_of(third))
    with pytest.raises(WrongState):
        contests.set_up_contest(contest.activity, facts={"scoring": "time"}, actor=actor_of(cast.station))
    assert list(Start.objects.values_list("entry__number", flat=True).order_by("entry__number")) == [2, 3]


def test_a_stranger_reaches_no_draft_contest(cast, county):
    activity = ActivityFactory(unit=county.station, organiser=cast.station)
    facts = {"scoring": "time", "entry_kind": "person"}
    contest = contests.set_up_contest(activity, facts=facts, actor=actor_of(cast.station))
    with pytest.raises(OutOfReach):
        contests.enter_contest(contest, name="我", contact=cast.resident, actor=actor_of(cast.resident))
    with pytest.raises(OutOfReach):
        contests.set_up_contest(activity, facts=facts, actor=actor_of(cast.stranger))


def test_marks_and_results_cannot_be_rewritten(stage, cast, county):
    contest = stage(scoring="count", entry_kind="household")
    _enter(contest, county, 1)
    start = rounds.draw_round(contest, name="决赛", lanes=1, actor=actor_of(cast.station)).starts.get()
    mark = rounds.give_mark(start, value=300, actor=actor_of(cast.station))
    with pytest.raises(DatabaseError), transaction.atomic():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("UPDATE activities_mark SET value = 999 WHERE id = %s", [mark.pk])


@given(st.sets(st.integers(1, 500), max_size=40), st.text("0123456789abcdef", min_size=16, max_size=16))
def test_a_draw_keeps_everybody_once_and_can_be_done_again(numbers, seed):
    order = standings.drawn(numbers, seed)
    assert sorted(order) == sorted(numbers)
    assert order == standings.drawn(sorted(numbers, reverse=True), seed)
