"""强制报告: one tap, the handling line alone reads it, deadlines, nothing that gives the reporter away."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people.enums.minors import HarmState
from shijian.people.flow.minors import HARM_FLOW
from shijian.people.models import HarmReport, HarmStep, Message
from shijian.people.operations.minors import harm as operations
from shijian.people.queries.minors import harm
from tests.conftest import actor_of
from tests.factories.minors import HarmReportFactory

WHAT, WHO = "孩子身上有烟头烫伤", "村西第三户的男孩"
ROLES = [
    "resident",
    "volunteer",
    "leader",
    "station",
    "hub",
    "centre",
    "overseer",
    "auditor",
    "system",
    "security",
]


@pytest.fixture
def report(cast):
    return operations.report_harm(what=WHAT, who=WHO, actor=actor_of(cast.volunteer))


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reports_and_only_the_line_reads(cast, login, role):
    person = getattr(cast, role)
    client = login(person)
    page = client.get(reverse("people:harm-new")).content.decode()
    assert all(f"tel:{phone}" in page for phone in ("110", "12345", "12355"))
    client.post(reverse("people:harm-new"), {"what": WHAT, "who": WHO})
    report = HarmReport.objects.get()
    mine = client.get(reverse("people:harm-mine")).content.decode()
    assert WHAT not in mine
    found = client.get(reverse("people:harm", args=[report.pk])).status_code
    assert found == (200 if role == "centre" else 404)
    assert client.get(reverse("people:harm-list")).status_code == found


def test_the_form_has_two_fields_and_waits_without_signal(cast, login):
    page = login(cast.volunteer).get(reverse("people:harm-new")).content.decode()
    assert page.count("<textarea") == 2
    assert "data-offline=" in page
    from shijian.web import pwa

    assert "people:harm-new" in pwa.KEPT


def test_nothing_gives_the_reporter_away(cast, report):
    trail = AuditEntry.objects.filter(object_kind="people.harmreport")
    assert [(e.action, e.actor_person_id, e.actor_name, e.ip) for e in trail] == [
        ("harm.report", None, "", None)
    ]
    words = " ".join(Message.objects.values_list("text", flat=True))
    assert WHAT not in words
    assert "才让" not in words
    assert list(Message.objects.values_list("person_id", flat=True)) == [cast.centre.pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT what, who FROM people_harmreport")
        stored = str(cursor.fetchall())
    assert "烟头" not in stored
    assert "村西" not in stored


def test_the_words_open_after_a_press_that_is_noted(cast, login, report):
    client, page = login(cast.centre), reverse("people:harm", args=[report.pk])
    assert WHAT not in client.get(page).content.decode()
    assert AuditEntry.objects.filter(action="harm.read").count() == 0
    assert WHAT in client.post(page).content.decode()
    assert AuditEntry.objects.get(action="harm.read").actor_person_id == cast.centre.pk


def test_the_course_of_a_report(cast, report):
    actor = actor_of(cast.centre)
    assert round((report.due_at - clock.now()).total_seconds() / 60) == 30
    with pytest.raises(WrongState):
        operations.close_harm(report, words="了结", actor=actor)
    with pytest.raises(Invalid):
        operations.tell_harm(report, agency="nobody", actor=actor)
    report = operations.tell_harm(report, agency="police", words="派出所王警官", actor=actor)
    assert round((report.due_at - clock.now()).total_seconds() / 3600) == 24
    report = operations.tell_harm(report, agency="civil", actor=actor)
    report = operations.note_harm(report, words="已立案", actor=actor)
    report = operations.close_harm(report, words="孩子已安置", actor=actor)
    assert (report.state, report.due_at) == (HarmState.CLOSED, None)
    report = operations.reopen_harm(report, words="又有伤", actor=actor)
    assert report.state == HarmState.TOLD
    kinds = list(HarmStep.objects.order_by("pk").values_list("kind", "agency"))
    assert kinds == [("tell", "police"), ("tell", "civil"), ("note", ""), ("close", ""), ("reopen", "")]


@pytest.mark.parametrize("state", list(HarmState))
@pytest.mark.parametrize("role", ROLES)
def test_only_the_line_moves_a_report(cast, state, role):
    report = HarmReportFactory.build(state=state, unit_path=cast.centre.unit_path, reporter=cast.volunteer)
    moves = set(HARM_FLOW.moves(report, actor=actor_of(getattr(cast, role))))
    allowed = {"new": {"tell"}, "told": {"tell", "note", "close"}, "closed": {"reopen"}}[state]
    assert moves == (allowed if role == "centre" else set())


def test_others_and_visitors_reach_nothing(cast, report):
    for person in (cast.hub, cast.station, cast.volunteer, cast.auditor):
        for deed in (operations.note_harm, operations.close_harm):
            with pytest.raises(OutOfReach):
                deed(report, words="x", actor=actor_of(person))
        with pytest.raises(OutOfReach):
            operations.read_harm(report, actor=actor_of(person))
    with pytest.raises(NotAllowed):
        operations.report_harm(what="x", actor=ANONYMOUS)
    with pytest.raises(Invalid):
        operations.report_harm(what="  ", actor=actor_of(cast.resident))


def test_who_is_late_is_told_once_for_each_deadline(cast, report):
    assert operations.alarm_overdue() == 0
    with time_machine.travel(clock.now() + dt.timedelta(minutes=31), tick=False):
        assert operations.alarm_overdue() == 1
        assert operations.alarm_overdue() == 0
    assert Message.objects.filter(person=cast.centre).count() == 2


def test_the_work_list_shows_it_to_the_line_without_its_words(cast, login, report):
    page = login(cast.centre).get(reverse("web:dashboard")).content.decode()
    assert "侵害未成年人报告" in page
    assert WHAT not in page
    assert "侵害未成年人报告" not in login(cast.hub).get(reverse("web:dashboard")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same(cast, county, login, rows, django_assert_num_queries):
    for _ in range(rows):
        HarmReportFactory(reporter=cast.volunteer)
    client = login(cast.centre)
    with django_assert_num_queries(LIST_COST):
        client.get(reverse("people:harm-list"))
    assert harm.for_line(actor_of(cast.centre)).count() == rows


LIST_COST = 6


def test_steps_stay_as_they_were_written(cast, report):
    operations.tell_harm(report, agency="police", actor=actor_of(cast.centre))
    with pytest.raises(DatabaseError), transaction.atomic():
        HarmStep.objects.all()._raw_delete("default")


def test_reporting_by_the_api(api, cast):
    call = api(cast.volunteer)
    made = call("POST", "harm-reports", {"what": WHAT, "who": WHO})
    assert made.status_code == 201
    assert set(made.json()) == {"id", "state", "created_at"}
    assert [row["id"] for row in call("GET", "harm-reports").json()["items"]] == [made.json()["id"]]
    assert api(cast.hub)("GET", "harm-reports").json()["items"] == []
