"""Signing up, the waiting list, leaving: nobody loses a place, none is sold twice, the order of waiting holds."""

import datetime as dt

import pytest

from shijian.activities.enums import Refusal, SignupState
from shijian.activities.models import Signup
from shijian.activities.operations import blocks, capacity, leaving, sign_up, standing, swaps, sweep
from shijian.activities.queries import seats
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, SessionFactory
from tests.factories.people import AccountFactory
from tests.factories.volunteers import VolunteerFactory

TAKEN, WAITING, OFFERED = SignupState.TAKEN, SignupState.WAITING, SignupState.OFFERED


def _people(count, unit):
    return [AccountFactory(person__unit=unit).person for _n in range(count)]


def _join(feast, person, opening=None):
    return sign_up.sign_up(feast.session, opening or feast.part, person=person, actor=actor_of(person))


def _states(feast, opening=None):
    rows = Signup.objects.filter(session=feast.session, opening=opening or feast.part).order_by("pk")
    return list(rows.values_list("state", "seat"))


def test_three_places_and_then_the_waiting_list(feast, county):
    people = _people(5, county.station)
    for person in people:
        _join(feast, person)
    assert _states(feast) == [(TAKEN, 1), (TAKEN, 2), (TAKEN, 3), (WAITING, None), (WAITING, None)]
    assert seats.place_in_line(Signup.objects.get(person=people[4])) == 2


def test_a_place_that_frees_is_offered_to_who_waits_longest_and_lapses(feast, county, time_machine):
    people = _people(5, county.station)
    rows = [_join(feast, person) for person in people]
    leaving.withdraw(rows[1], reason="", actor=actor_of(people[1]))
    assert _states(feast)[3:] == [(OFFERED, 2), (WAITING, None)]
    assert "06-16 21:00" in Message.objects.filter(person=people[3]).latest("pk").text
    time_machine.move_to(dt.datetime(2026, 6, 17, 1, 0, tzinfo=dt.UTC))
    sweep.sweep()
    assert [state for state, _seat in _states(feast)[3:]] == ["lapsed", OFFERED]
    accepted = sign_up.accept_place(Signup.objects.get(person=people[4]), actor=actor_of(people[4]))
    assert accepted.state == TAKEN
    with pytest.raises(WrongState):
        sign_up.accept_place(Signup.objects.get(person=people[3]), actor=actor_of(people[3]))


def test_shortly_before_the_start_the_place_is_given_at_once(feast, county, time_machine):
    people = _people(4, county.station)
    rows = [_join(feast, person) for person in people]
    time_machine.move_to(feast.session.starts_at - dt.timedelta(minutes=90))
    with pytest.raises(Invalid) as refused:
        leaving.withdraw(rows[0], reason="", actor=actor_of(people[0]))
    assert set(refused.value.fields) == {"reason"}
    left = leaving.withdraw(rows[0], reason="ill", actor=actor_of(people[0]))
    assert left.short_notice is True
    assert _states(feast)[3] == (TAKEN, 1)


def test_nobody_signs_up_twice_or_for_a_stranger(feast, cast, county):
    _join(feast, cast.resident)
    with pytest.raises(sign_up.Refused) as refused:
        _join(feast, cast.resident)
    assert refused.value.refusal == Refusal.TWICE
    other = _people(1, county.station)[0]
    with pytest.raises(NotAllowed):
        sign_up.sign_up(feast.session, feast.part, person=other, actor=actor_of(cast.resident))
    by_desk = sign_up.sign_up(feast.session, feast.part, person=other, actor=actor_of(cast.leader))
    assert by_desk.made_by_id == cast.leader.pk


def test_a_draft_is_out_of_reach(cast, county):
    activity = ActivityFactory(unit=county.station, organiser=cast.leader)
    session, part = SessionFactory(activity=activity), OpeningFactory(activity=activity, for_residents=True)
    with pytest.raises(OutOfReach):
        sign_up.sign_up(session, part, person=cast.resident, actor=actor_of(cast.resident))


def test_a_place_for_volunteers_wants_one_of_the_register(feast, cast):
    with pytest.raises(sign_up.Refused) as refused:
        _join(feast, cast.resident, feast.help)
    assert refused.value.refusal == Refusal.NO_VOLUNTEER
    assert _join(feast, cast.volunteer, feast.help).volunteer.person_id == cast.volunteer.pk


def test_who_has_promised_elsewhere_is_refused(feast, cast, county):
    other = ActivityFactory(published=True, unit=county.hub)
    session = SessionFactory(activity=other, starts_at=feast.session.starts_at + dt.timedelta(hours=1))
    part = OpeningFactory(activity=other, for_residents=True)
    _join(feast, cast.resident)
    with pytest.raises(sign_up.Refused) as refused:
        sign_up.sign_up(session, part, person=cast.resident, actor=actor_of(cast.resident))
    assert refused.value.refusal == Refusal.BUSY


