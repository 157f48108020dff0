"""When backups are due, which ones stay, and the alarm when one is missing."""

import datetime as dt
import json

import pytest
import time_machine
from django.db import connection
from django_q.models import OrmQ

from shijian.kernel import audit, clock, doctor
from shijian.kernel.actor import SYSTEM
from shijian.kernel.backup import copying, disk, dump, health, place, queries, schedule, sets, snapshot
from shijian.kernel.backup.errors import BackupError
from shijian.kernel.backup.place import Keep
from shijian.kernel.backup.seal import Recipient
from shijian.kernel.models import AuditEntry, BackupRun
from shijian.kernel.models.backups import Result
from tests.conftest import actor_of
from tests.factories.kernel import BackupRunFactory

MORNING = dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC)  # 09:00 in China
DUE = dt.datetime(2026, 11, 19, 18, 30, tzinfo=dt.UTC)  # 02:30 in China


@pytest.fixture
def scheduled(settings, tmp_path, db):
    """An installation of long ago with scheduled backups, whose next one cannot start: another one runs."""
    from django.db.migrations.recorder import MigrationRecorder

    settings.HOME, settings.BACKUP_TO, settings.BACKUP_KEYS_TO = tmp_path / "home", "/somewhere", "/elsewhere"
    MigrationRecorder(connection).migration_qs.update(applied=MORNING - dt.timedelta(days=400))
    for which in (place.DATA, place.KEYS):
        place.remember(which, Recipient(b"s" * 16, b"p" * 32))
    with place.alone(), time_machine.travel(MORNING, tick=False):
        yield


def test_a_backup_is_due_once_a_day(scheduled, settings):
    assert schedule.last_due(MORNING) == DUE
    assert schedule.last_due(DUE) == DUE
    assert schedule.last_due(DUE - dt.timedelta(seconds=1)) == DUE - dt.timedelta(days=1)
    settings.BACKUP_AT = "nonsense"
    with pytest.raises(BackupError, match="SHIJIAN_BACKUP_AT"):
        schedule.last_due(MORNING)


def test_what_is_safe_is_not_made_again(scheduled):
    BackupRunFactory(started_at=DUE)
    assert schedule.tick() == "safe"
    assert BackupRun.objects.count() == 1


def test_a_missing_backup_is_noted_once_and_waits_for_the_system_administrator(scheduled, cast):
    BackupRunFactory(started_at=DUE - dt.timedelta(hours=2))
    assert [schedule.tick(), schedule.tick()] == ["running", "running"]
    missed = BackupRun.objects.get(result=Result.MISSED)
    assert (missed.started_at, missed.ended_at) == (DUE, MORNING)
    assert AuditEntry.objects.filter(action="backup.missed", success=False).count() == 1
    assert list(queries.alarms(actor_of(cast.system))) == [missed]
    assert list(queries.alarms(actor_of(cast.centre))) == []
    BackupRunFactory(started_at=MORNING)
    assert list(queries.alarms(actor_of(cast.system))) == []


def test_a_new_installation_is_not_blamed(scheduled):
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).migration_qs.update(applied=DUE + dt.timedelta(hours=1))
    assert schedule.tick() == "running"
    assert not BackupRun.objects.exists()


def test_a_failure_is_tried_again_after_an_hour(scheduled):
    BackupRunFactory(started_at=MORNING - dt.timedelta(minutes=50), result=Result.FAILED, name="")
    assert schedule.tick() == "waits after a failure"
    with time_machine.travel(MORNING + dt.timedelta(minutes=11), tick=False):
        assert schedule.tick() == "running"


def test_without_a_place_nothing_is_scheduled(scheduled, settings):
    settings.BACKUP_TO = ""
    assert schedule.tick() == "not scheduled"
    assert [finding.level for finding in health.backups()] == ["warn"]


def test_the_doctor_asks_for_a_sound_backup(scheduled):
    assert [finding.level for finding in health.backups()] == ["fail"]
    BackupRunFactory(started_at=DUE)
    assert [finding.level for finding in health.backups()] == ["ok"]
    BackupRunFactory(started_at=MORNING, result=Result.FAILED, name="", reason="the disk is full")
    assert [(each.level, "the disk is full" in each.text) for each in health.backups()] == [("fail", True)]
    place.unfinished().touch()
    assert [finding.about for finding in doctor.examine() if finding.level == "fail"][:1] == ["restore"]


def made(folder, moment, *names):
    """A finished backup of that moment with these uploads."""
    unfinished = sets.begin(folder, moment)
    for name in names:
        disk.put(folder / "files" / name[:2] / name, b"sealed")
    files = {name: {"size": 6, "sha256": "x"} for name in names}
    return sets.finish(unfinished, {"format": 1, "at": moment.isoformat(), "parts": {}, "files": files})


