import datetime as dt
import hashlib
from dataclasses import replace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.errors import OutOfReach
from shijian.kernel.models import AuditEntry
from shijian.people import operations
from shijian.people.enums import Role
from shijian.people.models import ApiToken, LoginSession
from shijian.people.operations.devices import tidy_sessions
from tests.conftest import actor_of
from tests.factories.people import PASSWORD, AccountFactory, ApiTokenFactory, LoginSessionFactory

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 13; V2162A) AppleWebKit/537.36 Chrome/116 Mobile Safari/537.36 MicroMessenger/8"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120"


def enter(person, agent=PHONE, client=None):
    client = client or Client(headers={"user-agent": agent})
    response = client.post(reverse("people:login"), {"name": person.account.login_name, "password": PASSWORD})
    assert response.status_code == 302
    return client


def url(name):
    return reverse(f"people:{name}")


def test_a_session_is_kept_as_a_hash_with_its_device(cast):
    client = enter(cast.station)
    row = LoginSession.objects.get(account=cast.station.account)
    key = client.cookies["sessionid"].value
    assert row.session_key == hashlib.sha256(key.encode()).hexdigest()
    assert (row.device, row.is_staff) == ("WeChat/Android", True)
    assert key not in row.session_data
    stolen = Client()
    stolen.cookies["sessionid"] = row.session_key
    assert stolen.get("/me/").status_code == 302