@pytest.mark.parametrize(
    ("born", "why"),
    [(None, "no-birth"), (dt.date(2012, 1, 1), "too-young"), (dt.date(1940, 1, 1), "too-old")],
)
def test_an_age_limit_says_what_is_wrong(feast, cast, born, why):
    cast.resident.birth_date = born
    cast.resident.save()
    feast.part.least_age, feast.part.greatest_age = 18, 70
    feast.part.save()
    with pytest.raises(sign_up.Refused) as refused:
        _join(feast, cast.resident)
    assert refused.value.refusal == why


def test_a_risk_is_read_first(feast, cast):
    from shijian.activities.queries import risks

    feast.activity.risk, feast.activity.risk_note = 1, "用刀剪粽叶"
    feast.activity.save()
    feast.session.refresh_from_db()
    with pytest.raises(sign_up.Refused) as refused:
        _join(feast, cast.resident)
    assert refused.value.refusal == Refusal.UNREAD
    version = risks.version_of(feast.activity)
    sign_up.read_activity_risk(feast.activity, version=version, actor=actor_of(cast.resident))
    assert _join(feast, cast.resident).risk_read == version


def test_a_block_of_a_team_is_named_later(feast, cast):
    first, second = blocks.take_block(
        feast.session, feast.help, team=cast.team, count=2, actor=actor_of(cast.leader)
    )
    named = blocks.name_member(first, person=cast.volunteer, actor=actor_of(cast.leader))
    assert (named.person_id, named.seat, second.person_id) == (cast.volunteer.pk, 1, None)
    with pytest.raises(sign_up.Refused):
        blocks.take_block(feast.session, feast.help, team=cast.team, count=1, actor=actor_of(cast.leader))
    assert Signup.objects.count() == 2


def test_more_places_are_given_to_who_waits_and_fewer_never_take_one_away(feast, county, cast):
    for person in _people(4, county.station):
        _join(feast, person)
    run = actor_of(cast.leader)
    with pytest.raises(Invalid):
        capacity.set_capacity(feast.part, capacity=2, actor=run)
    capacity.set_capacity(feast.part, capacity=4, actor=run)
    assert _states(feast)[3] == (OFFERED, 4)
    leaving.withdraw(Signup.objects.get(seat=1), reason="", actor=run)
    capacity.set_capacity(feast.part, capacity=3, actor=run)
    assert sorted(seat for state, seat in _states(feast) if state in (TAKEN, OFFERED)) == [1, 2, 3]


def test_standing_sign_ups_leave_room_for_newcomers(feast, county):
    opening = OpeningFactory(activity=feast.activity, for_residents=True, capacity=10)
    regulars = _people(8, county.station)
    for person in regulars[:7]:
        standing.come_every_time(opening, person=person, actor=actor_of(person))
    with pytest.raises(sign_up.Refused) as refused:
        standing.come_every_time(opening, person=regulars[7], actor=actor_of(regulars[7]))
    assert refused.value.refusal == Refusal.FULL
    assert Signup.objects.filter(opening=opening, state=TAKEN, standing__isnull=False).count() == 7
    newcomer = _people(1, county.station)[0]
    assert _join(feast, newcomer, opening).seat == 8


def test_a_substitute_takes_over_the_very_place(feast, cast):
    signup = _join(feast, cast.volunteer, feast.help)
    swap = swaps.ask_for_substitute(signup, actor=actor_of(cast.volunteer))
    other = VolunteerFactory(person__unit=cast.volunteer.unit).person
    AccountFactory(person=other)
    new = swaps.take_over(swap, person=other, actor=actor_of(other))
    signup.refresh_from_db()
    assert (new.seat, signup.state, new.instead_of_id) == (1, "withdrawn", signup.pk)
    with pytest.raises(WrongState):
        swaps.take_over(swap, person=cast.leader, actor=actor_of(cast.leader))


def test_the_organiser_ends_a_sign_up_with_a_reason_and_the_next_one_moves_up(feast, county, cast):
    people = _people(4, county.station)
    rows = [_join(feast, person) for person in people]
    with pytest.raises(OutOfReach):
        leaving.remove(rows[0], why="x", actor=actor_of(cast.stranger))
    leaving.remove(rows[0], why="重复报名", actor=actor_of(cast.leader))
    assert _states(feast)[3] == (OFFERED, 1)
    assert "重复报名" in Message.objects.filter(person=people[0]).latest("pk").text


def test_the_database_sells_no_place_twice(feast, county):
    from django.db import IntegrityError, transaction

    people = _people(2, county.station)
    facts = {
        "session": feast.session, "opening": feast.part, "state": TAKEN, "made_at": feast.session.starts_at,
        "channel": "web",
    }  # fmt: skip
    Signup.objects.create(person=people[0], seat=1, **facts)
    for seat in (1, 4, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signup.objects.create(person=people[1], seat=seat, **facts)
