"""Missing records through the API."""

import base64
import datetime as dt

import pytest

from shijian.kernel import clock
from shijian.records.models import TopUp
from tests.records.test_top_up_pages import upload

pytestmark = pytest.mark.django_db


def test_asking_with_a_photo_and_taking_back(cast, api):
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    start = clock.now() - dt.timedelta(days=1)
    wish = {
        "volunteer_id": cast.volunteer.volunteer.pk, "started_at": start.isoformat(),
        "ended_at": (start + dt.timedelta(hours=1)).isoformat(), "place": "村口", "content": "扫雪",
        "recipient": "public", "reason": "手机没电", "photo": base64.b64encode(upload(3).read()).decode(),
    }  # fmt: skip
    call = api(cast.volunteer)
    for nothing in ("AAAA", "照片"):
        assert call("POST", "records/top-ups", wish | {"photo": nothing}).status_code == 422
    assert api(cast.resident)("POST", "records/top-ups", wish).status_code == 404
    made = call("POST", "records/top-ups", wish)
    assert (made.status_code, made.json()["minutes"], made.json()["state"]) == (201, 60, "asked")
    assert call("POST", "records/top-ups", wish).status_code == 409
    key = made.json()["id"]
    assert api(cast.stranger)("POST", f"records/top-ups/{key}/withdraw", {}).status_code == 404
    assert call("POST", f"records/top-ups/{key}/withdraw", {}).json()["state"] == "withdrawn"
    assert TopUp.objects.get().over_at is not None
