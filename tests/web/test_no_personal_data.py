"""No personal data in logs, addresses, cookies, caches, jobs and error pages, wherever somebody walks or errs."""

import json
import logging
import multiprocessing
import queue
import re
import traceback

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import path, reverse
from django_q.models import Task
from django_q.monitor import monitor
from django_q.worker import worker

from shijian.config import urls
from shijian.kernel import bare_traces, clock
from shijian.kernel.logs import JsonFormatter
from shijian.people.models import Person
from tests.api.conftest import api  # noqa: F401 - a fixture
from tests.api.routes import operations
from tests.conftest import enter_with_factor
from tests.once import ON_SQLITE
from tests.test_routes import ALL, address, branch  # noqa: F401 - a fixture
from tests.web.leaks import (
    PHONE,
    SENT,
    WORD,
    faults_of,
    found_in,
    left_behind,
    mark_everything,
    written_logs,
)

# The chart of a unit names its officers to everybody; the address of a unit is no person's.
OPEN = {("people:org-chart", "may be kept: ''"), ("units:detail", "may be kept: ''")}
PUBLIC_FACTS = {"audit unit.change"}
OBJECTS = {
    "complaints": "complaint", "wards": "ward", "units": "unit", "menu-items": "item", "volunteers": "volunteer",
    "teams": "team", "orders": "order", "offers": "offer",
}  # fmt: skip


def crash(request):
    person = Person.objects.order_by("pk").first()
    raise ValueError(f"cannot serve {person.name} at {person.phone}")


def crash_in_database(request):
    person = Person.objects.order_by("pk").first()
    with transaction.atomic():
        Person.objects.create(
            name=person.name, phone=person.phone, address=person.address, unit=person.unit,
            unit_path=person.unit_path, document_type="111", document_number=person.document_number,
            document_index=person.document_index,
        )  # fmt: skip


urlpatterns = [
    path("crash/", crash),
    path("crash/database/", crash_in_database),
    path("api/v1/crash", crash),
    *urls.urlpatterns,
]


@pytest.fixture
def objects(cast, county, branch):  # noqa: F811
    """A branch in which every word, name and number is marked."""
    for cache in caches.all():
        cache.clear()
    made = branch(county.station)
    mark_everything()
    return {kind: type(each).objects.get(pk=each.pk) for kind, each in made.items()}


def client_of(cast, role):
    client = Client(raise_request_exception=False)
    if role != "visitor":
        person = Person.objects.get(pk=getattr(cast, role).pk)
        enter_with_factor(client, person)
        return client, person.name
    return client, "-"


def walk(cast, role, objects):
    """Every page is looked at; then every page is sent a form with wrong words, in the same order."""
    client, own = client_of(cast, role)
    for method in ("get", "post"):
        for name, pattern in ALL:
            url = address(name, pattern, objects)
            response = client.get(url) if method == "get" else client.post(url, SENT)
            yield from ((name, fault) for fault in faults_of(response, own))
            if settings.SESSION_COOKIE_NAME in response.cookies:
                client, own = client_of(cast, role)


@ON_SQLITE
@pytest.mark.parametrize("role", ["visitor", "volunteer", "hub", "auditor"])
def test_no_page_and_no_wrong_form_leaves_anything(cast, objects, role):
    with written_logs() as lines:
        faults = set(walk(cast, role, objects))
    assert faults - (OPEN if role == "visitor" else set()) == set()
    assert {line[:300] for line in lines if found_in(line)} == set()
    assert set(left_behind()) - PUBLIC_FACTS == set()


@ON_SQLITE
@pytest.mark.parametrize("role", ["resident", "volunteer", "hub"])
def test_the_api_leaves_nothing_either(cast, objects, api, role):  # noqa: F811
    faults, call = set(), api(Person.objects.get(pk=getattr(cast, role).pk))
    with written_logs() as lines:
        for each in operations():
            kind = OBJECTS.get(each.path.split("/")[0])
            url = re.sub(r"{\w+}", str(objects[kind].pk) if kind else "1", each.path)
            response = call(each.method, url, None if each.method == "GET" else SENT)
            faults |= {(each.method, each.path, fault) for fault in faults_of(response, "-")}
    assert faults == set()
    assert {line[:300] for line in lines if found_in(line)} == set()
    assert set(left_behind()) == set()


