import datetime as dt
import logging
import threading
from dataclasses import replace

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from shijian.config import environment
from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.errors import Conflict, Invalid, OutOfReach
from shijian.kernel.models import AuditEntry
from shijian.people import operations
from shijian.people.models import OneTimeCode, Person, SmsDelivery
from shijian.people.operations import code_jobs
from tests.conftest import actor_of
from tests.factories.people import AccountFactory
from tests.people.sms_gateway import Gateway

VISITOR = replace(ANONYMOUS, ip="10.0.0.9")
PHONE = "13700001111"


@pytest.fixture
def gateway(settings, monkeypatch):
    server = Gateway()
    settings.SMS = server.settings
    monkeypatch.setattr(code_jobs, "PAUSE", 0.01)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def account(db):
    return AccountFactory(person__phone=PHONE)


def ask(phone=PHONE, purpose="login", actor=VISITOR):
    return operations.ask_code(phone, purpose=purpose, actor=actor)


def send(row):
    return code_jobs.deliver(SmsDelivery.objects.get(code=row).pk)


def digits(gateway):
    return gateway.messages[-1]["TemplateParamSet"][0]


def test_the_gateway_gets_what_the_provider_asks_for(gateway, account):
    row = ask("+86 137-0000-1111")
    assert send(row) == "sent"
    assert gateway.messages == [
        {
            "PhoneNumberSet": ["+8613700001111"],
            "SmsSdkAppId": "1400000000",
            "SignName": "夏河文明实践",
            "TemplateId": "1110",
            "TemplateParamSet": [digits(gateway), "5"],
            "SessionContext": f"sms-{row.delivery.pk}",
        }
    ]
    delivery = SmsDelivery.objects.get()
    assert (delivery.state, delivery.receipt, delivery.words, delivery.tries) == ("sent", "2640:1", "", 1)
    assert len(digits(gateway)) == 6


def test_a_code_logs_in_once(gateway, account):
    row = ask()
    send(row)
    assert operations.log_in_by_code(row.pk, digits(gateway), actor=VISITOR) == account
    with pytest.raises(operations.CodeRefused):
        operations.log_in_by_code(row.pk, digits(gateway), actor=VISITOR)


def test_neither_code_nor_number_is_written_down_in_the_clear(gateway, account, caplog):
    caplog.set_level(logging.DEBUG)
    row = ask()
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM people_smsdelivery")
        stored = cursor.fetchall()
        cursor.execute("SELECT phone, code_hash, phone_index FROM people_onetimecode")
        stored = str([*stored, *cursor.fetchall()])
    words = SmsDelivery.objects.get().words
    send(row)
    audited = str([vars(each) for each in AuditEntry.objects.all()])
    for text in (stored, caplog.text, audited):
        assert words not in text
        assert PHONE not in text


def test_an_unknown_number_is_answered_like_a_known_one_and_gets_nothing(gateway, account, cast):
    Person.objects.filter(pk=cast.hub.pk).update(phone="13700002222")
    known, unknown = ask(), ask("13700009999")
    staff = ask(cast.hub.phone)
    for row in (unknown, staff):
        assert row.account is None
        assert not SmsDelivery.objects.filter(code=row).exists()
    assert {known.expires_at - known.created_at, unknown.expires_at - unknown.created_at} == {
        dt.timedelta(minutes=5)
    }
    with pytest.raises(operations.CodeRefused):
        operations.log_in_by_code(unknown.pk, "000000", actor=VISITOR)


def test_a_code_allows_five_tries_and_five_minutes(gateway, account):
    row = ask()
    send(row)
    right = digits(gateway)
    wrong = f"{(int(right) + 1) % 1000000:06}"
    for _ in range(5):
        with pytest.raises(operations.CodeRefused):
            operations.log_in_by_code(row.pk, wrong, actor=VISITOR)
    with pytest.raises(operations.CodeRefused):
        operations.log_in_by_code(row.pk, right, actor=VISITOR)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2)):
        late = ask()
        right = late.delivery.words
    with time_machine.travel(clock.now() + dt.timedelta(minutes=8)), pytest.raises(operations.CodeRefused):
        operations.log_in_by_code(late.pk, right, actor=VISITOR)


def test_codes_are_rare_per_number_and_per_connection(gateway, account):
    ask()
    with pytest.raises(operations.CodesLimited):
        ask()
    start = clock.now()
    for number in range(1, 10):
        with time_machine.travel(start + dt.timedelta(minutes=61 * number)):
            ask()
    with time_machine.travel(start + dt.timedelta(hours=11)), pytest.raises(operations.CodesLimited):
        ask()
    other = replace(ANONYMOUS, ip="10.0.0.8")
    for number in range(30):
        ask(f"138000000{number:02}", actor=other)
    with pytest.raises(operations.CodesLimited):
        ask("13800000099", actor=other)
    assert ask("13800000099", actor=replace(ANONYMOUS, ip="10.0.0.7"))


def test_a_busy_gateway_is_asked_again_and_a_silent_one_is_not(gateway, account):
    row = ask()
    gateway.answers = ["LimitExceeded.DeliveryFrequencyLimit", 503]
    assert send(row) == "sent"
    assert (gateway.asked, len(gateway.messages)) == (3, 1)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2), tick=True):
        silent = ask()
    gateway.answers = ["silence"]
    assert send(silent) == "unknown"
    assert send(silent) == "done before"
    assert gateway.asked == 4


@pytest.mark.parametrize("answer", ["FailedOperation.SignatureIncorrectOrUnapproved", 500])
def test_a_refusal_is_kept_with_its_code(gateway, account, answer):
    row = ask()
    gateway.answers = [answer]
    assert send(row) == "refused"
    assert SmsDelivery.objects.get().receipt in (answer, "http-500")
    assert gateway.messages == []


