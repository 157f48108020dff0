"""Reading the trail: own tree only, filters, one thing, one officer, files, traces of readers and of refusals."""

import csv
import io
import json
from urllib.parse import urlencode

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from shijian.kernel import audit, clock, exports
from shijian.kernel.audit import roots, tallies
from shijian.kernel.models import AuditEntry, DeniedTry
from shijian.people import operations as people
from shijian.people.enums import Role
from tests.conftest import actor_of
from tests.factories.kernel import AuditEntryFactory
from tests.factories.orders import AssignmentFactory, OrderFactory
from tests.factories.people import AccountFactory, AppointmentFactory

FORM = "application/x-www-form-urlencoded"
TRAIL, EXPORT = "/audit/", "/audit/export/"


@pytest.fixture
def hub_auditor(county):
    person = AccountFactory(person__name="镇审计员", person__unit=county.hub).person
    AppointmentFactory(person=person, unit=county.hub, role=Role.AUDITOR)
    return person


def shown(client, **query):
    return [line["row"] for line in client.get(TRAIL, query).context["rows"]]


def test_an_auditor_sees_his_tree_only(cast, county, login, hub_auditor):
    own = audit.record("unit.change", county.station, actor=actor_of(cast.hub))
    other = audit.record("unit.change", county.station_other, actor=actor_of(cast.stranger))
    nowhere = AuditEntryFactory(action="account.login")
    assert shown(login(hub_auditor), deed="unit.change") == [own]
    assert nowhere not in shown(login(hub_auditor))
    assert {own, other, nowhere} <= set(shown(login(cast.auditor)))


@pytest.mark.parametrize(
    "who", ["resident", "volunteer", "station", "hub", "centre", "overseer", "system", "security"]
)
def test_nobody_else_reads_or_exports_it(cast, login, who):
    client = login(getattr(cast, who))
    assert client.get(TRAIL).status_code == client.get(EXPORT).status_code == 404
    assert client.post(EXPORT, {"form": "csv", "purpose": "supervision"}).status_code == 404


def test_filters(cast, county, login):
    client = login(cast.auditor)
    look = (
        people.look_closely(cast.resident, purpose="care", actor=actor_of(cast.station))
        and AuditEntry.objects.get()
    )
    failed = AuditEntryFactory(
        action="account.login", success=False, channel="api", unit_path=county.hub2.path
    )
    old = AuditEntryFactory(action="unit.change", unit_path=county.hub2.path)
    cases = [
        ({"deed": "person.unmask"}, [look]),
        ({"success": "no"}, [failed]),
        ({"channel": "api"}, [failed]),
        ({"purpose": "care"}, [look]),
        ({"looks": "on"}, [look]),
        ({"unit": county.hub2.path}, [old, failed]),
        ({"kind": "people.person", "id": cast.resident.pk}, [look]),
        ({"person": cast.station.pk, "looks": "on"}, [look]),
        ({"person": cast.stranger.pk, "looks": "on"}, []),
        ({"since": "2999-01-01"}, []),
        ({"until": "2000-01-01"}, []),
    ]
    for query, expected in cases:
        assert shown(client, **query) == expected, query


def test_a_name_is_looked_for_sealed(cast, county, login):
    audit.record("unit.change", county.station, actor=actor_of(cast.hub))
    audit.record("unit.change", county.station_other, actor=actor_of(cast.stranger))
    client = login(cast.auditor)
    answer = client.post(TRAIL, urlencode({"sealed": "q", "q": "另一所长", "deed": ""}), content_type=FORM)
    assert "另一所长" not in answer.headers["Location"]
    rows = client.get(answer.headers["Location"]).context["rows"]
    assert [line["who"] for line in rows] == ["另一所长"]


def test_everything_about_an_order_and_a_person(cast, county, login):
    order = OrderFactory(recipient=cast.resident, unit=county.station)
    part = AssignmentFactory(order=order)
    rows = [
        audit.record("order.verify", order, actor=actor_of(cast.station)),
        audit.record("service.check-in", part, actor=actor_of(cast.station)),
    ]
    audit.record("order.verify", OrderFactory(unit=county.station), actor=actor_of(cast.station))
    mine = audit.record("account.login", cast.resident.account, actor=actor_of(cast.station))
    client = login(cast.auditor)
    assert shown(client, kind="orders.order", id=order.pk) == rows[::-1]
    assert shown(client, kind="people.person", id=cast.resident.pk) == [mine]
    page = login(cast.auditor).get(reverse("orders:office-detail", args=[order.pk])).content.decode()
    assert f"/audit/?kind=orders.order&amp;id={order.pk}" in page
    page = login(cast.station).get(reverse("orders:office-detail", args=[order.pk])).content.decode()
    assert "/audit/" not in page


