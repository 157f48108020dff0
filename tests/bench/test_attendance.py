"""2,000 check-ins by eight desks at once, beside as many raw inserts by as many threads in the same run."""

import os
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from shijian.activities.models import Presence, Scan, Signup
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


def insert(signup):
    now = timezone.now()
    with transaction.atomic():
        Scan.objects.create(
            nonce=f"raw-{signup.pk}", signup=signup, kind="in", way="staff", at=now, received_at=now
        )


def test_check_ins_of_a_full_square(cast, county):
    activity = ActivityFactory(published=True, unit=county.station, organiser=cast.leader, team=cast.team)
    session = SessionFactory(activity=activity, starts_at=timezone.now())
    opening = OpeningFactory(activity=activity, for_residents=True, capacity=None)
    person, now = PersonFactory(), timezone.now()
    facts = {"session": session, "opening": opening, "state": "taken", "made_at": now, "channel": "web"}
    rows = [Signup(seat=n, guest_name=f"{person.name}{n}", **facts) for n in range(1, 2 * COUNT + 1)]
    rows = Signup.objects.bulk_create(rows, batch_size=200)
    actor = actor_of(cast.leader)
    floor = by_eight(rows[COUNT:], insert)
    ours = by_eight(
        rows[:COUNT], lambda row: scanning.scan_for(row, kind="in", nonce=f"desk-{row.pk}", actor=actor)
    )
    print(
        f"check-ins with {CLIENTS} clients: floor {COUNT / floor:.0f}/s, ours {COUNT / ours:.0f}/s,"
        f" ratio {floor / ours:.2f} (of one raw insert each)"
    )
    assert Presence.objects.count() == COUNT