def test_a_wrong_secret_sends_nothing(gateway, account, settings):
    settings.SMS = settings.SMS | {"secret": "another"}
    assert send(ask()) == "refused"
    assert SmsDelivery.objects.get().receipt == "AuthFailure.SignatureFailure"


def test_a_job_that_runs_twice_sends_once(gateway, account):
    row = ask()
    assert [send(row), send(row)] == ["sent", "done before"]
    assert len(gateway.messages) == 1
    with time_machine.travel(clock.now() + dt.timedelta(minutes=2)):
        died = ask()
    SmsDelivery.objects.filter(code=died).update(state="sending")
    send(died)
    assert SmsDelivery.objects.get(code=died).state == "unknown"
    assert len(gateway.messages) == 1


def test_a_late_worker_sends_no_code_that_is_over(gateway, account):
    row = ask()
    with time_machine.travel(clock.now() + dt.timedelta(minutes=6)):
        send(row)
    assert SmsDelivery.objects.get().state == "late"
    assert gateway.asked == 0


def test_without_a_gateway_nothing_is_offered(cast, client, login):
    with pytest.raises(OutOfReach):
        ask()
    assert client.get(reverse("people:code")).status_code == 404
    assert "短信" not in client.get(reverse("people:login")).content.decode()
    assert 'name="phone"' in login(cast.resident).get(reverse("people:contact")).content.decode()


def test_a_landline_gets_no_code(gateway, db):
    with pytest.raises(Invalid):
        ask("0941 7123456")


def test_the_page_logs_in_by_code(gateway, account, client):
    assert "短信" in client.get(reverse("people:login")).content.decode()
    assert client.get(reverse("people:code-enter")).headers["Location"] == reverse("people:code")
    lands = client.post(reverse("people:code"), {"phone": PHONE}).headers["Location"]
    assert PHONE not in lands
    send(OneTimeCode.objects.get())
    assert client.post(lands, {"code": "1"}).status_code == 422
    assert client.post(lands, {"code": digits(gateway)}).status_code == 302
    assert client.get(reverse("people:profile")).status_code == 200


def test_a_forgotten_password_is_chosen_anew_by_code(gateway, account, client):
    client.post(reverse("people:forgotten"), {"phone": PHONE})
    send(OneTimeCode.objects.get())
    link = client.post(reverse("people:forgotten-enter"), {"code": digits(gateway)}).headers["Location"]
    client.post(link, {"password": "niu2hua7shu", "again": "niu2hua7shu"})
    account.refresh_from_db()
    assert account.check_password("niu2hua7shu")


def test_another_number_counts_when_its_code_was_typed(gateway, account, login):
    client, stranger = login(account.person), AccountFactory(person__phone="13700003333")
    assert 'name="phone"' not in client.get(reverse("people:contact")).content.decode()
    client.post(reverse("people:phone"), {"phone": "13700002222"})
    row = OneTimeCode.objects.get()
    send(row)
    with pytest.raises(operations.CodeRefused):
        operations.confirm_phone(row.pk, "000000", actor=actor_of(stranger.person))
    account.person.refresh_from_db()
    assert account.person.phone == PHONE
    client.post(reverse("people:phone-enter"), {"code": digits(gateway)})
    account.person.refresh_from_db()
    assert account.person.phone == "13700002222"
    taken = ask("13700003333", "phone", actor=replace(actor_of(account.person), ip="10.0.0.3"))
    send(taken)
    with pytest.raises(Conflict):
        operations.confirm_phone(taken.pk, digits(gateway), actor=actor_of(account.person))


def test_the_api_gives_a_token_for_a_code(gateway, account):
    client, kind = Client(), "application/json"
    asked = client.post("/api/v1/codes", {"phone": PHONE}, kind).json()
    send(OneTimeCode.objects.get())
    body = {"code_id": asked["code_id"], "digits": digits(gateway), "label": "小程序"}
    made = client.post("/api/v1/tokens/by-code", body, kind)
    assert made.status_code == 201
    header = {"headers": {"authorization": f"Bearer {made.json()['token']}"}}
    assert client.get("/api/v1/me", **header).json()["name"] == account.person.name
    assert client.post("/api/v1/tokens/by-code", body, kind).status_code == 401
    assert client.post("/api/v1/codes", {"phone": PHONE}, kind).status_code == 429


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_count_each(gateway):
    AccountFactory(person__phone=PHONE)
    row = ask()
    right = row.delivery.words
    wrong, refused = f"{(int(right) + 1) % 1000000:06}", []

    def guess():
        try:
            operations.log_in_by_code(row.pk, wrong, actor=VISITOR)
        except operations.CodeRefused:
            refused.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    row.refresh_from_db()
    assert (len(refused), row.tries) == (8, 5)
    with pytest.raises(operations.CodeRefused):
        operations.log_in_by_code(row.pk, right, actor=VISITOR)


def test_a_gateway_that_is_named_is_told_everything(monkeypatch):
    assert environment.sms()["gateway"] == "none"
    monkeypatch.setenv("SHIJIAN_SMS", "tencent")
    with pytest.raises(environment.ImproperlyConfigured, match="SHIJIAN_SMS_SECRET"):
        environment.sms()
    for name in ("APP", "SIGN", "KEY", "SECRET", "TEMPLATE_CODE"):
        monkeypatch.setenv(f"SHIJIAN_SMS_{name}", "x")
    assert environment.sms()["templates"] == {"code": "x"}
