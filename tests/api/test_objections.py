"""Objections to service records through the API."""

import datetime as dt

import pytest

from shijian.kernel import clock
from tests.factories.records import ServiceRecordFactory

pytestmark = pytest.mark.django_db
SAID = {"ground": "too-long", "words": "没有两个小时。"}


def test_the_api_objects_and_takes_back(cast, api):
    record = ServiceRecordFactory(
        volunteer=cast.volunteer.volunteer, counts_from=clock.today() + dt.timedelta(days=3)
    )
    resident = api(cast.resident)
    made = resident("POST", "records/objections", {"record_id": record.pk, **SAID})
    assert (made.status_code, made.json()["state"]) == (201, "open")
    assert resident("POST", "records/objections", {"record_id": record.pk, **SAID}).status_code == 409
    key = made.json()["id"]
    mine = api(cast.volunteer)("GET", "records").json()["items"][0]
    assert (mine["is_disputed"], mine["counts_from"]) == (True, record.counts_from.isoformat())
    assert api(cast.stranger)("POST", f"records/objections/{key}/withdraw", {}).status_code == 404
    assert resident("POST", f"records/objections/{key}/withdraw", {}).json()["state"] == "withdrawn"
    assert resident("POST", "records/objections", {"record_id": 10**12, **SAID}).status_code == 404
    old = ServiceRecordFactory(volunteer=cast.leader.volunteer)
    assert resident("POST", "records/objections", {"record_id": old.pk, **SAID}).status_code == 404
