"""Real threads on both databases: places are sold once, and nobody waits for somebody who waits for him."""

import datetime as dt
import random
import threading

import pytest
from django.db import connection

from shijian.activities.enums import SignupState
from shijian.activities.models import Opening, Session, Signup
from shijian.activities.operations import capacity, leaving, sign_up, standing, swaps
from shijian.kernel.errors import ShijianError
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, PlaceFactory, SessionFactory
from tests.factories.people import AccountFactory

pytestmark = pytest.mark.django_db(transaction=True)


def together(calls):
    """Run calls at once, each on a connection of its own; gives the errors that are no refusals, and the successes."""
    start, errors, done = threading.Barrier(len(calls)), [], []

    def one(call):
        try:
            start.wait(timeout=60)
            done.append(call())
        except ShijianError:
            pass
        except BaseException as error:  # noqa: BLE001 - told by the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    return errors, done


def meeting(county, cast, places, **facts):
    activity = ActivityFactory(published=True, unit=county.station, organiser=cast.leader)
    PlaceFactory(activity=activity)
    return SessionFactory(activity=activity), OpeningFactory(
        activity=activity, for_residents=True, capacity=places, **facts
    )


def crowd(county, count):
    return [AccountFactory(person__unit=county.station).person for _n in range(count)]


def test_sixty_want_twenty_places(cast, county):
    session, opening = meeting(county, cast, 20, waiting=False)
    actors = [(person, actor_of(person)) for person in crowd(county, 60)]
    calls = [lambda p=p, a=a: sign_up.sign_up(session, opening, person=p, actor=a) for p, a in actors]
    errors, done = together(calls)
    assert errors == []
    assert len(done) == 20
    assert sorted(Signup.objects.values_list("seat", flat=True)) == list(range(1, 21))


def test_sixty_want_twenty_places_and_the_others_wait(cast, county):
    session, opening = meeting(county, cast, 20)
    actors = [(person, actor_of(person)) for person in crowd(county, 60)]
    calls = [lambda p=p, a=a: sign_up.sign_up(session, opening, person=p, actor=a) for p, a in actors]
    errors, done = together(calls)
    assert (errors, len(done)) == ([], 60)
    states = list(Signup.objects.values_list("state", flat=True))
    assert (states.count("taken"), states.count("waiting")) == (20, 40)


def test_one_person_gets_one_of_two_places_at_the_same_time(cast, county):
    chances = [meeting(county, cast, 5) for _n in range(6)]
    start = dt.datetime.now(dt.UTC) + dt.timedelta(days=3)
    Session.objects.update(starts_at=start, ends_at=start + dt.timedelta(hours=2))
    person = cast.resident
    actor = actor_of(person)
    calls = [lambda s=s, o=o: sign_up.sign_up(s, o, person=person, actor=actor) for s, o in chances]
    errors, done = together(calls)
    assert (errors, len(done)) == ([], 1)


def test_a_mixed_crowd_never_locks_itself_out(cast, county):
    session, opening = meeting(county, cast, 3)
    later = SessionFactory(activity=session.activity, starts_at=session.starts_at + dt.timedelta(days=7))
    second = OpeningFactory(activity=session.activity, for_residents=True, capacity=3)
    people, lead = crowd(county, 8), actor_of(cast.leader)
    actors = {person.pk: actor_of(person) for person in people}
    rows = [sign_up.sign_up(session, opening, person=p, actor=actors[p.pk]) for p in people[:6]]
    calls = [lambda r=r: leaving.withdraw(r, reason="", actor=actors[r.person_id]) for r in rows[:2]]
    calls += [lambda o=o: capacity.set_capacity(o, capacity=5, actor=lead) for o in (opening, second)]
    calls += [
        lambda p=p, o=o: standing.come_every_time(o, person=p, actor=actors[p.pk])
        for p, o in zip(people[4:], (opening, second, opening, second), strict=True)
    ]
    calls += [lambda p=p: sign_up.sign_up(later, second, person=p, actor=actors[p.pk]) for p in people]
    calls += [lambda: _swapped(rows[2], people[7], actors)]
    random.Random(7).shuffle(calls)
    errors, _done = together(calls)
    assert errors == []
    for each in Opening.objects.all():
        for one in (session, later):
            held = Signup.objects.filter(session=one, opening=each, state__in=("offered", "taken"))
            assert held.count() <= each.capacity
    live = Signup.objects.filter(state__in=(SignupState.WAITING, SignupState.OFFERED, SignupState.TAKEN))
    pairs = list(live.values_list("session_id", "person_id"))
    assert len(pairs) == len(set(pairs))


def _swapped(row, person, actors):
    swap = swaps.ask_for_substitute(row, actor=actors[row.person_id])
    return swaps.take_over(swap, person=person, actor=actors[person.pk])
