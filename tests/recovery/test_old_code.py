"""While an upgrade runs, code of the release before still writes: it finds its columns and leaves out the new ones."""

import sqlite3
import tarfile
from contextlib import closing

import pytest
from django.db import connection

from shijian.kernel.models import AuditEntry, AuditSeal
from tests.recovery.test_upgrade import ARCHIVE
from tools import check_migrations

APPS = ("kernel_", "units_", "people_", "volunteers_", "records_", "orders_")
COLUMNS = """
SELECT column_name, is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'
FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s
"""


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """The database of the release before: `.columns` by table, `.last` migration by app."""
    folder = tmp_path_factory.mktemp("before")
    with tarfile.open(ARCHIVE) as archive:
        archive.extract("shijian.sqlite3", folder, filter="data")
    with closing(sqlite3.connect(folder / "shijian.sqlite3")) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = {
            name: {row[1] for row in database.execute(f"PRAGMA table_info({name})")}
            for name in names
            if name.startswith(APPS) and not name.startswith("kernel_searchindex")
        }
        last = dict(database.execute("SELECT app, MAX(name) FROM django_migrations GROUP BY app"))
    return columns, last


def columns_of(table):
    """{column: whether a row cannot be put in without it} of the database of today."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return dict(cursor.execute(COLUMNS, [table]).fetchall())
        rows = cursor.execute(f"PRAGMA table_info({table})").fetchall()
        return {name: bool(needed) and default is None for _n, name, _type, needed, default, _key in rows}


def test_every_column_of_the_release_before_is_there_and_new_ones_may_be_left_out(db, before):
    columns, _last = before
    assert len(columns) > 30
    now = {table: columns_of(table) for table in columns}
    lost = {f"{table}.{name}" for table, names in columns.items() for name in names - set(now[table])}
    demanded = {
        f"{table}.{name}"
        for table, names in columns.items()
        for name, is_needed in now[table].items()
        if is_needed and name not in names
    }
    assert (lost, demanded) == (set(), set())


def test_rows_as_the_release_before_writes_them_are_taken(db, before):
    columns, _last = before
    seal = "INSERT INTO kernel_auditseal (id, entry_id, value) VALUES (1, %s, 'x')"
    entry = (
        "INSERT INTO kernel_auditentry (at, actor_name, action, object_kind, changes, channel, purpose, success) "
        "VALUES ('2026-11-26 00:00:00+00:00', '', 'old.deed', '', '{}', 'web', '', true)"
    )
    assert "unit_path" not in columns["kernel_auditentry"]
    with connection.cursor() as cursor:
        cursor.execute(entry)
        row = AuditEntry.objects.get(action="old.deed")
        cursor.execute(seal, [row.pk])
    assert (row.unit_path, row.purpose_kind) == ("", "")
    assert AuditSeal.objects.values_list("scheme", "content").get() == (1, "")


def test_the_marker_of_the_migrations_is_that_release(before):
    _columns, last = before
    assert check_migrations.released() == {app: last[app] for app in check_migrations.released()}