def test_rotation_keeps_days_weeks_and_months(tmp_path):
    for day in range(400):
        made(tmp_path, MORNING - dt.timedelta(days=day))
    sets.rotate(tmp_path, Keep(7, 5, 12))
    left = [backup.at.date().isoformat() for backup in sets.all_in(tmp_path)]
    assert left == [
        "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30",
        "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-25", "2026-10-31", "2026-11-01", "2026-11-08",
        "2026-11-14", "2026-11-15", "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20",
    ]  # fmt: skip


def test_rotation_removes_uploads_that_no_backup_holds(tmp_path):
    made(tmp_path, MORNING - dt.timedelta(days=2), "aa1", "bb2")
    made(tmp_path, MORNING, "bb2", "cc3")
    assert len(sets.rotate(tmp_path, Keep(1, 0, 0))) == 1
    assert [path.name for path in disk.files_in(tmp_path / "files")] == ["bb2", "cc3"]


def test_an_unfinished_backup_is_none_and_is_swept(tmp_path):
    unfinished = sets.begin(tmp_path, MORNING)
    assert sets.all_in(tmp_path) == []
    with pytest.raises(BackupError):
        sets.at(tmp_path)
    made(tmp_path, MORNING)
    assert not unfinished.exists()


def test_labels_of_a_newer_version_are_refused(tmp_path):
    folder = made(tmp_path, MORNING).folder
    label = json.loads((folder / sets.LABEL).read_text())
    (folder / sets.LABEL).write_text(json.dumps(label | {"format": 2}))
    with pytest.raises(BackupError, match="新版本"):
        sets.at(folder)


def test_a_copy_goes_to_a_folder_or_by_a_command(settings, tmp_path):
    folder, other = tmp_path / "backups", disk.folder(tmp_path / "house")
    backup = made(folder, MORNING)
    assert not copying.copy_out(backup)
    settings.BACKUP_COPY = str(other)
    assert copying.copy_out(backup)
    assert sets.at(other).label == backup.label
    settings.BACKUP_COPY = "test -d"
    assert copying.copy_out(backup)
    for wrong in ("false", "/no/such/program"):
        settings.BACKUP_COPY = wrong
        with pytest.raises(BackupError):
            copying.copy_out(backup)


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_stands_still_and_stops_nobody():
    audit.record("test.before", actor=SYSTEM)
    with snapshot.taken() as look:
        audit.record("test.meanwhile", actor=SYSTEM)
        table = next(
            each for each in snapshot.tables(snapshot.applied(look)) if each.name == "kernel_auditentry"
        )
        assert dump.tallied(table, look).rows == 1
    assert AuditEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_changed_amount_is_told_in_words(tmp_path):
    from shijian.kernel.backup import compare, manifest
    from shijian.kernel.backup.manifest import Manifest

    run = BackupRunFactory(rows=10)
    with snapshot.taken() as look:
        migrations = snapshot.applied(look)
        known = [each for each in snapshot.tables(migrations) if each.name == "kernel_backuprun"]
        tallies = {"kernel_backuprun": dump.tallied(known[0], look)}
        whole = Manifest("", "", "", False, migrations, tallies, [], "", manifest.chain_of(look), "")
    assert compare.differences(whole, known, connection, tmp_path) == []
    BackupRunFactory(rows=5, name=run.name)
    said = compare.differences(whole, known, connection, tmp_path)
    assert said[0] == "kernel_backuprun 现有 2 行，备份里是 1 行。"
    assert "kernel_backuprun：rows 合计现为 15，备份里是 10。" in said


@pytest.mark.parametrize(("count", "queries_allowed"), [(1, 8), (3, 8)])
def test_the_system_administrator_sees_every_run(
    scheduled, cast, login, django_assert_num_queries, count, queries_allowed
):
    for number in range(count):
        BackupRunFactory(started_at=DUE - dt.timedelta(days=number))
    client = login(cast.system)
    with django_assert_num_queries(queries_allowed):
        response = client.get("/office/backups/")
    assert len(response.context["rows"]) == count
    assert "02:30" in response.content.decode()


def test_nobody_else_sees_or_asks_for_backups(scheduled, cast, login):
    for name in ("centre", "auditor", "security", "hub", "resident"):
        client = login(getattr(cast, name))
        assert client.get("/office/backups/").status_code == 404
        assert client.post("/office/backups/now/").status_code == 404
    assert not OrmQ.objects.exists()


def test_the_button_asks_the_worker(scheduled, cast, login, settings):
    assert login(cast.system).post("/office/backups/now/").status_code == 302
    assert [job.func() for job in OrmQ.objects.order_by("pk")] == ["shijian.kernel.backup.schedule.start"]
    settings.BACKUP_TO = ""
    assert login(cast.system).post("/office/backups/now/").status_code == 302
    assert OrmQ.objects.count() == 1


def test_the_alarm_stands_in_the_work_list(scheduled, cast, login):
    BackupRunFactory(started_at=clock.now(), result=Result.FAILED, name="", reason="磁盘满了")
    assert "磁盘满了" in login(cast.system).get("/todo/").content.decode()
    assert "磁盘满了" not in login(cast.centre).get("/todo/").content.decode()
