"""Coming and going over the API: the code, the batch, what is counted, and nobody else's."""

import datetime as dt
import json

import pytest
from django.test import Client

from shijian.activities.models import Scan
from shijian.activities.operations import sign_up
from shijian.activities.queries import codes
from tests.activities.conftest import feast
from tests.conftest import actor_of
from tests.factories.people import ApiTokenFactory

__all__ = ["feast"]


@pytest.fixture
def api():
    """`api(person)` sends as that person: `send(method, path, **data)` gives (status, body)."""

    def enter(person):
        ApiTokenFactory(account=person.account, secret=f"token-{person.pk}")
        client = Client(headers={"Authorization": f"Bearer token-{person.pk}"})

        def send(method, path, **data):
            body = json.dumps(data) if data else ""
            answer = client.generic(method, f"/api/v1/{path}", body, "application/json")
            return answer.status_code, answer.json()

        return send

    return enter


@pytest.fixture
def place(feast, cast, time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 18, 1, 0, tzinfo=dt.UTC))
    signup = sign_up.sign_up(feast.session, feast.help, person=cast.volunteer, actor=actor_of(cast.volunteer))
    time_machine.move_to(feast.session.starts_at, tick=False)
    return signup


def test_in_and_out_with_the_code_of_the_desk(feast, place, cast, api, time_machine):
    status, shown = api(cast.leader)("GET", f"sessions/{feast.session.pk}/site-code")
    assert status == 200
    code, send = shown["codes"][str(feast.place.pk)], api(cast.volunteer)
    status, body = send("POST", f"places/{place.pk}/check-in", nonce="device-1", code=code)
    assert (status, body["scans"][0]["outcome"], body["stays"][0]["ended_at"]) == (200, "counted", None)
    assert send("POST", f"places/{place.pk}/check-in", nonce="device-1", code=code)[1] == body
    time_machine.move_to(feast.session.starts_at + dt.timedelta(minutes=50), tick=False)
    status, body = send("POST", f"places/{place.pk}/check-out", nonce="device-2", ago=600)
    assert (body["stays"][0]["minutes"], body["stays"][0]["grade"]) == (40, "self")
    status, refused = send("POST", f"places/{place.pk}/check-in", nonce="device-3", code="AAAAAA")
    assert (status, set(refused["errors"])) == (422, {"code"})


def test_a_batch_of_the_desk(feast, place, cast, api):
    line = {"nonce": "desk-0001", "kind": "in", "code": codes.personal_code(place)}
    wrong = {"nonce": "desk-0002", "kind": "in", "code": "AAAAAA"}
    path = f"sessions/{feast.session.pk}/scans"
    send = api(cast.leader)
    first = send("POST", path, scans=[line, wrong])
    assert [reply["state"] for reply in first[1]["replies"]] == ["counted", "failed"]
    assert send("POST", path, scans=[line, wrong]) == first
    assert Scan.objects.count() == 1


def test_nobody_else_reads_checks_in_or_sees_the_code(feast, place, cast, api):
    for person in (cast.stranger, cast.resident):
        send = api(person)
        assert send("GET", f"places/{place.pk}/attendance")[0] == 404
        assert send("POST", f"places/{place.pk}/check-in", nonce="device-9")[0] == 404
        assert send("GET", f"sessions/{feast.session.pk}/site-code")[0] == 404
        lines = [{"nonce": "desk-0009", "kind": "in", "signup_id": place.pk}]
        assert send("POST", f"sessions/{feast.session.pk}/scans", scans=lines)[0] == 404
    assert Scan.objects.count() == 0


def test_an_objection(feast, place, cast, api):
    send = api(cast.volunteer)
    _status, body = send("POST", f"places/{place.pk}/check-in", nonce="device-1")
    scan = body["scans"][0]
    assert (scan["outcome"], api(cast.resident)("POST", f"scans/{scan['id']}/object", words="x")[0]) == (
        "refused",
        404,
    )
    status, body = send("POST", f"scans/{scan['id']}/object", words="我在场")
    assert (status, body["scans"][0]["outcome"]) == (200, "waiting")
    assert send("GET", f"places/{place.pk}/attendance") == (200, body)
