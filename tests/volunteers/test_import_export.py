"""The register as a workbook, the result of an import, and back again."""

import io

import pytest
from openpyxl import load_workbook

from shijian.kernel.errors import Invalid, OutOfReach
from shijian.kernel.models import AuditEntry
from shijian.kernel.tables.workbook import Book
from shijian.people.models import Person
from shijian.volunteers.imports import columns, export, fields
from shijian.volunteers.models import Availability, ImportRow, Volunteer, VolunteerSkill
from shijian.volunteers.operations import exports
from tests.conftest import actor_of
from tests.volunteers.rolls import HEAD, checked, imported, person, workbook

WIDE = [
    "姓名",
    "身份证号",
    "手机",
    "所在村",
    "特长",
    "民族",
    "住址",
    "工作单位",
    "职业",
    "文化程度",
    "政治面貌",
    "语言",
    "人员类别",
    "服务时间",
    "每周小时",
    "服务范围",
    "监护人",
    "监护人电话",
]
REST = [
    "藏",
    "拉卜楞镇１２号",
    "县医院",
    "护士",
    "大专",
    "中共党员",
    "普通话、藏语",
    "医务人员、党员",
    "周一至周五 14:00-18:00；周末上午",
    "7.5",
    "全县",
    "张母",
    "13612345678",
]


@pytest.fixture
def hub(cast):
    return actor_of(cast.hub)


def sheet(file):
    return [
        [cell if cell is not None else "" for cell in row]
        for row in load_workbook(file).active.iter_rows(values_only=True)
    ]


def facts():
    """All that the register knows of those imported, without what is made anew each time."""
    skip = {"id", "person_id", "number", "registered_by_id", "registered_on", "guardian_phone"}
    rows = (
        Volunteer.objects.filter(person__name__startswith="志愿")
        .select_related("person", "unit")
        .order_by("person__name")
    )
    return [
        (
            {
                f.attname: getattr(each, f.attname)
                for f in Volunteer._meta.concrete_fields
                if f.attname not in skip
            },
            {
                f.attname: getattr(each.person, f.attname)
                for f in Person._meta.concrete_fields
                if f.attname not in {"id", "created_at"}
            },
            each.guardian_phone,
            sorted(each.skills.values_list("code", flat=True)),
            sorted(each.availability.values_list("weekday", "start_minute", "end_minute")),
        )
        for each in rows
    ]


def test_what_was_exported_can_be_imported_again(county, hub):
    rows = [[*person(1, village="塔哇村"), *REST], [*person(2), *[""] * len(REST)]]
    imported(workbook(rows, head=WIDE), county.hub, hub)
    before = facts()
    file = exports.export_roll(county.hub, purpose="supervision", full=True, actor=hub)
    ImportRow.objects.all().delete()
    gone = Volunteer.objects.filter(person__name__startswith="志愿")
    VolunteerSkill.objects.filter(volunteer__in=gone).delete()
    Availability.objects.filter(volunteer__in=gone).delete()
    gone.delete()
    Person.objects.filter(name__startswith="志愿").delete()
    run = imported(file.read(), county.hub, hub)
    assert (run.counts["created"], len(before), facts()) == (2, 2, before)


def test_an_export_imported_over_the_register_changes_nothing(county, hub):
    rows = [[*person(1, village="塔哇村"), *REST], [*person(2), *[""] * len(REST)]]
    imported(workbook(rows, head=WIDE), county.hub, hub)
    before, count = facts(), Person.objects.count()
    own = Volunteer.objects.filter(unit__in=[county.hub, county.station]).count()
    file = exports.export_roll(county.hub, purpose="supervision", full=True, actor=hub)
    run = imported(
        file.read(), county.hub, hub, choices={"document": "merge", "phone": "merge", "name": "merge"}
    )
    noted = run.rows.filter(name__startswith="志愿").values_list("note", flat=True)
    assert (set(noted), facts(), Person.objects.count()) == ({"没有缺少的内容。"}, before, count)
    assert (run.total, run.counts.get("created", 0)) == (own, 0)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r@"])
def test_an_export_holds_no_formula(county, hub, start):
    rows = [[*person(1)[:4], "", *REST[:2], f"{start}HYPERLINK(1)", *REST[3:]]]
    texts = io.BytesIO()
    export.write(texts, WIDE, rows)
    imported(texts.getvalue(), county.hub, hub)
    file = exports.export_roll(county.hub, purpose="supervision", full=True, actor=hub)
    cells = [cell for row in load_workbook(file).active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(cell.value.endswith("HYPERLINK(1)") for cell in cells)
    assert {cell.number_format for cell in cells[len(WIDE) + 10 :]} == {"@"}


def test_headings_of_the_export_are_the_columns_of_the_import(county, hub):
    file = exports.export_roll(county.hub, purpose="supervision", actor=hub)
    heading = columns.find(Book(file))
    assert list(columns.mapping(heading.titles, {}).values()) == [field.code for field in fields.FIELDS]


def test_numbers_are_masked_unless_asked_for(county, hub):
    imported(workbook([person(1)]), county.hub, hub)
    rows = {
        full: sheet(exports.export_roll(county.hub, purpose="supervision", full=full, actor=hub))
        for full in (False, True)
    }
    masked, full = (next(row for row in rows[key] if row[0] == person(1)[0]) for key in (False, True))
    assert (full[1], full[3]) == (person(1)[1], "13700000001")
    assert "*" in masked[1]
    assert masked[3] != full[3]
    assert "5/17" not in str(masked[5])
    entry = AuditEntry.objects.filter(action="volunteer.export").latest("id")
    assert (entry.purpose_kind, entry.changes["full"], entry.changes["count"]) == (
        "supervision",
        [None, True],
        [0, len(rows[True]) - 1],
    )


def test_a_stranger_gets_nothing_of_others(county, cast, hub):
    imported(workbook([person(1)]), county.hub, hub)
    stranger = actor_of(cast.stranger)
    with pytest.raises(OutOfReach):
        exports.export_roll(county.hub, purpose="supervision", actor=stranger)
    with pytest.raises(OutOfReach):
        exports.export_roll(county.hub, purpose="supervision", full=True, actor=actor_of(cast.overseer))
    assert person(1)[0] not in str(
        sheet(exports.export_roll(county.hub2, purpose="supervision", actor=stranger))
    )


def test_an_export_needs_a_purpose(county, hub):
    with pytest.raises(Invalid):
        exports.export_roll(county.hub, purpose=" ", actor=hub)


def test_result_says_what_became_of_each_row_and_holds_no_formula(county, hub):
    rows = [person(1), ["", person(2)[1], "13700000002", "", "=HYPERLINK(1)"], person(1)]
    rows[1][4] = "'=1+1"
    run = imported(workbook(rows), county.hub, hub)
    content = exports.export_result(run, actor=hub).read()
    got = sheet(io.BytesIO(content))
    assert got[0] == [*HEAD, "导入结果", "原因"]
    assert [row[0] for row in got[1:]] == [person(1)[0], "", person(1)[0]]
    assert [row[5] for row in got[1:]] == ["新登记", "未导入：有错误", "已合并"]
    assert got[2][6].startswith("A3 ")
    formulas = [
        cell
        for row in load_workbook(io.BytesIO(content)).active.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas == []


def test_result_is_for_those_who_may_import_there(county, cast, hub):
    run = checked(workbook([person(1)]), county.hub, hub)
    with pytest.raises(OutOfReach):
        exports.export_result(run, actor=actor_of(cast.stranger))
