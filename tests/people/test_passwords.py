import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Invalid
from shijian.kernel.models import PolicyValue
from shijian.people import breach_list, easy_words, operations, passwords
from shijian.people.models import PastPassword
from tests.conftest import actor_of
from tests.factories.people import PASSWORD, AccountFactory, AppointmentFactory

GOOD = [
    "83629174",
    "niu2hua7shu",
    "five green Yaks",
    "三只 绿色 的 牦牛",
    "a-lotus-pond-42",
    "Tibet!Grass-42",
]
EASY = [
    "zhang19800517", "1qaz@WSX", "qwertyuiop", "19800517", "zhuoma1950", "13900001111", "aaaa1111", "abcd1234",
    "woaini1314", "Zhang@2024", "Wang123456!", "11111111", "zhangwei88", "china2024", "shijian-demo", "Password123",
]  # fmt: skip


@pytest.mark.parametrize("word", EASY)
def test_easy_passwords_are_found_out(db, word):
    assert passwords.fault(word).startswith("这个密码容易被猜到")


@pytest.mark.parametrize("word", GOOD)
def test_a_villager_may_use_what_nobody_guesses(db, word):
    assert passwords.fault(word) == ""


def test_ones_own_name_and_number_are_easy(db):
    account = AccountFactory(login_name="tashi.dorje", person__phone="13712345678")
    assert passwords.fault("my-tashi.dorje-42", account).startswith("这个密码容易被猜到")
    assert passwords.fault("x13712345678x", account).startswith("这个密码容易被猜到")
    assert passwords.fault("my-tashi.dorje-42") == ""


def test_easy_words_know_their_bounds():
    assert not easy_words.is_easy("20231399x8!kk7")
    assert not easy_words.is_easy("correcthorse battery")
    assert easy_words.is_easy("19000101") is False


@pytest.mark.parametrize("size", [1, 2, 3, 50])
def test_the_list_of_a_county_is_searched_by_halving(tmp_path, settings, size):
    settings.HOME = tmp_path
    words = [f"Leaked word {number}" for number in range(size)]
    lines = sorted(f"{breach_list.fingerprint(word)}:{number * 7}" for number, word in enumerate(words))
    (tmp_path / "breached.txt").write_text("\r\n".join(lines) + "\r\n")
    assert [breach_list.has(word) for word in words] == [True] * size
    assert not breach_list.has("Leaked word x")


def test_a_list_that_is_empty_holds_nothing(tmp_path, settings):
    settings.HOME = tmp_path
    (tmp_path / "breached.txt").write_text("")
    assert not breach_list.has("five green Yaks")
    assert breach_list.has("password")


def test_staff_keep_more_rules_than_residents(cast):
    resident, officer = cast.resident.account, cast.station.account
    for word, sentence in (
        ("short9!", "密码至少要8个字。"),
        ("niu2hua7", ""),
    ):
        assert passwords.fault(word, resident) == sentence
    for word, sentence in (
        ("niu2hua7", "密码至少要10个字。"),
        ("niu2hua7shu", "工作人员的密码"),
        ("Niu2hua7shu", ""),
    ):
        assert passwords.fault(word, officer)[: len(sentence) or None] == sentence


def test_the_county_decides_how_long(cast):
    PolicyValue.objects.create(
        key="auth.password_min", value=12, valid_from=dt.date(2020, 1, 1), document_no="1"
    )
    assert passwords.fault("niu2hua7", cast.resident.account) == "密码至少要12个字。"


def change(account, old, new):
    return operations.set_password(account, new=new, old=old, actor=actor_of(account.person))


def test_staff_do_not_use_the_last_five_again(cast):
    account, old = cast.hub.account, PASSWORD
    for number in range(7):
        new = f"Green yak herd {number}"
        change(account, old, new)
        old = new
    assert PastPassword.objects.filter(account=account).count() == 5
    for used in ("Green yak herd 6", "Green yak herd 5", "Green yak herd 1"):
        with pytest.raises(Invalid) as caught:
            change(account, old, used)
        assert caught.value.fields["new"].startswith("这个密码您用过")
    assert change(account, old, "Green yak herd 0") == account


def test_residents_leave_no_history(cast):
    change(cast.resident.account, PASSWORD, "five green Yaks")
    assert PastPassword.objects.count() == 0


def enter(name, password=PASSWORD):
    client = Client()
    client.post(reverse("people:login"), {"name": name, "password": password})
    return client


@pytest.mark.usefixtures("password_is_enough")
def test_staff_choose_a_new_password_after_ninety_days(cast):
    account = cast.station.account
    for person in (cast.station, cast.resident):
        operations.set_password(person.account, new="Yak & lotus 42", old=None, actor=SYSTEM)
    with time_machine.travel(clock.now() + dt.timedelta(days=89)):
        assert enter(account.login_name, "Yak & lotus 42").get("/me/").status_code == 200
    with time_machine.travel(clock.now() + dt.timedelta(days=91)):
        assert enter(cast.resident.account.login_name, "Yak & lotus 42").get("/me/").status_code == 200
        client = enter(account.login_name, "Yak & lotus 42")
        for page in ("/me/", "/", "/people/", "/me/devices/"):
            assert client.get(page).headers["Location"] == reverse("people:password")
        assert client.post("/me/contact/", {}).headers["Location"] == reverse("people:password")
        assert "密码该换了" in client.get(reverse("people:password")).content.decode()
        new = {"old": "Yak & lotus 42", "password": "Yak & lotus 43", "again": "Yak & lotus 43"}
        assert client.post(reverse("people:password"), new).headers["Location"] == "/me/"
        assert client.get("/me/").status_code == 200


def test_a_resident_who_becomes_staff_with_a_plain_password_is_asked_for_a_new_one(cast):
    operations.set_password(cast.volunteer.account, new="niu2hua7", old=None, actor=SYSTEM)
    account = cast.volunteer.account
    assert enter(account.login_name, "niu2hua7").get("/me/").status_code == 200
    AppointmentFactory(person=cast.volunteer)
    assert enter(account.login_name, "niu2hua7").get("/me/").status_code == 302


def test_a_program_with_a_due_password_gets_no_token(cast, client):
    body = {"login": cast.station.account.login_name, "password": PASSWORD}
    with time_machine.travel(clock.now() + dt.timedelta(days=91)):
        answer = client.post("/api/v1/tokens", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "password-due")
