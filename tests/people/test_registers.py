"""Impact assessments and incidents."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from shijian.kernel import clock, worklist
from shijian.kernel.errors import Invalid, NotAllowed, WrongState
from shijian.people import operations
from shijian.people.models import ImpactAssessment, Incident
from tests.factories.privacy import ImpactAssessmentFactory, IncidentFactory

pytestmark = pytest.mark.django_db
ASSESSMENT = {
    "title": "名册导入",
    "causes": ["sensitive"],
    "purpose_keys": ["volunteering"],
    "necessity": "登记需要",
    "risks": "外泄",
    "measures": "加密",
    "outcome": "可以实施",
    "made_on": dt.date(2024, 2, 29),
}


def url(name, *args):
    return reverse(f"people:{name}", args=args)


def test_an_assessment_is_kept_three_years_at_least_and_only_replaced(cast, actor_of, login):
    row = operations.record_assessment(**ASSESSMENT, actor=actor_of(cast.centre))
    assert row.keep_until == dt.date(2027, 2, 28)
    for statement in (
        "UPDATE people_impactassessment SET title = 'x'",
        "DELETE FROM people_impactassessment",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)
    client = login(cast.centre)
    data = ASSESSMENT | {"title": "名册导入（新）", "made_on": "2026-01-01"}
    assert client.post(url("new-assessment") + f"?replaces={row.pk}", data).status_code == 302
    html = client.get(url("assessment", row.pk)).content.decode()
    assert "名册导入（新）" in html
    assert client.get(url("new-assessment") + f"?replaces={row.pk}").status_code == 404


def test_an_assessment_is_whole(cast, actor_of):
    for change, field in (
        ({"risks": " "}, "risks"),
        ({"causes": []}, "causes"),
        ({"purpose_keys": ["x"]}, "purpose_keys"),
        ({"made_on": clock.today() + dt.timedelta(days=1)}, "made_on"),
    ):
        with pytest.raises(Invalid) as caught:
            operations.record_assessment(**ASSESSMENT | change, actor=actor_of(cast.centre))
        assert set(caught.value.fields) == {field}


@pytest.mark.parametrize("role", ["hub", "auditor", "resident"])
def test_others_have_no_registers(cast, actor_of, login, role):
    who = getattr(cast, role)
    assessment, incident = ImpactAssessmentFactory(), IncidentFactory()
    with pytest.raises(NotAllowed):
        operations.record_assessment(**ASSESSMENT, actor=actor_of(who))
    with pytest.raises(NotAllowed):
        operations.record_incident(title="x", kinds="x", noticed_at=clock.now(), actor=actor_of(who))
    client = login(who)
    for page in (
        url("assessments"), url("assessment", assessment.pk), url("new-assessment"), url("incidents"),
        url("incident", incident.pk), url("new-incident"),
    ):  # fmt: skip
        assert client.get(page).status_code == 404


def test_an_incident_is_to_be_reported_within_a_day(cast, actor_of, login):
    noticed = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
    with time_machine.travel(noticed + dt.timedelta(hours=1), tick=False):
        row = operations.record_incident(
            title="名册遗失", kinds="姓名、电话", noticed_at=noticed, actor=actor_of(cast.security)
        )
    assert row.due_at == noticed + dt.timedelta(hours=24)
    with time_machine.travel(noticed + dt.timedelta(hours=25), tick=False):
        assert row.is_overdue
        assert "逾期未报告" in login(cast.centre).get(url("incidents")).content.decode()
        waiting, _more = worklist.waiting(actor_of(cast.centre), kind="incident")
        assert [each.overdue for each in waiting] == [True]


def test_who_was_told_stays_and_an_unreported_incident_does_not_close(cast, actor_of, login):
    row = IncidentFactory()
    client = login(cast.centre)
    with pytest.raises(WrongState):
        operations.close_incident(row, remedy="已整改", actor=actor_of(cast.centre))
    now = clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")
    report = {"whom": "县委网信办", "how": "电话", "at": now}
    assert client.post(url("incident-report", row.pk), report | {"told": "persons"}).status_code == 302
    assert Incident.objects.get().state == "open"
    assert client.post(url("incident-report", row.pk), report | {"told": "authority"}).status_code == 302
    assert Incident.objects.get().state == "reported"
    assert client.post(url("incident-report", row.pk), report | {"told": "x"}).status_code == 422
    assert client.post(url("incident-close", row.pk), {"remedy": "换锁"}).status_code == 302
    closed = Incident.objects.get()
    assert (closed.state, closed.remedy, closed.reports.count()) == ("closed", "换锁", 2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute("DELETE FROM people_incidentreport")


def test_an_incident_is_recorded_on_the_page(cast, login):
    client = login(cast.centre)
    assert client.get(url("new-incident")).status_code == 200
    now = clock.local(clock.now())
    data = {
        "title": "误发",
        "kinds": "电话",
        "noticed_at": now.strftime("%Y-%m-%dT%H:%M"),
        "has_minors": "on",
    }
    assert client.post(url("new-incident"), data).status_code == 302
    assert Incident.objects.get().has_minors
    later = (now + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(url("new-incident"), data | {"noticed_at": later}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_any_number(cast, login, django_assert_num_queries, rows):
    for _ in range(rows):
        IncidentFactory()
        ImpactAssessmentFactory()
    client = login(cast.centre)
    for name in ("incidents", "assessments"):
        with django_assert_num_queries(LIST_QUERIES):
            assert client.get(url(name)).status_code == 200
    assert ImpactAssessment.objects.count() == rows


LIST_QUERIES = 6
