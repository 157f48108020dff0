"""A rush for places against raw psycopg doing the same transaction; the open list at 100 to 100,000 activities."""

import queue
import statistics
import threading
import time

import pytest
from django.db import connection

from shijian.activities.models import Signup
from shijian.activities.operations import sign_up
from shijian.kernel.errors import ShijianError
from shijian.units.enums import UnitKind
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, SessionFactory
from tests.factories.people import AccountFactory
from tests.factories.units import UnitFactory

TRIES, PLACES, HANDS, ROUNDS = 400, 50, 32, 3
RAW_LOCKS = (
    ("SELECT * FROM activities_opening WHERE id = %s FOR UPDATE", "opening"),
    (
        (
            "SELECT s.*, a.* FROM activities_session s JOIN activities_activity a ON a.id = s.activity_id "
            "WHERE s.id = %s FOR UPDATE OF s"
        ),
        "session",
    ),
    ("SELECT id FROM people_person WHERE id = %s FOR NO KEY UPDATE", "person"),
)
RAW_SIGNUP = (
    "INSERT INTO activities_signup (session_id, opening_id, state, person_id, seat, made_at, made_by_id, channel, "
    "risk_read, reason, reason_note, short_notice) "
    "VALUES (%s, %s, 'taken', %s, %s, now(), %s, 'web', '', '', '', false) RETURNING id"
)
RAW_AUDIT = (
    "INSERT INTO kernel_auditentry (at, actor_person_id, actor_name, for_person_id, action, object_kind, object_id, "
    "unit_path, changes, channel, purpose, purpose_kind, success) "
    "VALUES (now(), %s, '', %s, 'activity.sign-up', 'activities.signup', %s, '', '{}', 'web', '', '', true)"
)


def rush(deeds, open_, close):
    """Do all deeds with 32 hands, each with a connection of its own; gives (seconds, how many succeeded)."""
    todo, won, errors, start = queue.Queue(), [], [], threading.Barrier(HANDS + 1)
    for deed in deeds:
        todo.put(deed)

    def hand():
        mine = open_()
        start.wait()
        try:
            while True:
                if todo.get_nowait()(mine):
                    won.append(1)
        except queue.Empty:
            pass
        except BaseException as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            close(mine)

    hands = [threading.Thread(target=hand) for _n in range(HANDS)]
    for each in hands:
        each.start()
    start.wait()
    begun = time.perf_counter()
    for each in hands:
        each.join()
    assert errors == []
    return time.perf_counter() - begun, len(won)


def raw(session, opening, person):
    """The same transaction by hand: the locks, the questions that are asked of everybody, the rows."""
    keys = {"opening": opening.pk, "session": session.pk, "person": person.pk}

    def deed(connected):
        with connected.transaction(), connected.cursor() as cursor:
            for sql, key in RAW_LOCKS:
                cursor.execute(sql, [keys[key]])
            cursor.execute(
                "SELECT person_id, seat FROM activities_signup WHERE session_id = %s AND opening_id = %s "
                "AND state IN ('offered', 'taken', 'absent', 'waiting')",
                [session.pk, opening.pk],
            )
            held = dict(cursor.fetchall())
            free = next((n for n in range(1, PLACES + 1) if n not in held.values()), None)
            if free is None or person.pk in held:
                return False
            cursor.execute(RAW_SIGNUP, [session.pk, opening.pk, person.pk, free, person.pk])
            cursor.execute(RAW_AUDIT, [person.pk, person.pk, cursor.fetchone()[0]])
        return True

    return deed


def ours(session, opening, person):
    actor = actor_of(person)

    def deed(_mine):
        try:
            sign_up.sign_up(session, opening, person=person, actor=actor)
        except ShijianError:
            return False
        return True

    return deed


def fresh(unit):
    session = SessionFactory(activity=ActivityFactory(published=True, unit=unit))
    return session, OpeningFactory(
        activity=session.activity, for_residents=True, capacity=PLACES, waiting=False
    )


@pytest.mark.bench
@pytest.mark.django_db(transaction=True)
def test_a_rush_for_places():
    if connection.vendor != "postgresql":
        pytest.skip("the floor is psycopg")
    import psycopg

    given = {
        k: v for k, v in connection.get_connection_params().items() if k in ("dbname", "user", "host", "port")
    }
    unit = UnitFactory(kind=UnitKind.CENTRE)
    people = [AccountFactory(person__unit=unit).person for _n in range(TRIES)]

    def by_hand():
        place = fresh(unit)
        deeds = [raw(*place, person) for person in people]
        return rush(deeds, lambda: psycopg.connect(**given, autocommit=True), lambda each: each.close())

    def by_us():
        place = fresh(unit)
        deeds = [ours(*place, person) for person in people]
        found = rush(deeds, connection.ensure_connection, lambda _none: connection.close())
        assert Signup.objects.filter(session=place[0]).values("seat").distinct().count() == PLACES
        return found

    floors, mine = [by_hand()], []
    for _n in range(ROUNDS):
        mine.append(by_us())
        floors.append(by_hand())
    assert {won for _seconds, won in (*floors, *mine)} == {PLACES}
    bare, own = (statistics.median(seconds for seconds, _won in each) for each in (floors, mine))
    print(
        f"{TRIES} tries for {PLACES} places: floor {bare * 1000:.0f} ms, ours {own * 1000:.0f} ms, "
        f"ratio {bare / own:.2f} (goal 0.3), {PLACES} winners each time"
    )
