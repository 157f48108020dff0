"""Signed roots, kept copies, rotated keys, retention that only the retention job can do."""

import contextlib
import datetime as dt
import gzip
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from shijian.kernel import audit, clock, crypto, doctor, policy, triggers
from shijian.kernel.actor import SYSTEM
from shijian.kernel.audit import files, retention, roots, verification
from shijian.kernel.errors import Invalid
from shijian.kernel.models import AuditEntry, AuditPrune, AuditRoot, AuditSeal
from tests.conftest import actor_of
from tests.factories.kernel import AuditEntryFactory, AuditPruneFactory

START = dt.datetime(2023, 1, 2, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME, settings.KEYS_DIR = tmp_path, tmp_path / "keys"


@pytest.fixture
def days(db, time_machine):
    """`days(count)`: so many days with two rows each, sealed, from 2 January 2023."""

    def make(count, start=START):
        for day in range(count):
            for hour in (0, 5):
                time_machine.move_to(start + dt.timedelta(days=day, hours=hour), tick=False)
                AuditEntryFactory(action=f"day{day}.h{hour}", at=clock.now())
                audit.seal()
        time_machine.move_to(start + dt.timedelta(days=count), tick=False)

    return make


def problems(copies=""):
    with translation.override("en"):
        return list(verification.problems(copies))


def verify(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with translation.override("en"), contextlib.suppress(SystemExit):
        call_command("verify", "audit", *arguments, stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


def test_each_day_gets_one_root_also_an_empty_one(days, time_machine):
    days(2)
    time_machine.move_to(START + dt.timedelta(days=4), tick=False)
    assert roots.make() == 4
    assert roots.make() == 0
    rows = list(AuditRoot.objects.order_by("day").values_list("day", "last_seal", "count"))
    assert rows == [
        (dt.date(2023, 1, 2), 2, 2),
        (dt.date(2023, 1, 3), 4, 2),
        (dt.date(2023, 1, 4), 4, 0),
        (dt.date(2023, 1, 5), 4, 0),
    ]
    assert problems() == []
    assert (files.folder() / "roots.txt").read_text() == roots.text()
    assert roots.text().count("\n") == 4


def test_a_root_in_one_line_comes_back_and_is_checked_by_a_stranger(days):
    days(1)
    roots.make()
    line = roots.text().strip()
    (copy,) = roots.read(f"记入会议纪要：{line}。\n其他内容")
    assert roots.line(copy) == line
    pem = crypto.public_key()
    signature = crypto.Signature("Ed25519", copy.key_id, copy.signature)
    assert crypto.verify_with(pem, roots.body(copy).encode(), signature)
    assert not crypto.verify_with(pem, roots.body(copy._replace(new=3)).encode(), signature)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("day", dt.date(2022, 1, 1)),
        ("last_seal", 1),
        ("count", 9),
        ("chain", "f" * 64),
        ("before", "f" * 64),
        ("key_id", "f" * 16),
        ("signature", "AAAA"),
        ("algorithm", "none"),
    ],
)
def test_a_changed_root_is_found(days, column, value):
    days(3)
    roots.make()
    row = AuditRoot.objects.get(day=dt.date(2023, 1, 3))
    take_guard_away()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE kernel_auditroot SET {column} = %s WHERE id = %s", [value, row.pk])
    assert any("2023-01-03" in line or "2022-01-01" in line for line in problems() if "trigger" not in line)


def test_a_missing_root_is_found(days):
    days(3)
    roots.make()
    take_guard_away()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_auditroot WHERE day = '2023-01-03'")
    assert "the root of 2023-01-03 is missing" in problems()


def take_guard_away():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            return
        for table in triggers.GUARDED:
            for name in triggers.trigger_names("sqlite", table):
                cursor.execute(f"DROP TRIGGER {name}")


def test_copies_kept_outside_are_compared(days, tmp_path):
    days(2)
    roots.make()
    kept = tmp_path / "minutes.txt"
    kept.write_text(roots.text())
    assert verify("--roots", str(kept)) == "Audit trail: 4 entries verified, 0 not sealed yet, 2 roots.\n"
    forged = roots.text().replace("seals=2", "seals=3", 1)
    kept.write_text(forged)
    assert "the copy of the root of 2023-01-02 is not signed by this installation" in verify(
        "--roots", str(kept)
    )
    kept.write_text("nothing")
    assert "there is no root in this file" in verify("--roots", str(kept))
    with pytest.raises(CommandError):
        call_command("verify", "audit", "--roots", str(tmp_path / "none"))


def test_roots_of_a_rotated_key_are_still_verified(days, time_machine):
    days(1)
    roots.make()
    out = io.StringIO()
    call_command("keys", "rotate", "--signing", stdout=out)
    time_machine.move_to(START + dt.timedelta(days=2), tick=False)
    roots.make()
    used = list(AuditRoot.objects.order_by("day").values_list("key_id", flat=True))
    assert len(set(used)) == 2
    assert used[1] in out.getvalue()
    assert problems(roots.text()) == []
    row = AuditEntry.objects.get(action="key.rotate")
    assert (row.channel, row.changes) == ("command", {"signing": [None, used[1]]})
    listed = io.StringIO()
    call_command("keys", "list", stdout=listed)
    assert all(key in listed.getvalue() for key in used)
    assert "PRIVATE" not in listed.getvalue()
    with pytest.raises(CommandError):
        call_command("keys", "rotate")


def test_old_days_leave_into_an_archive_and_the_chain_stays_provable(days, time_machine):
    days(3)
    roots.make()
    copy = roots.text()
    time_machine.move_to(START + dt.timedelta(days=3 * 365 + 30), tick=False)
    assert retention.prune() == 6
    assert retention.prune() == 0
    assert [row.action for row in AuditEntry.objects.all()] == ["audit.prune"] * 3
    audit.seal()
    assert AuditSeal.objects.order_by("id").first().pk == 7
    roots.make()
    assert problems(copy) == []
    archive = retention.folder() / "2023-01-02.jsonl.gz"
    lines = [json.loads(line) for line in gzip.decompress(archive.read_bytes()).decode().splitlines()]
    assert [(row["action"], row["seal"]) for row in lines] == [("day0.h0", 1), ("day0.h5", 2)]
    archive.write_bytes(archive.read_bytes() + b"x")
    assert "the archive 2023-01-02.jsonl.gz was changed" in problems()
    archive.unlink()
    assert problems(copy) == []


def test_a_forged_note_of_retention_is_found(days):
    days(2)
    roots.make()
    AuditPruneFactory(first_seal=1, last_seal=2)
    assert "the note that seals 1 to 2 left by retention is forged" in problems()


def test_nothing_younger_than_the_policy_leaves_and_the_policy_has_a_floor(days, cast, time_machine):
    days(2)
    roots.make()
    time_machine.move_to(START + dt.timedelta(days=700), tick=False)
    assert retention.prune() == 0
    centre = actor_of(cast.centre)
    for months in (0, 5, -1):
        with pytest.raises(Invalid):
            policy.set_value(
                retention.MONTHS,
                months,
                actor=centre,
                valid_from=clock.today(),
                document_no="夏办〔2024〕1号",
            )
    policy.set_value(
        retention.MONTHS, 6, actor=centre, valid_from=clock.today(), document_no="夏办〔2024〕1号"
    )
    assert retention.prune() == 4


def test_the_database_lets_no_young_row_go_whatever_note_is_written(db):
    entry = AuditEntryFactory(at=clock.now())
    audit.seal()
    AuditPruneFactory(first_seal=1, last_seal=10)
    for table in ("kernel_auditentry", "kernel_auditseal"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM {table}")
    assert AuditEntry.objects.get() == entry


def test_an_old_row_leaves_only_with_a_note_of_its_seal(days):
    days(1)
    for table in ("kernel_auditentry", "kernel_auditseal"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(f"DELETE FROM {table}")
    assert (AuditEntry.objects.count(), AuditPrune.objects.count()) == (2, 0)


def test_only_the_system_lets_days_go(days, cast, time_machine):
    days(1)
    roots.make()
    assert retention.let_go(AuditRoot.objects.get(), actor=actor_of(cast.centre)) == 0
    assert AuditPrune.objects.count() == 0


def test_doctor_complains_about_a_lost_guard_a_lag_and_a_missing_root(days, time_machine):
    days(1)
    roots.make()
    assert [finding.level for finding in doctor.trail()] == ["ok"]
    AuditEntryFactory(at=clock.now() - dt.timedelta(minutes=11))
    assert [finding.level for finding in doctor.trail()] == ["warn"]
    time_machine.move_to(START + dt.timedelta(days=5), tick=False)
    assert [finding.level for finding in doctor.trail()] == ["warn", "warn"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE kernel_auditroot DISABLE TRIGGER kernel_auditroot_append_only")
        else:
            cursor.execute("DROP TRIGGER kernel_auditroot_no_update")
    assert [finding.level for finding in doctor.trail()] == ["fail", "warn", "warn"]


def test_a_forged_head_is_told(days):
    days(1)
    path = files.folder() / files.HEAD
    files.write_head(AuditSeal.objects.order_by("id").last())
    path.write_text(path.read_text().replace('"seal": 2', '"seal": 1'))
    assert any("was tampered with" in line for line in problems())


def test_the_jobs_are_registered():
    from shijian.kernel import jobs

    names = {job.name: job.minutes for job in jobs.recurring() if job.name.startswith("audit.")}
    assert names == {"audit.prune": 1440, "audit.roots": 60, "audit.seal": 1, "audit.tallies": 5}
    assert SYSTEM.is_system
