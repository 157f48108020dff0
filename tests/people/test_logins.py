import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.models import AuditEntry
from shijian.people import operations
from shijian.people.models import LoginFailure
from shijian.people.operations.logins import forget_failures
from tests.factories.people import PASSWORD, AccountFactory

pytestmark = pytest.mark.django_db
VISITOR = replace(ANONYMOUS, ip="10.0.0.9")


@pytest.fixture
def account():
    return AccountFactory(login_name="pema", person__phone="13900001111")


def fail(name="pema", times=1, actor=ANONYMOUS):
    for _ in range(times):
        with pytest.raises(operations.LoginRefused):
            operations.log_in(name, "wrong", actor=actor)


@pytest.mark.parametrize("typed", ["pema", " PEMA ", "13900001111", "+86 139 0000 1111"])
def test_login_by_name_or_phone(account, typed):
    assert operations.log_in(typed, PASSWORD, actor=VISITOR) == account


@pytest.mark.parametrize("typed", ["", "nobody", "13900009999", "张三", "\0", "a" * 5000])
def test_unknown_names_are_refused_like_wrong_passwords(account, typed):
    with pytest.raises(operations.LoginRefused):
        operations.log_in(typed, PASSWORD, actor=VISITOR)


def test_logins_are_audited_without_what_was_typed(account):
    fail("13900001111", actor=VISITOR)
    fail("nobody-known", actor=VISITOR)
    operations.log_in("pema", PASSWORD, actor=VISITOR)
    rows = AuditEntry.objects.filter(action="account.login").order_by("id")
    assert [(row.success, row.object_id, row.ip) for row in rows] == [
        (False, account.pk, "10.0.0.9"),
        (False, None, "10.0.0.9"),
        (True, account.pk, "10.0.0.9"),
    ]
    assert "nobody" not in str([vars(row) for row in rows])


def test_five_failures_lock_for_fifteen_minutes(account):
    fail(times=5)
    with pytest.raises(operations.LoginLocked):
        operations.log_in("pema", PASSWORD, actor=ANONYMOUS)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=14)), pytest.raises(operations.LoginLocked):
        operations.log_in("pema", PASSWORD, actor=ANONYMOUS)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16)):
        assert operations.log_in("pema", PASSWORD, actor=ANONYMOUS) == account


def test_a_lock_holds_for_one_account_only(account):
    other = AccountFactory(login_name="other")
    fail(times=5)
    assert operations.log_in("other", PASSWORD, actor=ANONYMOUS) == other


def test_a_success_begins_the_count_anew(account):
    fail(times=4)
    operations.log_in("pema", PASSWORD, actor=ANONYMOUS)
    assert LoginFailure.objects.count() == 0
    fail(times=4)


def test_one_connection_is_slowed_down_after_ten(account):
    for number in range(10):
        fail(f"nobody{number}", actor=VISITOR)
    with pytest.raises(operations.LoginLocked):
        operations.log_in("pema", PASSWORD, actor=VISITOR)
    assert operations.log_in("pema", PASSWORD, actor=ANONYMOUS) == account
    with time_machine.travel(clock.now() + dt.timedelta(seconds=5)):
        assert operations.log_in("pema", PASSWORD, actor=VISITOR) == account


def test_demo_accounts_work_in_a_demo_only(account, settings):
    account.is_demo = True
    account.save()
    fail_with_right = pytest.raises(operations.LoginRefused)
    with fail_with_right:
        operations.log_in("pema", PASSWORD, actor=ANONYMOUS)
    settings.DEMO = True
    assert operations.log_in("pema", PASSWORD, actor=ANONYMOUS) == account


def test_old_failures_are_forgotten(account):
    fail(times=2)
    with time_machine.travel(clock.now() + dt.timedelta(hours=25)):
        assert forget_failures() == 2
    assert LoginFailure.objects.count() == 0
