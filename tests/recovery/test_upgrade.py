"""The data of the release before comes through: backed up by today's code, restored, migrated, and still served."""

import json
import sqlite3
import tarfile
from pathlib import Path

import pytest

from tests.recovery.conftest import fast_folder
from tests.recovery.places import Place

ARCHIVE = Path(__file__).parents[1] / "data" / "release-0.1.tar.xz"
# What a newer version may add to by itself, and what every start fills anew.
GROWS = {
    "django_migrations", "django_content_type", "auth_permission", "kernel_calendarday", "django_session",
    "kernel_backuprun", "kernel_auditentry", "django_q_schedule", "sqlite_sequence",
}  # fmt: skip
COUNTS = """
import json
from django.db import connection
with connection.cursor() as cursor:
    rows = {}
    for name in connection.introspection.table_names():
        cursor.execute(f'SELECT COUNT(*) FROM "{name}"')
        rows[name] = cursor.fetchone()[0]
    cursor.execute("SELECT COALESCE(SUM(minutes), 0) FROM records_servicerecord")
    minutes = int(cursor.fetchone()[0])
from shijian.people.models import Person
print(json.dumps([rows, minutes, sorted(p.phone for p in Person.objects.all())]))
"""
PAGES = """
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from shijian.orders.models import Order
from shijian.people.models import Account
pages = {"": ["/", "/units/"], "resident": ["/", "/orders/mine/"], "volunteer": ["/", "/records/mine/"]}
pages |= {"hub": ["/todo/", "/volunteers/"], "auditor": ["/audit/"], "centre": ["/todo/"]}
for name, paths in pages.items():
    client = Client()
    if name:
        client.force_login(Account.objects.get(login_name=name))
    for path in paths:
        print(name, path, client.get(path, follow=True).status_code)
"""


@pytest.fixture(scope="module")
def old_place():
    """An installation as the release before left it, on SQLite; no migration of today has run."""
    place = Place(fast_folder())
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(place.home, filter="data")
    (place.home / "keys").chmod(0o700)
    return place


def old_counts(place):
    with sqlite3.connect(place.home / "shijian.sqlite3") as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {
            name: database.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]
            for name in names
            if not name.startswith("kernel_searchindex_")
        }
        minutes = database.execute("SELECT SUM(minutes) FROM records_servicerecord").fetchone()[0]
    database.close()
    return {name: count for name, count in found.items() if name not in GROWS}, minutes


def test_the_archive_is_small():
    assert ARCHIVE.stat().st_size <= 300_000


def test_the_data_of_the_release_before_comes_through(old_place, new_place):
    before, minutes = old_counts(old_place)
    assert before["orders_order"] > 30
    old_place.run("backup", "setup")
    data, keys = fast_folder() / "data", fast_folder() / "keys"
    old_place.run("backup", "--to", data, "--keys-to", keys)
    place = new_place()
    place.run("restore", data, "--keys", keys)
    rows, minutes_now, phones = json.loads(place.python(COUNTS))
    assert {name: rows.get(name) for name in before if name != "kernel_searchindex"} == {
        name: count for name, count in before.items() if name != "kernel_searchindex"
    }
    assert minutes_now == minutes
    assert all(phone == "" or phone.isdigit() for phone in phones)
    assert any(phones)
    place.run("verify", "audit")
    place.run("verify", "records")
    answers = place.python(PAGES).splitlines()
    assert [line for line in answers if not line.endswith(" 200")] == []
    assert len(answers) == 10
