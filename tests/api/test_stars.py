"""My star by the API: what counts, how far to the next, asking for it."""

import datetime as dt

import pytest

from tests.factories.records import ServiceRecordFactory

pytestmark = pytest.mark.django_db


def test_a_volunteer_reads_where_the_star_stands_and_asks_for_it(cast, api):
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    ServiceRecordFactory(volunteer=cast.volunteer.volunteer, minutes=5000)
    client = api(cast.volunteer)
    found = client("GET", "me/star").json()
    assert (found["level"], found["minutes"], found["next_level"], found["next_minutes"]) == (
        0,
        5000,
        1,
        6000,
    )
    assert (found["may_apply"], found["under_way"], found["past"]) == (False, None, [])
    assert found["parts"] == [{"grade": "self", "minutes": 5000, "counts": True}]
    assert client("POST", "me/star", {}).status_code == 422
    ServiceRecordFactory(volunteer=cast.volunteer.volunteer, minutes=1000)
    made = client("POST", "me/star", {})
    assert (made.status_code, made.json()["level"], made.json()["state"]) == (201, 1, "asked")
    assert client("POST", "me/star", {}).status_code == 409
    assert client("GET", "me/star").json()["under_way"]["id"] == made.json()["id"]


def test_whoever_is_no_volunteer_has_none(cast, api):
    assert api(cast.resident)("GET", "me/star").status_code == 404
    assert api(cast.stranger)("POST", "me/star", {}).status_code == 404
