"""The ledger of points: balances that do not slow down, a month-end of 30,000 volunteers, verifying; against plain SQL.

POINTS_ENTRIES=7 goes on to ten million entries; POINTS_PEOPLE sets another number of volunteers for the month-end.
"""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction

from shijian.people.models import Person
from shijian.points.models import Account, Entry
from shijian.points.operations import crediting
from shijian.points.queries import balances, sentences, verification
from shijian.records.models import ServiceRecord
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Volunteer
from tests.bench.measure import against, own_watch
from tests.factories.points import PointsRuleFactory
from tests.factories.records import START
from tests.factories.units import UnitFactory

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
MOST = int(os.environ.get("POINTS_ENTRIES", "6"))
PEOPLE = int(os.environ.get("POINTS_PEOPLE", "30000"))
ACCOUNTS = 1000
TIMES = {"rounds": 9, "calls": 20, "watch": own_watch()}
TIMED = """
import time, django
django.setup()
from shijian.points.queries import verification
begun = time.perf_counter()
assert not list(verification.problems())
print(time.perf_counter() - begun)
"""
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT %s UNION ALL SELECT i + 1 FROM n WHERE i < %s) "


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def register(many):
    """Volunteers of one unit, in bulk; gives their keys."""
    unit = UnitFactory()
    facts = {"unit": unit, "unit_path": unit.path}
    people = Person.objects.bulk_create(
        [Person(name=f"人{n}", **facts) for n in range(many)], batch_size=2000
    )
    usual = {**facts, "state": VolunteerState.ACTIVE, "registered_on": dt.date(2026, 1, 1)}
    rows = [Volunteer(person=person, number=f"V{person.pk:09d}", **usual) for person in people]
    return Volunteer.objects.bulk_create(rows, batch_size=2000)


def grow(first, last, base, issuing):
    """Spendings from batch `first` to `last`, one point each, straight into the tables."""
    entry = (
        "INSERT INTO points_entry (batch_id, account_id, number, amount, balance, lifetime) "
        "SELECT i, {account}, {number}, {sign}1, {sign}({number}), 0 FROM n ORDER BY i"
    )
    way = {
        "account": f"{base} + i %% {ACCOUNTS}",
        "number": f"i / {ACCOUNTS} + 1 - (CASE WHEN i %% {ACCOUNTS} = 0 THEN 1 ELSE 0 END)",
    }
    sql(NUMBERS + entry.format(sign="", **way), first, last)
    sql(NUMBERS + entry.format(sign="-", account=issuing, number="i"), first, last)
    sql(
        NUMBERS + "INSERT INTO points_batch (id, idempotency_key, reason, source_kind, source_id, note, at, digest) "
        "SELECT i, 'bench:' || i, 'spend', 'bench', i, '', '2026-01-01 00:00:00', '' FROM n", first, last,
    )  # fmt: skip


def show(volunteer_id):
    """What the page of my points asks for."""
    balances.balance_of(volunteer_id)
    return [sentences.say(row) for row in balances.entries_of(volunteer_id).order_by("-pk")[:21]]


def test_balance_and_my_points_do_not_slow_down():
    rows = register(ACCOUNTS)
    Account.objects.bulk_create([Account(kind="volunteer", volunteer=row) for row in rows])
    base = min(Account.objects.values_list("pk", flat=True))
    issuing = Account.objects.create(kind="spent").pk
    who = Account.objects.order_by("pk")[500].volunteer_id
    account, done, before = Account.objects.get(volunteer=who).pk, 0, None
    query = "SELECT balance, lifetime FROM points_entry WHERE account_id = %s ORDER BY number DESC LIMIT 1"
    for power in range(5, MOST + 1):
        grow(done + 1, 10**power // 2, base, issuing)
        done = 10**power // 2
        sql("ANALYZE")
        floor, balance = against(lambda: sql(query, account), lambda: balances.balance_of(who), **TIMES)
        # What does not grow, beside it: a machine that others slow down slows both.
        steady, page = against(
            lambda: Volunteer.objects.select_related("person").get(pk=who), lambda: show(who), **TIMES
        )
        now = (balance / steady, page / steady)
        before = before or now
        print(
            f"10^{power} entries: plain SQL {floor * 1e3:.3f} ms, balance {balance * 1e3:.2f} ms "
            f"(ratio {balance / floor:.1f}), my points {page * 1e3:.2f} ms, against a read that does not grow "
            f"times {now[0] / before[0]:.2f} and {now[1] / before[1]:.2f} of 10^5 (goal 1.2)"
        )


@pytest.mark.django_db(transaction=True)
def test_a_month_end_and_its_verification(tmp_path):
    PointsRuleFactory(valid_from=dt.date(2026, 1, 1), cap_day=8, cap_month=60)
    usual = {
        "source_kind": "order", "minutes": 120, "grade": "self", "recipient": "elder", "content": "陪伴老人",
        "started_at": START, "ended_at": START + dt.timedelta(hours=2), "recorded_at": START + dt.timedelta(hours=3),
    }  # fmt: skip
    records = [
        ServiceRecord(volunteer=row, unit_id=row.unit_id, unit_path=row.unit_path, source_id=row.pk, **usual)
        for row in register(PEOPLE)
    ]
    ServiceRecord.objects.bulk_create(records, batch_size=2000)
    begun = time.perf_counter()
    assert crediting.run() == (0, PEOPLE)
    ours = time.perf_counter() - begun
    floor = _copied()
    print(
        f"month-end of {PEOPLE} volunteers: {ours:.1f} s, {PEOPLE / ours:.0f} a second; "
        f"the same rows by plain SQL {floor:.1f} s, ratio {ours / floor:.1f}"
    )
    _verified(tmp_path)


def _copied():
    """The same rows, copied by the database itself into tables with the same indexes."""
    tables = ("points_account", "points_entry", "points_batch", "points_credit")
    begun = time.perf_counter()
    for table in tables:
        sql(f"CREATE TEMPORARY TABLE copy_{table} AS SELECT * FROM {table}")
        sql(f"CREATE UNIQUE INDEX copy_{table}_key ON copy_{table} (id)")
    return time.perf_counter() - begun


def _verified(folder):
    """On one core: the time of the processor, where the database runs in this process. Then on all of them."""
    watch = own_watch()
    count = Entry.objects.count()
    begun = watch()
    sql("SELECT * FROM points_batch b JOIN points_entry e ON e.batch_id = b.id ORDER BY b.id, e.account_id")
    floor = watch() - begun
    begun = watch()
    with transaction.atomic():  # nobody else sees what is in it: one process does everything
        assert list(verification.problems()) == []
    alone = watch() - begun
    together = _side_by_side(folder)
    for name, ours in (("one core", alone), ("all cores", together)):
        print(
            f"verify on {name}: {count} entries in {ours:.2f} s, {count / ours:.0f} a second (goal 300000 on two); "
            f"reading them in plain SQL {floor:.2f} s, ratio {ours / floor:.1f}"
        )


def _side_by_side(folder):
    """Seconds of the clock. A database in memory is seen by one process alone: it goes into a file for another one."""
    environment = dict(os.environ)
    if connection.vendor == "sqlite":
        environment["SHIJIAN_HOME"] = str(folder)
        connection.ensure_connection()
        with sqlite3.connect(folder / "shijian.sqlite3") as file:
            connection.connection.backup(file)
    else:
        facts = connection.settings_dict
        server = f"{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        environment["DATABASE_URL"] = f"postgres://{facts['USER']}@{server}"
    said = subprocess.run([sys.executable, "-c", TIMED], env=environment, capture_output=True, check=True)
    return float(said.stdout)
