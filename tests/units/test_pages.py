"""Pages of units: what everybody sees, what officers do, what strangers do not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.forms import new_key
from shijian.units import queries
from shijian.units.enums import UnitKind, UnitState
from shijian.units.models import Office, Unit
from shijian.units.operations.indexing import index_now
from tests.factories.units import OfficeFactory, UnitCodeFactory, UnitFactory, UnitNameFactory

TODAY = str(clock.today())


def url(name, unit, *args):
    return reverse(f"units:{name}", args=[unit.pk, *args])


@pytest.fixture(autouse=True)
def _no_sections_of_packages_above(monkeypatch):
    monkeypatch.setattr(queries, "PANELS", [])


def test_the_list_shows_roots_and_finds_by_name(client, county):
    index_now(Unit.objects.all())
    text = client.get(reverse("units:list")).content.decode()
    assert "夏河县新时代文明实践中心" in text
    assert "下级单位 2 个" in text
    assert "拉卜楞镇" not in text
    text = client.get(reverse("units:list"), {"q": "tawa"}).content.decode()
    assert "塔哇村新时代文明实践站" in text
    assert "拉卜楞镇新时代文明实践所" in text  # the unit above
    assert "洒哈尔村" not in text
    assert "没有找到单位" in client.get(reverse("units:list"), {"q": "无此村"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_list_and_unit_page_cost_the_same_for_one_and_three_rows(client, db, django_assert_num_queries, rows):
    roots = [UnitFactory(kind=UnitKind.CENTRE) for _ in range(rows)]
    for _ in range(rows):
        UnitFactory(parent=roots[0], kind=UnitKind.HUB)
    with django_assert_num_queries(2):  # levels, units
        client.get(reverse("units:list"))
    with django_assert_num_queries(3):  # unit, levels, children
        client.get(url("detail", roots[0]))
    deep = UnitFactory(parent=UnitFactory(parent=roots[0], kind=UnitKind.HUB))
    with django_assert_num_queries(4):  # unit, units above, levels, children
        client.get(url("detail", deep))


@pytest.mark.parametrize("rows", [1, 3])
def test_history_and_offices_cost_the_same(client, login, county, cast, django_assert_num_queries, rows):
    for number in range(rows):
        UnitNameFactory(unit=county.hub, valid_until=None if number == 0 else clock.today())
        UnitCodeFactory(unit=county.hub, valid_until=None if number == 0 else clock.today())
        OfficeFactory(unit=county.hub)
    with django_assert_num_queries(4):  # unit, names, codes, merged
        client.get(url("history", county.hub))
    officer = login(cast.hub)
    with CaptureQueriesContext(connection) as captured:
        officer.get(url("offices", county.hub))
    own = [query for query in captured.captured_queries if 'FROM "units_' in query["sql"]]
    assert len(own) == 3  # unit, offices, choices of the form


def test_long_lists_are_cut(client, db):
    centre = UnitFactory(kind=UnitKind.CENTRE)
    for number in range(32):
        UnitFactory(parent=centre, kind=UnitKind.HUB, name=f"第{number:02}所")
    text = client.get(url("detail", centre)).content.decode()
    assert "第29所" in text
    assert "第30所" not in text
    last = Unit.objects.get(name="第29所").pk
    assert "第31所" in client.get(url("detail", centre), {"after": last}).content.decode()


def test_a_closed_unit_is_seen_by_its_officers_only(client, login, county, cast):
    Unit.objects.filter(pk=county.station.pk).update(state=UnitState.CLOSED)
    for name in ("detail", "history"):
        assert client.get(url(name, county.station)).status_code == 404
        assert login(cast.stranger).get(url(name, county.station)).status_code == 404
        assert login(cast.hub).get(url(name, county.station)).status_code == 200
    assert "塔哇村" not in client.get(url("detail", county.hub)).content.decode()


def test_packages_above_add_sections(client, county, monkeypatch):
    def panel(unit, actor):
        return (
            "components/figure.html",
            {"number": unit.pk, "label": "某一节", "url": "", "unit": "", "note": ""},
        )

    monkeypatch.setattr(queries, "PANELS", [panel, lambda unit, actor: None])
    assert "某一节" in client.get(url("detail", county.hub)).content.decode()


PAGES = ["found", "edit", "rename", "merge", "close", "code", "offices"]


@pytest.mark.parametrize("name", PAGES)
def test_office_pages_open_for_the_hub_and_nobody_else(client, login, county, cast, name):
    assert login(cast.hub).get(url(name, county.station)).status_code == 200
    assert client.get(url(name, county.station)).status_code == 302
    for person in (cast.stranger, cast.resident, cast.volunteer, cast.overseer, cast.auditor):
        assert login(person).get(url(name, county.station)).status_code == 403
        assert login(person).post(url(name, county.station), {"on": TODAY}).status_code == 403


def test_actions_show_only_what_one_may_do(client, login, county, cast):
    assert url("rename", county.station) not in client.get(url("detail", county.station)).content.decode()
    own = login(cast.station).get(url("detail", county.station)).content.decode()
    assert url("edit", county.station) in own
    assert url("rename", county.station) not in own
    above = login(cast.hub).get(url("detail", county.station)).content.decode()
    assert url("rename", county.station) in above


def test_an_officer_founds_renames_and_closes(login, county, cast):
    client = login(cast.hub)
    sent = {"kind": "station", "place_name": "新村", "idempotency_key": new_key()}
    for _ in range(2):  # a second press makes nothing new
        answer = client.post(url("found", county.hub), sent)
        assert (answer.status_code, answer.url) == (302, url("detail", county.hub))
    unit = Unit.objects.get(name="新村新时代文明实践站")
    Unit.objects.filter(pk=unit.pk).update(founded_on=None)
    unit.names.update(valid_from="2020-01-01")
    assert (
        client.post(url("rename", unit), {"name": "新站", "place_name": "新村", "on": TODAY}).status_code
        == 302
    )
    assert client.post(url("edit", unit), {"address": "村口"}).status_code == 302
    code = {"kind": "statistical", "code": "623027100299", "on": TODAY}
    assert client.post(url("code", unit), code).status_code == 302
    assert client.post(url("merge", unit), {"into": county.station2.pk, "on": TODAY}).status_code == 302
    unit.refresh_from_db()
    assert (unit.name, unit.address, unit.state) == ("新站", "村口", UnitState.MERGED)
    text = client.get(url("history", unit)).content.decode()
    for words in ("新村新时代文明实践站", "新站", "623027100299"):
        assert words in text


def test_closing_and_reopening(login, county, cast):
    client = login(cast.hub)
    assert client.post(url("close", county.station2), {"on": TODAY}).status_code == 302
    assert "已撤销" in client.get(url("detail", county.station2)).content.decode()
    assert client.post(url("reopen", county.station2)).status_code == 302
    planned = UnitFactory(parent=county.hub, state=UnitState.PLANNED)
    assert client.post(url("open", planned), {"on": TODAY}).status_code == 302
    assert Unit.objects.exclude(state=UnitState.ACTIVE).count() == 0


@pytest.mark.parametrize(
    ("name", "sent", "words"),
    [
        ("found", {"kind": "hub", "name": "x", "idempotency_key": "abcdefgh"}, "hub"),
        ("found", {"kind": "point", "idempotency_key": "abcdefgh"}, "请填名称或地名"),
        ("edit", {"latitude": "35"}, "纬度和经度要一起填"),
        ("edit", {"latitude": "abc"}, "纬度"),
        ("edit", {"introduction": "长" * 2001}, "2000"),
        ("rename", {"name": "洒哈尔村新时代文明实践站", "on": TODAY}, "这里已有名为"),
        ("rename", {"name": "新", "on": "2999-01-01"}, "这一天还没有到"),
        ("close", {"on": "gestern"}, "日期"),
        ("merge", {"into": "0", "on": TODAY}, "并入"),
        ("code", {"kind": "statistical", "code": "１２", "on": TODAY}, "12 位"),
        ("offices", {"name": "", "kind": "office", "rank": "-1"}, "名称"),
    ],
)
def test_wrong_input_comes_back_with_a_sentence(login, county, cast, name, sent, words):
    answer = login(cast.hub).post(url(name, county.station), sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Unit.objects.count() == 6


def test_a_unit_of_another_branch_is_no_target(login, county, cast):
    answer = login(cast.hub).post(
        url("merge", county.station), {"into": county.station_other.pk, "on": TODAY}
    )
    assert answer.status_code == 403 or answer.status_code == 422
    county.station.refresh_from_db()
    assert county.station.state == UnitState.ACTIVE


def test_offices_are_added_changed_and_dissolved(login, county, cast):
    client, other = login(cast.hub), OfficeFactory(unit=county.hub2)
    assert (
        client.post(url("offices", county.hub), {"name": "办公室", "kind": "office", "rank": 0}).status_code
        == 302
    )
    office = Office.objects.get(name="办公室")
    assert client.post(url("office", county.hub, office.pk), {"name": "综合办", "rank": 1}).status_code == 302
    assert "综合办" in client.get(url("offices", county.hub)).content.decode()
    assert client.post(url("office-dissolve", county.hub, office.pk), {"on": TODAY}).status_code == 302
    assert client.get(url("office", county.hub, office.pk)).status_code == 404
    assert client.get(url("office", county.hub, other.pk)).status_code == 404
    assert Office.objects.get(dissolved_on=None) == other
