"""Certificates of service by the API: ask, take back, out of reach."""

import datetime as dt

import pytest

from tests.factories.records import ServiceRecordFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(cast, county, time_machine):
    time_machine.move_to(dt.datetime(2026, 7, 1, 2, 0, tzinfo=dt.UTC))
    return ServiceRecordFactory(
        volunteer=cast.volunteer.volunteer,
        unit=county.station,
        started_at=dt.datetime(2026, 3, 3, tzinfo=dt.UTC),
    )


def test_by_the_api(api, cast, county, record):
    call = api(cast.volunteer)
    facts = {"volunteer_id": record.volunteer_id, "unit_id": county.station.pk, "starts_on": "2026-03-01",
             "ends_on": "2026-06-30"}  # fmt: skip
    made = call("POST", "certificates/requests", facts)
    assert (made.status_code, made.json()["state"], made.json()["minutes"]) == (201, "asked", None)
    assert call("POST", "certificates/requests", facts).status_code == 409
    assert call("POST", "certificates/requests", facts | {"unit_id": county.hub.pk}).status_code == 422
    assert api(cast.resident)("POST", "certificates/requests", facts).status_code == 404
    address = f"certificates/requests/{made.json()['id']}/withdraw"
    assert api(cast.resident)("POST", address).status_code == 404
    assert call("POST", address).json()["state"] == "withdrawn"
