"""The pages of objections."""

import datetime as dt

import pytest
from django.urls import reverse

from shijian.kernel import clock
from shijian.records.models import RecordObjection, ServiceRecord
from tests.factories.records import RecordObjectionFactory, ServiceRecordFactory

SAID = {"ground": "too-long", "words": "没有两个小时。"}


@pytest.fixture
def record(cast):
    return ServiceRecordFactory(
        volunteer=cast.volunteer.volunteer, counts_from=clock.today() + dt.timedelta(days=3)
    )


def test_objecting_and_deciding_on_pages(cast, login, record):
    resident, hub = login(cast.resident), login(cast.hub)
    url = reverse("records:object", args=[record.pk])
    assert "才让" not in resident.get(url).content.decode()
    assert "words" in resident.post(url, {"ground": "too-long", "words": ""}).context["form"].errors
    page = resident.post(url, SAID)
    made = RecordObjection.objects.get()
    shown = reverse("records:objection", args=[made.pk])
    assert page.headers["Location"] == shown
    again = resident.post(url, SAID).content.decode()
    assert "您已对这条记录提出异议" in again
    assert SAID["words"] in again
    assert resident.get(shown).context["can_withdraw"]
    assert [name for name, _form in hub.get(shown).context["forms"]] == ["uphold", "reject"]
    uphold = reverse("records:objection-act", args=[made.pk, "uphold"])
    half = {"answer": "早走了", "started_at": "2026-03-02T09:00"}
    assert dict(hub.post(uphold, half).context["forms"])["uphold"].errors
    times = {"started_at": "2026-03-02T09:00", "ended_at": "2026-03-02T10:00"}
    assert hub.post(uphold, {"answer": "早走了", **times}).status_code == 302
    assert ServiceRecord.objects.valid().get().minutes == 60


def test_strangers_and_visitors_come_to_nothing(cast, login, client, record):
    made = RecordObjectionFactory(record=record, by=cast.resident)
    shown = reverse("records:objection", args=[made.pk])
    act = reverse("records:objection-act", args=[made.pk, "reject"])
    for person in (cast.stranger, cast.leader, cast.volunteer, cast.station):
        assert login(person).get(shown).status_code == 404
        assert login(person).post(act, {"answer": "x"}).status_code == 404
    assert client.get(shown).status_code == 302
    assert client.get(reverse("records:object", args=[record.pk])).status_code == 302
    assert login(cast.resident).post(act, {"answer": "x"}).status_code == 403
    old = ServiceRecordFactory(volunteer=cast.leader.volunteer)
    assert login(cast.resident).get(reverse("records:object", args=[old.pk])).status_code == 404
    assert login(cast.resident).get(reverse("records:objection-list")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_show_reach_only_with_constant_queries(
    cast, county, login, django_assert_num_queries, count
):
    own = [
        RecordObjectionFactory(by=cast.resident, record__volunteer__person__unit=county.station)
        for _ in range(count)
    ]
    RecordObjectionFactory(record__volunteer__person__unit=county.station_other)
    for person, name, queries in ((cast.hub, "objection-list", 6), (cast.resident, "objections", 6)):
        client = login(person)
        with django_assert_num_queries(queries):
            page = client.get(reverse(f"records:{name}"))
        assert [row.pk for row in page.context["page"].items] == [row.pk for row in reversed(own)]


def test_a_state_is_chosen(cast, county, login):
    RecordObjectionFactory(record__volunteer__person__unit=county.station)
    over = RecordObjectionFactory(
        record__volunteer__person__unit=county.station, state="upheld", over_at=clock.now()
    )
    page = login(cast.hub).get(reverse("records:objection-list") + "?state=upheld")
    assert [row.pk for row in page.context["page"].items] == [over.pk]
