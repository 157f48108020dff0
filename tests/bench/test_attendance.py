"""2,000 check-ins by eight desks at once, beside as many of the same transaction by hand in the same run."""

import os
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shijian.activities.models import Presence, Signup
from shijian.activities.operations import scanning
from tests.conftest import actor_of
from tests.factories.activities import ActivityFactory, OpeningFactory, SessionFactory
from tests.factories.people import PersonFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]
COUNT = int(os.environ.get("SHIJIAN_BENCH_CHECKINS", "2000"))
CLIENTS = 8


def by_eight(rows, deed):
    """Give the seconds in which eight threads do the deed for all rows."""

    def work(part):
        try:
            for row in part:
                deed(row)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(rows[n::CLIENTS],)) for n in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


LOCK = (
    "SELECT g.*, s.*, a.*, u.*, o.* FROM activities_signup g JOIN activities_session s ON s.id = g.session_id "
    "JOIN activities_activity a ON a.id = s.activity_id JOIN units_unit u ON u.id = a.unit_id "
    "JOIN activities_opening o ON o.id = g.opening_id WHERE g.id = %s"
)
ASKED = (
    ("SELECT signup_id FROM activities_scan WHERE nonce = %s", "nonce"),
    ("SELECT key, value FROM kernel_policyvalue WHERE valid_from <= CURRENT_DATE AND %s <> 0", "signup"),
)
SCAN = (
    "INSERT INTO activities_scan (nonce, signup_id, kind, way, at, received_at, by_id, device, evidence, note) "
    "VALUES (%s, %s, 'in', 'staff', %s, %s, %s, '', '', '') RETURNING id"
)
VERDICT = "INSERT INTO activities_scanverdict (scan_id, outcome, why, at) VALUES (%s, 'counted', '', %s)"
AUDIT = (
    "INSERT INTO kernel_auditentry (at, actor_person_id, actor_name, action, object_kind, object_id, unit_path, "
    "changes, channel, purpose, purpose_kind, success) "
    "VALUES (%s, %s, '', 'activity.scan', 'activities.scan', %s, '', '{}', 'web', '', '', true)"
)
COUNTED = (
    "SELECT c.*, (SELECT outcome FROM activities_scanverdict v WHERE v.scan_id = c.id ORDER BY v.id DESC LIMIT 1) "
    "FROM activities_scan c WHERE c.signup_id = %s"
)
STAYS = "SELECT * FROM activities_presence WHERE signup_id = %s"
STAY = "INSERT INTO activities_presence (signup_id, came_id, started_at, note) VALUES (%s, %s, %s, '') RETURNING id"


def by_hand(signup, person_id):
    """The same transaction in plain SQL: the lock, what is asked, the four rows, and nothing that decides."""
    now, nonce = timezone.now(), f"raw-{signup.pk}"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK + (" FOR UPDATE OF g" if connection.vendor == "postgresql" else ""), [signup.pk])
        cursor.fetchone()
        for sql, name in ASKED:
            cursor.execute(sql, [nonce if name == "nonce" else signup.pk])
            cursor.fetchall()
        cursor.execute(SCAN, [nonce, signup.pk, now, now, person_id])
        scan_id = cursor.fetchone()[0]
        cursor.execute(VERDICT, [scan_id, now])
        cursor.execute(AUDIT, [now, person_id, scan_id])
        for sql in (COUNTED, STAYS):
            cursor.execute(sql, [signup.pk])
            cursor.fetchall()
        cursor.execute(STAY, [signup.pk, scan_id, now])


def test_check_ins_of_a_full_square(cast, county):
    activity = ActivityFactory(published=True, unit=county.station, organiser=cast.leader, team=cast.team)
    session = SessionFactory(activity=activity, starts_at=timezone.now())
    opening = OpeningFactory(activity=activity, for_residents=True, capacity=None)
    person, now = PersonFactory(), timezone.now()
    facts = {"session": session, "opening": opening, "state": "taken", "made_at": now, "channel": "web"}
    rows = [Signup(seat=n, guest_name=f"{person.name}{n}", **facts) for n in range(1, 2 * COUNT + 1)]
    rows = Signup.objects.bulk_create(rows, batch_size=200)
    actor = actor_of(cast.leader)
    floor = by_eight(rows[COUNT:], lambda row: by_hand(row, cast.leader.pk))
    ours = by_eight(
        rows[:COUNT], lambda row: scanning.scan_for(row, kind="in", nonce=f"desk-{row.pk}", actor=actor)
    )
    print(
        f"check-ins with {CLIENTS} clients: floor {COUNT / floor:.0f}/s, ours {COUNT / ours:.0f}/s,"
        f" ratio {floor / ours:.2f} (of the same transaction in plain SQL)"
    )
    assert Presence.objects.count() == 2 * COUNT
