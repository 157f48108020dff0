"""Each error page says whom to phone, with a number that the log holds too, and asks no broken database."""

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.test import Client
from django.urls import path

from shijian.config import urls
from shijian.kernel import support
from shijian.kernel.logs import JsonFormatter


def broken(request):
    raise RuntimeError("secret 13800000000")


def away(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def closed(request):
    raise PermissionDenied


def damaged(request):
    raise SuspiciousOperation


urlpatterns = [
    path("broken/", broken), path("away/", away), path("closed/", closed), path("damaged/", damaged),
    *urls.urlpatterns,
]  # fmt: skip
FAULTS = [("/broken/", 500), ("/closed/", 403), ("/damaged/", 400), ("/nowhere/", 404), ("/logout/", 405)]


@pytest.fixture
def phones(settings, county, monkeypatch):
    monkeypatch.setattr(support._line, "last", None)
    settings.ROOT_URLCONF = __name__
    for unit, phone in ((county.centre, "0941-7120000"), (county.station, "0941-7121111")):
        unit.phone = phone
        unit.save()


@pytest.fixture
def visitor(phones):
    client = Client(raise_request_exception=False)
    client.get("/")  # the home page has told the visitor's contact
    return client


@pytest.mark.parametrize(("address", "status"), FAULTS)
def test_every_fault_names_whom_to_phone_and_a_number(visitor, address, status):
    answer = visitor.get(address)
    text = answer.content.decode()
    assert answer.status_code == status
    assert 'href="tel:0941-7120000"' in text
    assert support.reference.get() in text
    assert "secret" not in text
    assert "13800000000" not in text


def test_a_person_is_told_the_phone_of_his_own_station(phones, cast, county, login):
    text = login(cast.resident).get("/nowhere/").content.decode()
    assert 'href="tel:0941-7121111"' in text
    assert "0941-7120000" not in text


def test_a_form_that_grew_old_says_the_same(visitor):
    strict = Client(enforce_csrf_checks=True)
    text = strict.post("/login/", {"name": "x"}).content.decode()
    assert 'href="tel:0941-7120000"' in text
    assert support.reference.get() in text


@pytest.mark.django_db(transaction=True)
def test_a_page_about_a_broken_database_does_not_ask_it(visitor):
    answer = visitor.get("/away/")
    assert answer.status_code == 500
    assert 'href="tel:0941-7120000"' in answer.content.decode()


def test_in_english_too(visitor):
    text = visitor.get("/nowhere/", headers={"Accept-Language": "en"}).content.decode()
    assert "If you phone us, read out this number:" in text
    assert "Phone us" in text


@pytest.mark.parametrize(
    ("referer", "shown"),
    [
        ("http://testserver/menu/?q=1", 'href="/menu/?q=1"'),
        ("http://testserver/nowhere/", None),
        ("https://evil.example/menu/", None),
        ("", None),
    ],
)
def test_the_way_back_leads_to_a_page_of_ours_only(visitor, referer, shown):
    text = visitor.get("/nowhere/", headers={"Referer": referer}).content.decode()
    assert (shown in text) if shown else ("回到刚才的页面" not in text)
    assert "evil" not in text


def test_each_request_has_a_number_of_its_own_and_the_log_holds_it():
    first, second = support.begin(), support.begin()
    row = json.loads(JsonFormatter().format(logging.makeLogRecord({"name": "x", "msg": "x"})))
    assert first != second
    assert row["reference"] == second
    assert len(second) == 9
