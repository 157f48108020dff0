"""`doctor` names what is wrong with a hint; `verify audit` finds a changed row."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from django_q.models import Schedule

from shijian.kernel import audit, clock, doctor, jobs
from shijian.kernel.actor import SYSTEM
from shijian.kernel.models import CalendarDay

pytestmark = pytest.mark.django_db


def level_of(check):
    return [finding.level for finding in check()]


def test_a_sound_installation_passes(settings, tmp_path):
    settings.HOME = tmp_path
    jobs.ensure_schedules()
    out = io.StringIO()
    with translation.override("en"):
        call_command("doctor", stdout=out)
    lines = out.getvalue().splitlines()
    assert [line.split()[:2] for line in lines if line.startswith("fail")] == []
    assert {line.split()[1] for line in lines} >= {
        "python",
        "home",
        "disk",
        "keys",
        "database",
        "migrations",
        "worker",
    }


def test_a_failure_gives_exit_code_one_with_a_hint(settings, tmp_path):
    settings.HOME = tmp_path
    settings.KEYS_DIR = tmp_path / "keys"
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "field.keys").write_text("[]")
    (tmp_path / "keys" / "field.keys").chmod(0o644)
    out = io.StringIO()
    with translation.override("en"), pytest.raises(SystemExit) as stopped:
        call_command("doctor", stdout=out)
    assert stopped.value.code == 1
    assert (
        "fail  keys         field.keys  (Run: chmod 700 on the folder, chmod 600 on the files.)"
        in out.getvalue()
    )


def test_a_silent_worker_is_noticed():
    assert level_of(doctor.worker) == ["warn"]
    jobs.ensure_schedules()
    assert level_of(doctor.worker) == ["ok"]
    Schedule.objects.filter(name="audit.seal").update(next_run=clock.now() - dt.timedelta(minutes=6))
    assert level_of(doctor.worker) == ["warn"]


def test_a_year_without_holidays_is_noticed():
    assert "ok" in level_of(doctor.calendar)
    CalendarDay.objects.all().delete()
    assert set(level_of(doctor.calendar)) == {"warn"}


def test_a_missing_migration_fails():
    assert level_of(doctor.migrations) == ["ok"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'kernel'")
    assert level_of(doctor.migrations) == ["fail"]


def test_a_full_disk_fails(monkeypatch):
    monkeypatch.setattr(doctor, "FULL", 10**18)
    assert level_of(doctor.disk) == ["fail"]


def test_verify_counts_what_is_sealed():
    audit.record("test.one", actor=SYSTEM)
    audit.seal()
    audit.record("test.two", actor=SYSTEM)
    out = io.StringIO()
    with translation.override("en"):
        call_command("verify", "audit", stdout=out)
    assert out.getvalue() == "Audit trail: 1 entries verified, 1 not sealed yet, 0 roots.\n"


def test_verify_finds_a_changed_row():
    entry = audit.record("test.one", actor=SYSTEM)
    audit.seal()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE kernel_auditentry DISABLE TRIGGER kernel_auditentry_append_only")
        else:
            cursor.execute("DROP TRIGGER kernel_auditentry_no_update")
        cursor.execute("UPDATE kernel_auditentry SET action = 'test.other' WHERE id = %s", [entry.pk])
    err = io.StringIO()
    with translation.override("en"), pytest.raises(SystemExit) as stopped:
        call_command("verify", "audit", stderr=err)
    assert stopped.value.code == 1
    assert f"row {entry.pk} " in err.getvalue()