def test_the_list_names_the_devices_and_marks_this_one(cast):
    here = enter(cast.resident)
    enter(cast.resident, DESK)
    LoginSessionFactory(device="Firefox/Linux")
    page = here.get(url("devices")).content.decode()
    assert "微软浏览器（Windows 电脑）" in page
    assert "火狐" not in page
    assert (
        page.index("微信（安卓手机或平板）")
        < page.index("本机", page.index("微信（"))
        < page.index("微软浏览器（Windows 电脑）")
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(cast, count, django_assert_num_queries):
    client = enter(cast.resident)
    LoginSessionFactory.create_batch(count - 1, account=cast.resident.account)
    with django_assert_num_queries(7):
        client.get(url("devices"))


def test_reading_a_page_writes_nothing_and_sending_moves_the_last_moment_hourly(cast):
    client = enter(cast.resident)
    first = LoginSession.objects.get().seen_at
    with time_machine.travel(clock.now() + dt.timedelta(minutes=70), tick=False):
        client.get("/me/")
        assert LoginSession.objects.get().seen_at == first
        client.post(url("read"))
        later = LoginSession.objects.get()
    assert later.seen_at > first + dt.timedelta(minutes=69)
    assert later.began_at == first


def test_one_device_is_logged_out_by_its_person_only(cast):
    here, there = enter(cast.resident), enter(cast.resident, DESK)
    stranger = enter(cast.volunteer)
    key = LoginSession.objects.get(account=cast.resident.account, device="Edge/Windows").pk
    assert stranger.post(url("device-end"), {"device": key}).status_code == 404
    assert there.get("/me/").status_code == 200
    assert here.post(url("device-end"), {"device": key}).status_code == 302
    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200
    assert AuditEntry.objects.filter(action="account.device-end").count() == 1


def test_logging_out_everywhere_spares_this_device_and_ends_tokens(cast):
    here, there, stranger = enter(cast.resident), enter(cast.resident, DESK), enter(cast.volunteer)
    ApiTokenFactory(account=cast.resident.account)
    other = ApiTokenFactory(account=cast.volunteer.account)
    here.post(url("devices-end"))
    assert [each.get("/me/").status_code for each in (here, there, stranger)] == [200, 302, 200]
    assert list(ApiToken.objects.filter(revoked_at=None)) == [other]


def test_nobody_signs_another_out_everywhere(cast):
    with pytest.raises(OutOfReach):
        operations.sign_out_everywhere(cast.resident.account, actor=actor_of(cast.centre))


def test_a_new_password_logs_the_other_devices_out(cast):
    here, there = enter(cast.resident), enter(cast.resident, DESK)
    new = {"old": PASSWORD, "password": "five green Yaks", "again": "five green Yaks"}
    here.post(url("password"), new)
    assert [each.get("/me/").status_code for each in (here, there)] == [200, 302]
    assert LoginSession.objects.filter(account=cast.resident.account).count() == 1


@pytest.mark.usefixtures("password_is_enough")
def test_a_session_of_staff_ends_with_the_appointment(cast):
    client, other = enter(cast.station), enter(cast.hub)
    row = cast.station.appointments.get()
    yesterday = clock.today() - dt.timedelta(days=1)
    operations.end_appointment(row, on=yesterday, actor=actor_of(cast.hub))
    assert [each.get("/me/").status_code for each in (client, other)] == [302, 200]


def test_a_session_of_staff_ends_with_the_account(cast):
    client = enter(cast.station)
    operations.change_account_state(cast.station.account, is_active=False, actor=actor_of(cast.security))
    assert client.get("/me/").status_code == 302
    assert not LoginSession.objects.exists()


@pytest.mark.usefixtures("password_is_enough")
def test_a_resident_who_is_appointed_logs_in_anew_as_staff(cast, county):
    client = enter(cast.volunteer)
    operations.appoint(
        cast.volunteer,
        unit=county.station,
        role=Role.STATION,
        starts_on=clock.today(),
        actor=actor_of(cast.hub),
    )
    assert client.get("/me/").status_code == 302
    assert enter(cast.volunteer, client=client).get("/me/").status_code == 200


def test_the_sweep_ends_what_ran_out_or_lost_its_office(cast):
    keep = [LoginSessionFactory(account=cast.hub.account, is_staff=True), LoginSessionFactory()]
    LoginSessionFactory(expire_date=clock.now() - dt.timedelta(minutes=1))
    LoginSessionFactory(account=cast.resident.account, is_staff=True)
    LoginSessionFactory(account=cast.station.account, is_staff=False)
    assert tidy_sessions() == 3
    assert set(LoginSession.objects.all()) == set(keep)


def guess(account, times, **kwargs):
    for _ in range(times):
        with pytest.raises((operations.LoginRefused, operations.LoginLocked)):
            operations.log_in(account.login_name, "wrong", **kwargs)


def test_guesses_from_elsewhere_do_not_lock_out_a_known_device():
    account = AccountFactory()
    attacker, honest = replace(ANONYMOUS, ip="10.0.0.1"), replace(ANONYMOUS, ip="10.0.0.2")
    guess(account, 9, actor=attacker)
    with pytest.raises(operations.LoginLocked):
        operations.log_in(account.login_name, PASSWORD, actor=honest)
    assert operations.log_in(account.login_name, PASSWORD, actor=honest, known=lambda _pk: "abc") == account
    with pytest.raises(operations.LoginLocked):
        operations.log_in(account.login_name, PASSWORD, actor=attacker)


def test_a_known_device_is_locked_by_its_own_guesses():
    account = AccountFactory()
    guess(account, 5, actor=ANONYMOUS, known=lambda _pk: "abc")
    with pytest.raises(operations.LoginLocked):
        operations.log_in(account.login_name, PASSWORD, actor=ANONYMOUS, known=lambda _pk: "abc")
    assert operations.log_in(account.login_name, PASSWORD, actor=ANONYMOUS) == account


def test_the_page_knows_the_device_by_a_signed_cookie(cast):
    client = enter(cast.resident)
    client.post(url("logout"))
    guess(cast.resident.account, 6, actor=ANONYMOUS)
    guess(cast.volunteer.account, 6, actor=ANONYMOUS)
    data = {"name": cast.resident.account.login_name, "password": PASSWORD}
    assert Client().post(url("login"), data).status_code == 200
    forged = Client()
    forged.cookies["known"] = f"abc.{cast.resident.account.pk}"
    assert forged.post(url("login"), data).status_code == 200
    other = {"name": cast.volunteer.account.login_name, "password": PASSWORD}
    assert client.post(url("login"), other).status_code == 200
    assert client.post(url("login"), data).status_code == 302


@pytest.mark.usefixtures("password_is_enough")
def test_staff_end_after_twelve_hours_whatever_they_do(cast):
    client, start = enter(cast.station), clock.now()
    for minutes in range(0, 12 * 60, 18):
        with time_machine.travel(start + dt.timedelta(minutes=minutes)):
            assert client.get("/me/").status_code == 200
    with time_machine.travel(start + dt.timedelta(minutes=12 * 60 + 1)):
        assert client.get("/me/").status_code == 302