@pytest.mark.parametrize("url", ["/crash/", "/crash/database/", "/api/v1/crash"])
def test_a_crash_says_where_it_broke_and_not_over_whom(objects, cast, settings, url):
    settings.ROOT_URLCONF = __name__
    client, own = client_of(cast, "hub")
    with written_logs() as lines:
        response = client.get(url) if "database" not in url else client.post(url, SENT)
    assert response.status_code == 500
    assert list(faults_of(response, own)) == []
    trace = next(json.loads(line)["traceback"] for line in lines if "traceback" in line)
    assert found_in("\n".join(lines)) == []
    assert "test_no_personal_data.py" in trace
    last = trace.splitlines()[-1]
    if "database" in url:
        assert last.startswith("django.db.utils.IntegrityError: ")
        assert "document_index" in last or "person_document_once" in last
    else:
        assert last == "ValueError"


def test_a_failed_job_says_where_it_broke_and_not_over_whom(objects, monkeypatch):
    for module in ("worker", "monitor"):
        monkeypatch.setattr(f"django_q.{module}.close_old_django_connections", lambda: None)
    task = {
        "id": "0" * 32, "name": "a-job", "func": "tests.kernel.job_samples.fail_over", "kwargs": {},
        "args": (objects["person"].pk,), "started": clock.now(),
    }  # fmt: skip
    tasks, results = queue.Queue(), queue.Queue()
    tasks.put(task)
    tasks.put("STOP")
    with written_logs() as lines:
        worker(tasks, results, multiprocessing.Value("f", -1))
        results.put("STOP")
        monitor(results)
    stored = Task.objects.get(name="a-job")
    assert (stored.success, stored.result.splitlines()[-1]) == (False, "ValueError")
    assert "in fail_over" in stored.result
    assert list(left_behind()) == []
    assert found_in("\n".join(lines)) == []
    failed = next(json.loads(line) for line in lines if "traceback" in line)
    assert (failed["level"], failed["traceback"]) == ("ERROR", stored.result)


def test_words_of_an_error_never_reach_a_line_of_the_log():
    def chained():
        try:
            raise KeyError(f"{WORD}人")
        except KeyError as error:
            raise RuntimeError(f"over {PHONE}0000\nDETAIL: {WORD}") from error

    with pytest.raises(RuntimeError) as caught:
        chained()
    text = bare_traces.of_error(caught.value)
    assert [line for line in text.splitlines() if not line.startswith(" ") and line] == [
        bare_traces.BEGIN, "KeyError", bare_traces.BETWEEN[0].strip(), bare_traces.BEGIN, "RuntimeError",
    ]  # fmt: skip
    printed = "".join(traceback.format_exception(caught.value))
    assert found_in(printed) == sorted([WORD, PHONE])
    assert found_in(bare_traces.of_text(f"over {WORD} : {printed}")) == []
    assert bare_traces.of_text(printed).splitlines()[-1] == "DETAIL"
    assert bare_traces.of_text("nothing broke") == ""
    record = logging.LogRecord(
        "shijian", logging.ERROR, "", 0, "broke", (), (RuntimeError, caught.value, None)
    )
    assert found_in(JsonFormatter().format(record)) == []


def test_a_sentence_that_waits_is_sealed_and_shown_once(cast, login):
    client, page = login(cast.station), reverse("people:new")
    data = {"name": f"{WORD}新人", "birth_date": "1980-05-17", "idempotency_key": "key-00001"}
    response = client.post(page, data)
    assert (response.status_code, list(faults_of(response, "-"))) == (302, [])
    shown = client.get(response.headers["Location"])
    assert f"{WORD}新人" in shown.content.decode()
    assert shown.cookies["messages"].value == ""
    client.cookies["messages"] = "a1:forged"
    assert client.get(page).status_code == 200