def test_a_login_shows_the_person_of_the_account(cast, client, login):
    from tests.factories.people import PASSWORD

    name = cast.resident.account.login_name
    for password in ("wrong", PASSWORD):
        client.post(reverse("people:login"), {"name": name, "password": password})
    rows = login(cast.auditor).get(TRAIL, {"deed": "account.login"}).context["rows"]
    assert [line["who"] for line in rows] == ["王秀兰", "有人用王秀兰的账号"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three_rows(
    cast, county, login, django_assert_num_queries, count
):
    for _ in range(count):
        audit.record("unit.change", county.station, actor=actor_of(cast.hub), for_person_id=cast.resident.pk)
    client = login(cast.auditor)
    client.get(TRAIL)
    with django_assert_num_queries(13):
        client.get(TRAIL)


def test_who_reads_leaves_a_trace_and_reading_on_only_counts(cast, county, login, time_machine):
    client = login(cast.auditor)
    for _ in range(3):
        client.get(TRAIL, {"kind": "people.person", "id": 7})
    row = AuditEntry.objects.get(action="audit.read")
    assert (row.actor_person_id, row.object_kind, row.object_id) == (cast.auditor.pk, "people.person", 7)
    assert (row.unit_path, row.success) == (county.centre.path, True)
    time_machine.move_to(clock.now() + tallies.WINDOW * 1.1)
    assert tallies.settle() == 1
    assert AuditEntry.objects.get(action="audit.read-again").changes == {
        "times": [1, 3],
        "first": [None, row.pk],
    }
    assert (tallies.settle(), DeniedTry.objects.count()) == (0, 0)


def test_refusals_at_one_thing_are_noted_once_and_counted(cast, county, login):
    order = OrderFactory(unit=county.station_other)
    client = login(cast.station)
    for _ in range(4):
        assert client.get(reverse("orders:office-detail", args=[order.pk])).status_code == 404
    row = AuditEntry.objects.get(action="access.denied")
    assert (row.actor_person_id, row.object_kind, row.object_id, row.success) == (
        cast.station.pk,
        "orders.order",
        order.pk,
        False,
    )
    assert DeniedTry.objects.get().more == 3
    client.get("/nowhere/")
    client.get(TRAIL)
    assert AuditEntry.objects.filter(action="access.denied").count() == 1


def test_exports_hold_the_rows_of_the_filters_and_leave_a_row(cast, county, login, hub_auditor):
    audit.record("unit.change", county.station, actor=actor_of(cast.hub), changes={"name": ["=1+1", "@x"]})
    audit.record("unit.change", county.station_other, actor=actor_of(cast.stranger))
    client = login(hub_auditor)
    ask = {"purpose": "supervision", "note": "年度检查"}
    url = f"{EXPORT}?deed=unit.change"
    content = b"".join(client.post(url, {**ask, "form": "csv"}).streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert [row[2] for row in rows[1:]] == ["所长"]
    assert rows[1][-1] == "name: =1+1 → @x"
    lines = b"".join(client.post(url, {**ask, "form": "jsonl"}).streaming_content).decode().splitlines()
    assert [json.loads(line)["谁"] for line in lines] == ["所长"]
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.post(url, {**ask, "form": "xlsx"}).streaming_content))
    )
    assert [row[2] for row in book.active.iter_rows(min_row=2, values_only=True)] == ["所长"]
    taken = AuditEntry.objects.filter(action="audit.export")
    assert {(row.purpose_kind, row.purpose, row.actor_person_id) for row in taken} == {
        ("supervision", "年度检查", hub_auditor.pk)
    }
    assert taken.count() == 3
    assert client.post(url, {"form": "csv", "purpose": ""}).status_code == 200
    assert taken.count() == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r1"])
def test_nothing_in_a_table_becomes_a_formula(text):
    file = io.BytesIO()
    assert exports.table(file, ["甲"], [[text], ["王秀兰"]]) == 2
    rows = list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))
    assert rows == [["甲"], [f"'{text}"], ["王秀兰"]]


def test_outsiders_read_roots_and_keys(client, db, time_machine):
    AuditEntryFactory(at=clock.now())
    audit.seal()
    time_machine.move_to(clock.now() + roots.DAY)
    roots.make()
    line = roots.text().strip()
    with translation.override("zh-hans"):
        assert line in client.get("/audit/roots/").content.decode()
    assert client.get("/audit/roots.txt").content.decode().strip() == line
    body = client.get("/audit/roots.json").json()
    assert (body["roots"], len(body["keys"])) == ([line], 1)
    assert "PRIVATE" not in str(body)
