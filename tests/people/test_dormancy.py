import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from shijian.kernel import clock, doctor
from shijian.kernel.models import AuditEntry, PolicyValue
from shijian.people import operations
from shijian.people.doctor import accounts as look
from shijian.people.models import Account, LoginSession, Message
from shijian.people.operations.dormancy import sweep
from tests.conftest import actor_of
from tests.factories.people import AccountFactory, LoginSessionFactory

pytestmark = pytest.mark.django_db


def after(days):
    return time_machine.travel(clock.now() + dt.timedelta(days=days))


def used(person, days_ago=0):
    Account.objects.filter(person=person).update(last_login=clock.now() - dt.timedelta(days=days_ago))


def open_names():
    return set(Account.objects.filter(is_active=True).values_list("person__name", flat=True))


def test_staff_who_rest_are_told_first_and_suspended_then(cast):
    everybody = open_names()
    LoginSessionFactory(account=cast.station.account)
    with after(75):
        assert sweep() == 0
        assert not Message.objects.exists()
    with after(77):
        for person in (cast.hub, cast.centre, cast.auditor, cast.overseer, cast.system, cast.stranger):
            used(person)
        assert sweep() == 0
        assert sweep() == 0
        told = Message.objects.filter(key__startswith="dormant:").values_list("person__name", flat=True)
        assert sorted(told) == sorted([cast.station.name, cast.security.name])
    with after(89):
        assert sweep() == 0
    with after(92):
        assert sweep() == 1
        assert sweep() == 0
    assert everybody - open_names() == {cast.station.name}
    assert not LoginSession.objects.exists()
    row = AuditEntry.objects.get(action="account.suspend")
    assert (row.object_id, row.actor_name) == (cast.station.account.pk, "system")


def test_nobody_is_suspended_without_notice_however_long_he_rested(cast):
    with after(400):
        assert sweep() == 0
        with time_machine.travel(clock.now() + dt.timedelta(days=13)):
            assert sweep() == 0


def test_who_is_reopened_has_his_days_again(cast):
    with after(77):
        sweep()
    with after(92):
        sweep()
        account = Account.objects.get(person=cast.station)
        assert not account.is_active
        used(cast.security)
        operations.change_account_state(account, is_active=True, actor=actor_of(cast.security))
        sweep()
        assert Account.objects.get(person=cast.station).is_active


def test_the_last_security_administrator_and_residents_stay(cast):
    for days in (77, 92, 200, 220):
        with after(days):
            sweep()
    assert {cast.security.name, cast.resident.name, cast.volunteer.name} <= open_names()
    assert cast.hub.name not in open_names()


def test_a_county_may_switch_it_off(cast):
    PolicyValue.objects.create(
        key="auth.dormant_days", value=0, valid_from=dt.date(2020, 1, 1), document_no="1"
    )
    for days in (77, 92):
        with after(days):
            assert sweep() == 0
    assert not Message.objects.exists()


def test_the_doctor_and_the_start_refuse_demo_accounts_outside_a_demo(settings, cast):
    assert [finding.level for finding in look()] == ["ok"]
    AccountFactory(is_demo=True)
    assert [finding.level for finding in look()] == ["fail"]
    assert "accounts" in [finding.about for finding in doctor.examine()]
    with pytest.raises(CommandError, match="close-demo"):
        call_command("run", port=0)
    out = StringIO()
    call_command("account", "close-demo", stdout=out)
    assert out.getvalue() == "1 demo accounts closed.\n"
    assert [finding.level for finding in look()] == ["ok"]
    assert AuditEntry.objects.get(action="account.close-demo").changes["accounts"] == [1, 0]
    settings.DEMO = True
    Account.objects.filter(is_demo=True).update(is_active=True)
    assert [finding.level for finding in look()] == ["ok"]


def test_the_machine_sets_a_password_that_nobody_else_can_reset(cast, monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO("Five green Yaks 5\n"))
    out = StringIO()
    call_command(
        "account", "password", "--login", cast.security.account.login_name, "--password-stdin", stdout=out
    )
    assert Account.objects.get(person=cast.security).check_password("Five green Yaks 5")
    with pytest.raises(CommandError):
        call_command("account", "password", "--login", "nobody", "--password-stdin")
