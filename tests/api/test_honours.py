"""Commendations through the API."""

import base64

import pytest

from tests.records.test_honours import FACTS
from tests.records.test_top_up_pages import upload

pytestmark = pytest.mark.django_db


def test_reporting_through_the_api(cast, api):
    volunteer, call = cast.volunteer.volunteer, api(cast.volunteer)
    facts = {
        **FACTS, "awarded_on": "2026-03-05", "volunteer_id": volunteer.pk,
        "photo": base64.b64encode(upload(3).read()).decode(),
    }  # fmt: skip
    assert call("POST", "records/commendations", facts | {"photo": "AAAA"}).status_code == 422
    assert api(cast.resident)("POST", "records/commendations", facts).status_code == 404
    made = call("POST", "records/commendations", facts)
    assert (made.status_code, made.json()["state"]) == (201, "reported")
    assert call("POST", "records/commendations", facts).status_code == 409
    assert [row["id"] for row in call("GET", "records/commendations").json()["items"]] == [made.json()["id"]]
