"""Counties are laid out from the table of area codes, whole or not at all."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from shijian.kernel import audit, search
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, Invalid, NotAllowed
from shijian.kernel.models import AuditEntry
from shijian.units import operations, queries
from shijian.units.enums import CodeKind, UnitKind
from shijian.units.models import Office, Unit, UnitCode, UnitLevel, UnitName
from tests.conftest import actor_of


def lay_out(code, **kwargs):
    return operations.lay_out_county(code, actor=SYSTEM, **kwargs)


def kinds():
    return [Unit.objects.filter(kind=kind).count() for kind in ("oversight", "centre", "hub", "station")]


def test_a_county_gets_centre_hubs_and_stations(db):
    counts = lay_out("623027")
    assert (counts.centres, counts.hubs, counts.stations, counts.offices) == (1, 13, 69, 5 + 13 * 5)
    assert kinds() == [0, 1, 13, 69]
    centre, hub, station = (queries.by_code(code) for code in ("623027", "623027100", "623027100001"))
    assert centre.name == "夏河县新时代文明实践中心"
    assert hub.name == "拉卜楞镇新时代文明实践所"
    assert station.name == "塔哇社区新时代文明实践站"
    assert (hub.parent, station.parent) == (centre, hub)
    assert (centre.path, hub.path, station.path) == ("0000", "00000000", "000000000000")
    assert centre.next_child == 13
    assert UnitCode.objects.filter(kind=CodeKind.STATISTICAL).count() == UnitName.objects.count() == 83
    assert list(search.find("unit", "lbl")) == list(search.find("unit", "拉卜楞")) == [hub.pk]


def test_every_row_tells_its_place_in_the_tree(db):
    lay_out("623027")
    for unit in Unit.objects.select_related("parent").exclude(parent=None):
        assert unit.path[:-4] == unit.parent.path
    assert UnitName.objects.exclude(name="").count() == 83


def test_offices_of_centre_and_hub_are_made(db):
    lay_out("623027")
    centre, hub = queries.by_code("623027"), queries.by_code("623027100")
    chart = queries.office_chart(centre)
    assert [node.office.name for node in chart] == ["领导小组", "办公室"]
    assert [node.office.name for node in chart[1].below] == ["综合组", "宣传组", "志愿服务组"]
    hub_names = [node.office.name for node in queries.office_chart(hub)]
    assert hub_names == ["宣传教育组", "社会保障组", "文化文艺组", "文明评创组", "科技卫生组"]


def test_one_audit_row_and_progress(db):
    told = []
    lay_out("623027", progress=lambda done, total: told.append((done, total)))
    entry = AuditEntry.objects.get()
    assert entry.action == "unit.lay-out"
    assert entry.changes["area"] == ["", "623027"]
    assert entry.changes["stations"] == [0, 69]
    assert told == [(1, 1)]


def test_a_second_run_says_what_exists_and_changes_nothing(db):
    lay_out("623027")
    with pytest.raises(Conflict, match=r"夏河县.*中心 1, 所 13, 站 69.*夏河县新时代文明实践中心"):
        lay_out("623027000000")
    with pytest.raises(Conflict, match="夏河县新时代文明实践中心"):
        lay_out("6230")
    with pytest.raises(Conflict):
        lay_out("all")
    assert kinds() == [0, 1, 13, 69]


@pytest.mark.parametrize(
    "code", ["", "62302x", "６２３０２７", "6230271", "629999", "623027100", "623027100001", "All"]
)
def test_a_wrong_code_is_refused(db, code):
    with pytest.raises(Invalid) as caught:
        lay_out(code)
    assert list(caught.value.fields) == ["area"]
    assert Unit.objects.count() == UnitLevel.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "name", "shape"),
    [
        ("4419", "东莞市新时代文明实践中心", [0, 1, 36, 609]),
        ("441900", "东莞市新时代文明实践中心", [0, 1, 36, 609]),
        ("429004", "仙桃市新时代文明实践中心", [0, 1, 25, 767]),
        ("350527", "金门县新时代文明实践中心", [0, 1, 0, 0]),
        ("110101", "东城区新时代文明实践中心", [0, 1, 17, 169]),
    ],
)
def test_unusual_counties(db, code, name, shape):
    lay_out(code)
    assert kinds() == shape
    assert Unit.objects.get(kind=UnitKind.CENTRE).name == name


def test_a_city_is_one_overseeing_office_with_centres(db):
    counts = lay_out("6230")
    top = Unit.objects.get(parent=None)
    assert (top.kind, top.name) == ("oversight", "甘南藏族自治州新时代文明实践督导办公室")
    assert (counts.oversights, counts.centres) == (1, 8)
    assert Unit.objects.filter(kind=UnitKind.CENTRE, parent=top).count() == 8
    assert counts.root_path == top.path


def test_a_county_goes_below_the_office_that_oversees_it(db):
    top = operations.found_unit(
        None, kind=UnitKind.OVERSIGHT, name="州文明办", code="623000000000", actor=SYSTEM
    )
    lay_out("623027", name="夏河中心")
    centre = queries.by_code("623027")
    assert (centre.name, centre.parent, centre.path) == ("夏河中心", top, top.path + "0000")
    second = operations.found_unit(top, kind=UnitKind.CENTRE, place_name="玛曲县", actor=SYSTEM)
    assert second.path == top.path + "0001"


def test_a_second_county_is_a_second_root(db):
    lay_out("350527")
    assert lay_out("623027").root_path == "0001"


def test_scheme_city_has_its_own_words_and_a_network_keeps_its_scheme(db):
    lay_out("429004", scheme="city")
    assert queries.by_code("429004001").name.endswith("新时代文明实践中心")
    assert queries.level_names()["hub"] == "乡镇中心"
    with pytest.raises(Conflict, match="市中心"):
        lay_out("623027", scheme="four-level")
    assert lay_out("623027").centres == 1
    with pytest.raises(Invalid):
        lay_out("429005", scheme="unknown")


def test_only_the_system_lays_out(cast):
    for person in (cast.centre, cast.stranger, cast.resident):
        with pytest.raises(NotAllowed):
            operations.lay_out_county("350527", actor=actor_of(person))
    assert queries.by_code("350527") is None


def test_nothing_stays_when_the_audit_row_cannot_be_written(db, monkeypatch):
    monkeypatch.setattr(audit, "record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        lay_out("623027")
    counts = [model.objects.count() for model in (Unit, UnitCode, UnitName, Office, UnitLevel)]
    assert counts == [0, 0, 0, 0, 0]
    assert list(search.find("unit", "夏河")) == []


def test_many_units_are_indexed_by_the_worker(db, monkeypatch):
    from django_q.models import OrmQ

    from shijian.units.operations import indexing

    monkeypatch.setattr(indexing, "IN_LINE", 50)
    monkeypatch.setattr(indexing, "STEP", 50)
    counts = lay_out("623027")
    assert list(search.find("unit", "拉卜楞")) == []
    assert OrmQ.objects.count() == 1
    assert operations.index_units(counts.root_path) == 50
    assert OrmQ.objects.count() == 2
    last = Unit.objects.order_by("path")[49].path
    assert operations.index_units(counts.root_path, last) == 33
    assert len(search.find("unit", "新时代")) == 83


def test_the_command_prints_how_many(db):
    out = StringIO()
    call_command("init", area="623027", name="夏河中心", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[:5] == ["督导单位: 0", "中心: 1", "所: 13", "站: 69", "内设机构: 70"]
    assert queries.by_code("623027").name == "夏河中心"


def test_the_command_refuses_with_a_sentence(db):
    with pytest.raises(CommandError, match="629999"):
        call_command("init", area="629999", stdout=StringIO())
