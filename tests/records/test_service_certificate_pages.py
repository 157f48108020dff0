"""The pages of certificates of service: ask, look, do the next step."""

import datetime as dt

import pytest
from django.urls import reverse

from shijian.records.models import Certificate, CertificateRequest
from tests.factories.records import CertificateRequestFactory, ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.django_db
FACTS = {"starts_on": "2026-03-01", "ends_on": "2026-06-30", "with_list": "on"}


@pytest.fixture(autouse=True)
def _in_july(time_machine):
    time_machine.move_to(dt.datetime(2026, 7, 1, 2, 0, tzinfo=dt.UTC))


@pytest.fixture
def record(cast, county):
    return ServiceRecordFactory(
        volunteer=cast.volunteer.volunteer,
        unit=county.station,
        started_at=dt.datetime(2026, 3, 3, tzinfo=dt.UTC),
    )


def act(client, row, deed, **data):
    return client.post(reverse("records:certificate-request-act", args=[row.pk, deed]), data, follow=True)


def test_from_asking_to_the_paper(cast, county, login, record):
    own = login(cast.volunteer)
    form = own.get(reverse("records:certificate-ask")).context["form"]
    assert list(form.fields["unit"].queryset) == [county.station]
    data = FACTS | {"volunteer": record.volunteer_id, "unit": county.station.pk, "purpose": "交给学校"}
    page = own.post(reverse("records:certificate-ask"), data, follow=True).content.decode()
    row = CertificateRequest.objects.get()
    assert "等待核对" in page
    assert "记录属实" not in page
    station, hub = login(cast.station), login(cast.hub)
    assert "记录属实" in station.get(reverse("records:certificate-request", args=[row.pk])).content.decode()
    assert "同意并开具" not in act(station, row, "check").content.decode()
    assert "同意并开具" in hub.get(reverse("records:certificate-request", args=[row.pk])).content.decode()
    act(hub, row, "approve")
    paper = Certificate.objects.get()
    mine = own.get(reverse("records:my-certificates")).content.decode()
    assert paper.number in mine
    assert "公示中" in mine
    assert own.get(reverse("records:certificate-paper", args=[paper.pk])).content.startswith(b"%PDF")
    assert login(cast.leader).get(reverse("records:certificate-paper", args=[paper.pk])).status_code == 404


def test_an_officer_asks_by_number_within_reach_only(cast, county, login, record):
    hub = login(cast.station)
    data = FACTS | {"unit": county.station.pk, "number": record.volunteer.number}
    hub.post(reverse("records:certificate-ask"), data)
    assert CertificateRequest.objects.get().asked_by == cast.station
    stranger = VolunteerFactory(person__unit=county.station_other)
    page = hub.post(reverse("records:certificate-ask"), data | {"number": stranger.number})
    assert page.context["form"].errors["number"]


def test_who_has_nothing_that_counts_reads_why(cast, login):
    assert (
        "还没有可以证明的服务"
        in login(cast.volunteer).get(reverse("records:certificate-ask")).content.decode()
    )


def test_a_step_that_is_refused_says_why_on_the_page(cast, county, login, record):
    row = CertificateRequestFactory(
        volunteer=record.volunteer, unit=county.station, ends_on=dt.date(2026, 3, 2)
    )
    page = act(login(cast.station), row, "check").content.decode()
    assert "没有可计入的服务" in page
    page = act(login(cast.station), row, "refuse", answer="").content.decode()
    assert CertificateRequest.objects.get().state == "asked"
    assert act(login(cast.station), row, "refuse", answer="时间不符").status_code == 200
    assert CertificateRequest.objects.get().answer == "时间不符"
    assert act(login(cast.station), row, "steal").status_code == 404
    assert act(login(cast.stranger), row, "refuse", answer="x").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_the_office(cast, county, login, count, django_assert_num_queries):
    for _n in range(count):
        CertificateRequestFactory(volunteer=VolunteerFactory(person__unit=county.station))
    strange = CertificateRequestFactory(volunteer=VolunteerFactory(person__unit=county.station_other))
    client = login(cast.hub)
    client.get(reverse("records:certificate-request-list"))
    with django_assert_num_queries(6):
        page = client.get(reverse("records:certificate-request-list"))
    assert len(page.context["page"].items) == count
    assert strange.volunteer.number not in page.content.decode()
    assert login(cast.volunteer).get(reverse("records:certificate-request-list")).status_code == 404
