"""Who is turned away leaves a row: failed logins, second factors, locks, tokens; a flood of them is only counted."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.audit import tallies
from shijian.kernel.models import AuditEntry, DeniedTry
from shijian.people import operations
from shijian.people.models import LoginSession
from shijian.people.queries.accounts import digest
from tests.conftest import actor_of
from tests.factories.orders import OrderFactory
from tests.factories.people import PASSWORD, ApiTokenFactory

pytestmark = pytest.mark.django_db
VISITOR = replace(ANONYMOUS, ip="10.0.0.9")


def rows(**lookup):
    found = AuditEntry.objects.filter(success=False, **lookup).order_by("id")
    return [
        (row.action, row.object_id, row.for_person_id, row.changes.get("detail", [None, ""])[1], row.channel)
        for row in found
    ]


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def token(person, secret, **facts):
    facts = {"expires_at": clock.now() + dt.timedelta(days=1)} | facts
    return ApiTokenFactory(account=person.account, token_hash=digest(secret), **facts)


def test_failed_logins_on_the_page_and_in_the_api_are_there_and_a_lock_too(cast, client):
    account = cast.resident.account
    for _ in range(5):
        client.post("/login/", {"name": account.login_name, "password": "wrong"})
    body = {"login": account.login_name, "password": "wrong"}
    answer = client.post("/api/v1/tokens", body, content_type="application/json", REMOTE_ADDR="198.51.100.7")
    assert answer.status_code == 429
    client.post("/api/v1/tokens", {**body, "login": "nobody"}, content_type="application/json")
    assert rows() == [
        ("account.login", account.pk, cast.resident.pk, "password", "web"),
        ("account.login", account.pk, cast.resident.pk, "locked", "api"),
        ("account.login", None, None, "password", "api"),
    ]
    assert sorted(DeniedTry.objects.values_list("more", flat=True)) == [0, 0, 4]
    assert "nobody" not in str(list(AuditEntry.objects.values()))


def test_a_refused_second_factor_is_there(cast):
    from shijian.people import proofs

    account = cast.resident.account
    with pytest.raises(operations.FactorRefused):
        operations.log_in_with_factor(account, proofs.Code("123456"), actor=VISITOR)
    with pytest.raises(operations.LoginRefused):
        operations.confirm(account, password="wrong", actor=actor_of(cast.resident))
    assert rows() == [
        ("account.login", account.pk, cast.resident.pk, "factor", "web"),
        ("account.login", account.pk, cast.resident.pk, "confirm", "web"),
    ]


def test_a_slip_that_nobody_has_is_there(db):
    with pytest.raises(operations.SlipRefused):
        operations.redeem_slip("ABCD-EFGH", actor=VISITOR)
    assert rows() == [("account.login", None, None, "slip", "web")]


def test_tokens_that_open_nothing_are_there_with_their_account(cast, client):
    token(cast.resident, "old", expires_at=clock.now() - dt.timedelta(days=1))
    token(cast.volunteer, "shut")
    token(cast.hub, "bare", passed_factor=False)
    token(cast.leader, "good")
    cast.volunteer.account.is_active = False
    cast.volunteer.account.save()
    for secret in ("old", "shut", "bare", "never", "never"):
        assert client.get("/api/v1/me", headers=bearer(secret)).status_code == 401
    assert client.get("/api/v1/me", headers=bearer("good")).status_code == 200
    assert client.get("/api/v1/me").status_code == 401
    assert rows() == [
        ("account.token-refused", cast.resident.account.pk, cast.resident.pk, "over", "api"),
        ("account.token-refused", cast.volunteer.account.pk, cast.volunteer.pk, "closed", "api"),
        ("account.token-refused", cast.hub.account.pk, cast.hub.pk, "factor", "api"),
        ("account.token-refused", None, None, "unknown", "api"),
    ]
    told = str(list(AuditEntry.objects.values()))
    assert not any(word in told for word in ("never", "bare"))


def test_the_unit_of_the_account_sees_it(cast, county, client, login):
    token(cast.resident, "old", revoked_at=clock.now())
    client.get("/api/v1/me", headers=bearer("old"))
    assert AuditEntry.objects.get().unit_path == county.station.path
    page = login(cast.auditor).get("/audit/").content.decode()
    assert "出示了无效的访问令牌" in page


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_with_a_refused_request_does_not_take_its_row_along(cast, county):
    order = OrderFactory(unit=county.station_other)
    token(cast.station, "mine", passed_factor=True)
    headers = bearer("mine") | {"Idempotency-Key": "key-12345678"}
    answer = Client().post(
        f"/api/v1/orders/{order.pk}/verify", {"note": "x"}, content_type="application/json", headers=headers
    )
    assert answer.status_code == 404
    assert AuditEntry.objects.filter(action="access.denied", object_id=order.pk).count() == 1


def test_an_attacker_cannot_fill_the_disk(cast, monkeypatch):
    monkeypatch.setattr(tallies, "MOST", 5)
    for number in range(50):
        visitor = replace(ANONYMOUS, ip=f"10.0.1.{number}")
        with pytest.raises(operations.LoginRefused):
            operations.log_in(f"nobody{number}", "wrong", actor=visitor)
    assert AuditEntry.objects.count() == DeniedTry.objects.count() == 6
    assert sum(DeniedTry.objects.values_list("more", flat=True)) == 44


def test_the_count_of_a_flood_keeps_whose_account_it_was(cast, time_machine):
    for _ in range(3):
        with pytest.raises(operations.LoginRefused):
            operations.log_in(cast.resident.account.login_name, "wrong", actor=VISITOR)
    time_machine.move_to(clock.now() + tallies.WINDOW * 1.1)
    tallies.settle()
    row = AuditEntry.objects.get(action="account.login-again")
    assert (row.for_person_id, row.changes["times"], row.ip) == (cast.resident.pk, [1, 3], "10.0.0.9")


class GatewayError(RuntimeError):
    pass


def test_the_row_of_a_code_goes_with_its_deed(cast, settings, monkeypatch):
    from shijian.people.models import OneTimeCode
    from shijian.people.operations import codes

    monkeypatch.setattr(codes.sms, "is_on", lambda: True)
    with pytest.raises(GatewayError), transaction.atomic():
        operations.ask_code(cast.resident.phone, purpose="login", actor=VISITOR)
        raise GatewayError
    assert (OneTimeCode.objects.count(), AuditEntry.objects.count()) == (0, 0)
    row = operations.ask_code(cast.resident.phone, purpose="login", actor=VISITOR)
    before = AuditEntry.objects.count()
    with pytest.raises(GatewayError), transaction.atomic():
        codes.try_code(row.pk, "000000", purpose="login", actor=VISITOR)
        raise GatewayError
    row.refresh_from_db()
    assert (row.tries, AuditEntry.objects.count()) == (0, before)


def test_the_row_of_a_device_goes_with_its_deed(cast, client):
    client.post("/login/", {"name": cast.resident.account.login_name, "password": PASSWORD})
    device, before = LoginSession.objects.get(account=cast.resident.account), AuditEntry.objects.count()
    for deed in (
        lambda: operations.end_device(device.pk, actor=actor_of(cast.resident)),
        lambda: operations.sign_out_everywhere(cast.resident.account, actor=actor_of(cast.resident)),
    ):
        with pytest.raises(GatewayError), transaction.atomic():
            deed()
            raise GatewayError
    assert LoginSession.objects.filter(pk=device.pk).exists()
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("deed", ["end_device", "ask_code"])
def test_a_row_that_cannot_be_written_stops_the_deed(cast, client, monkeypatch, deed):
    from shijian.people.models import OneTimeCode
    from shijian.people.operations import codes

    client.post("/login/", {"name": cast.resident.account.login_name, "password": PASSWORD})
    device = LoginSession.objects.get(account=cast.resident.account)
    monkeypatch.setattr(codes.sms, "is_on", lambda: True)

    def broken(*args, **kwargs):
        raise GatewayError

    monkeypatch.setattr("shijian.kernel.audit.record", broken)
    with pytest.raises(GatewayError), transaction.atomic():
        if deed == "end_device":
            operations.end_device(device.pk, actor=actor_of(cast.resident))
        else:
            operations.ask_code(cast.resident.phone, purpose="login", actor=VISITOR)
    assert LoginSession.objects.filter(pk=device.pk).exists()
    assert not OneTimeCode.objects.exists()
