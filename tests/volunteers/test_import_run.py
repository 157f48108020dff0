"""A roll on its way: checked by cell, duplicates as chosen, in batches that survive a kill."""

import datetime as dt
import signal
import subprocess
import sys

import pytest
from django.db import connection
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from shijian.kernel.errors import Invalid, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.people.models import Person
from shijian.people.operations import register_person
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.imports.enums import RunState
from shijian.volunteers.models import ImportRow, ImportRun, Volunteer
from shijian.volunteers.operations import import_batches, import_jobs, import_runs
from tests.conftest import actor_of
from tests.volunteers import rolls
from tests.volunteers.rolls import HEAD, checked, id_number, imported, person, said, workbook


@pytest.fixture
def hub(cast):
    return actor_of(cast.hub)


def names():
    return sorted(
        Volunteer.objects.filter(person__name__startswith="志愿").values_list("person__name", flat=True)
    )


def test_roll_becomes_volunteers(county, hub):
    rows = [person(1, village="塔哇村"), person(2, village="洒哈尔"), person(3)]
    run = imported(workbook(rows), county.hub, hub)
    assert (run.state, run.total, run.done, run.counts) == (RunState.DONE, 3, 3, {"created": 3})
    got = Volunteer.objects.filter(person__name__in=[row[0] for row in rows])
    assert [got.get(person__name=row[0]).unit for row in rows] == [
        county.station,
        county.station2,
        county.hub,
    ]
    one = Volunteer.objects.get(person__name=rows[0][0])
    assert (one.state, one.unit, one.person.unit_path) == (
        VolunteerState.PENDING,
        county.station,
        county.station.path,
    )
    assert (one.person.birth_date, one.person.sex, one.person.phone) == (
        dt.date(1980, 5, 17),
        1,
        "13700000001",
    )
    assert [skill.name for skill in one.skills.all()] == ["理发"]


def test_signed_forms_make_adults_active_and_minors_wait_for_consent(county, hub):
    young = ["志愿少年", id_number("20110101"), "13700000009", "", ""]
    imported(workbook([person(1), young]), county.hub, hub, evidence="档案柜3号")
    states = dict(
        Volunteer.objects.values_list("person__name", "state").filter(person__name__startswith="志愿")
    )
    assert states == {person(1)[0]: VolunteerState.ACTIVE, "志愿少年": VolunteerState.CONSENT}
    log = FlowLog.objects.get(kind="volunteer", transition="confirm")
    assert (log.source, log.target, log.note) == ("pending", "active", "档案柜3号")


def test_check_names_every_cell_and_writes_nothing(county, hub):
    good = id_number()
    rows = [
        ["", good, "13700000001", "", ""],
        ["王甲", good[:-1] + ("1" if good[-1] != "1" else "2"), "13700000002", "", ""],
        ["王乙", 623027198005171230, "13700000003", "", ""],
        ["王丙", id_number(order=5), "1370000000", "", ""],
        ["王丁", id_number(order=7), "13700000005", "没有的村", "飞檐走壁"],
        ["王戊", id_number("20230101"), "13700000006", "", ""],
        ["王己", "623027800517123", "13700000007", "", ""],
        ["王庚", id_number(order=9), "", "", ""],
    ]
    persons = Person.objects.count()
    run = checked(workbook(rows), county.hub, hub)
    assert (run.state, run.total, run.counts["wrong"], run.counts["fine"]) == (RunState.CHECKED, 8, 7, 1)
    assert set(said(run)) == {"A2", "B3", "B4", "C5", "D6", "E6", "B7", "B8"}
    assert said(run)["B4"].startswith("Excel")
    assert Person.objects.count() == persons


def test_formulas_errors_and_merged_cells(county, hub):
    def change(_book, sheet):
        sheet["C2"] = "=13700000000+1"
        sheet["D2"] = "塔哇村"
        sheet.merge_cells("D2:D4")
        sheet["A5"] = "洒哈尔村"
        sheet.merge_cells("A5:E5")
        sheet["A7"] = "合计"
        sheet["B7"] = 3

    run = imported(workbook([person(1), person(2), person(3), [], []], change=change), county.hub, hub)
    assert run.counts == {"wrong": 1, "created": 2}
    assert list(said(run)) == ["C2"]
    assert set(Volunteer.objects.filter(person__name__startswith="志愿").values_list("unit", flat=True)) == {
        county.station.pk
    }


@pytest.mark.parametrize("is_1904", [False, True])
def test_dates_of_both_calendars(county, hub, is_1904):
    head = ["姓名", "出生日期", "手机"]
    day = dt.date(1990, 1, 2)

    def change(book, _sheet):
        if is_1904:
            book.epoch = CALENDAR_MAC_1904

    serial = 31413 if is_1904 else 32875
    rows = [
        ["志愿一", day, 13700000001],
        ["志愿二", serial, "１３７００００００02　"],
        ["志愿三", "1990年1月2日 ", "13700000003"],
    ]
    imported(workbook(rows, head=head, change=change), county.hub, hub)
    got = Person.objects.filter(name__startswith="志愿").order_by("name").values_list("birth_date", flat=True)
    assert list(got) == [day, day, day]
    assert {each.phone for each in Person.objects.filter(name__startswith="志愿")} == {
        f"1370000000{n}" for n in (1, 2, 3)
    }


def test_duplicates_in_the_file_and_in_the_register(county, hub):
    register_person(name="志愿旧", unit=county.station, actor=hub, document_number=id_number(order=11))
    rows = [
        person(1),
        person(1),
        ["志愿新", id_number(order=11), "13755555555", "", ""],
        [person(1)[0], "", "13700000001", "", ""],
    ]
    rows[3][1] = ""
    run = checked(workbook(rows), county.hub, hub)
    found = {row.number: (row.match, row.same_row, row.person_id is not None) for row in run.rows.all()}
    assert found[3] == ("document", 2, False)
    assert found[4] == ("document", None, True)


def test_merge_fills_what_is_missing_and_changes_nothing_else(county, hub):
    rows = [person(1)]
    imported(workbook(rows), county.hub, hub)
    head = [*HEAD, "工作单位", "民族"]
    again = [["别的名字", rows[0][1], "13788888888", "塔哇村", "理发、种植", "县医院", "藏"]]
    run = imported(workbook(again, head=head), county.hub, hub)
    one = Volunteer.objects.get(person__document_type="111", person__name=rows[0][0])
    assert run.counts == {"merged": 1}
    assert (one.person.phone, one.employer, one.person.ethnicity, one.unit) == (
        "13700000001",
        "县医院",
        "藏族",
        county.hub,
    )
    assert {skill.name for skill in one.skills.all()} == {"理发", "种植技术"}


def test_a_known_resident_becomes_a_volunteer_by_merging(county, hub):
    known = register_person(
        name="志愿旧", unit=county.station, actor=hub, document_number=id_number(order=11)
    )
    run = imported(workbook([["志愿旧", id_number(order=11), "13755555555", "", ""]]), county.hub, hub)
    assert (run.counts, Volunteer.objects.get(person=known).unit) == ({"merged": 1}, county.hub)
    assert Person.objects.get(pk=known.pk).phone == "13755555555"


@pytest.mark.parametrize(
    ("choice", "counts", "number"),
    [("skip", {"created": 1, "skipped": 1}, 1), ("separate", {"created": 2}, 2)],
)
def test_two_people_with_one_phone(county, hub, choice, counts, number):
    rows = [person(1), ["志愿家人", id_number(order=77), person(1)[2], "", ""]]
    run = imported(workbook(rows), county.hub, hub, choices={"shared": choice})
    assert (run.counts, len(names())) == (counts, number)


def test_rows_of_one_batch_merge_into_one_another(county, hub):
    rows = [
        ["志愿一", id_number(), "13700000001", "", "理发"],
        ["志愿一", id_number(), "", "", "种植"],
        ["志愿一", "", "13700000001", "", "烹饪"],
    ]
    head = HEAD
    rows[2] = ["志愿一", id_number(), "13700000001", "", "烹饪"]
    run = imported(workbook(rows, head=head), county.hub, hub)
    one = Volunteer.objects.get(person__name="志愿一")
    assert run.counts == {"created": 1, "merged": 2}
    assert {skill.code for skill in one.skills.all()} == {"haircut", "farming", "cooking"}


def test_a_stranger_is_never_shown_nor_changed(county, cast, hub):
    stranger = actor_of(cast.stranger)
    secret = register_person(
        name="志愿机密",
        unit=county.station_other,
        actor=stranger,
        document_number=id_number(order=11),
        phone="13799999999",
    )
    row = ["志愿机密", id_number(order=11), "13711111111", "", "理发"]
    run = checked(workbook([row]), county.hub, hub)
    noted = run.rows.get()
    assert (noted.match, noted.person_id, noted.volunteer_id, noted.note) == (
        "document",
        None,
        None,
        "已在其他单位登记。",
    )
    import_runs.start_import(run, choices={"document": "merge"}, actor=hub)
    import_jobs.work(run.pk)
    run.refresh_from_db()
    assert (run.counts, Volunteer.objects.filter(person=secret).exists()) == ({"skipped": 1}, False)
    assert Person.objects.get(pk=secret.pk).phone == "13799999999"


def test_units_outside_reach_and_ambiguous_names(county, hub):
    county.hub.children.filter(pk=county.station2.pk).update(place_name="塔哇村")
    run = checked(workbook([person(1, village="果宁村"), person(2, village="塔哇村")]), county.hub, hub)
    assert {cell: "塔哇村" in text for cell, text in said(run).items()} == {"D2": False, "D3": True}


def test_nobody_imports_outside_reach(county, cast):
    with pytest.raises(OutOfReach):
        rolls.upload(workbook([person(1)]), county.hub, actor_of(cast.stranger))
    with pytest.raises(OutOfReach):
        rolls.upload(workbook([person(1)]), county.hub, actor_of(cast.volunteer))


def test_replays_import_nothing_twice(county, hub):
    data = workbook([person(n) for n in range(5)])
    first = rolls.upload(data, county.hub, hub, idempotency_key="key-1234")
    assert rolls.upload(data, county.hub, hub, idempotency_key="key-1234") == first
    run = imported(data, county.hub, hub)
    import_jobs.work(run.pk)
    import_jobs.check(run.pk)
    with pytest.raises(WrongState):
        import_runs.start_import(run, choices={}, actor=hub)
    again = imported(data, county.hub, hub)
    assert (run.counts, again.counts, len(names())) == ({"created": 5}, {"merged": 5}, 5)


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours catches it."""


def test_killed_in_the_middle_and_resumed_gives_the_exact_result(county, hub, monkeypatch):
    monkeypatch.setattr(import_jobs, "BATCH", 4)
    data = workbook([person(n) for n in range(20)] + [person(3), ["", "", "13700000099", "", ""]])
    run = checked(data, county.hub, hub)
    import_runs.start_import(run, choices={}, actor=hub)
    original, calls = import_batches.index_volunteers, []

    def dies(volunteers):
        calls.append(1)
        if len(calls) == 3:
            raise Killed
        return original(volunteers)

    monkeypatch.setattr(import_batches, "index_volunteers", dies)
    with pytest.raises(Killed):
        import_jobs.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, len(names()), run.rows.filter(outcome="created").count()) == (
        RunState.RUNNING,
        8,
        8,
        8,
    )
    import_jobs.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.counts) == (RunState.DONE, 22, {"created": 20, "merged": 1, "wrong": 1})
    assert names() == sorted(person(n)[0] for n in range(20))
    assert list(run.rows.order_by("number").values_list("number", flat=True)) == list(range(2, 24))
    assert AuditEntry.objects.filter(action="volunteer.import-batch").count() == 6


SHOT = """
import django, os, signal, sys
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from shijian.volunteers.operations import import_batches, import_jobs
import_jobs.BATCH = 4
real, calls = import_batches._belongings, []
def shot(pairs):
    real(pairs)
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
import_batches._belongings = shot
import_jobs.work(int(sys.argv[2]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_leaves_whole_batches_and_another_goes_on(county, cast, monkeypatch):
    actor, rows = actor_of(cast.hub), [person(n) for n in range(20)]
    run = checked(workbook(rows), county.hub, actor)
    import_runs.start_import(run, choices={}, actor=actor)
    arguments = [str(connection.settings_dict["NAME"]), str(run.pk)]
    done = subprocess.run([sys.executable, "-c", SHOT, *arguments], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    run.refresh_from_db()
    created = run.rows.filter(outcome="created").count()
    assert (run.state, run.done, len(names()), created) == (RunState.RUNNING, 8, 8, 8)
    assert Person.objects.filter(name__startswith="志愿").count() == 8
    import_jobs.work(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts) == (RunState.DONE, {"created": 20})
    assert names() == sorted(row[0] for row in rows)


def test_a_cancelled_import_stops_before_the_next_batch(county, hub, monkeypatch):
    monkeypatch.setattr(import_jobs, "BATCH", 4)
    run = checked(workbook([person(n) for n in range(12)]), county.hub, hub)
    import_runs.start_import(run, choices={}, actor=hub)
    import_jobs.work(run.pk, lambda done, total: import_runs.cancel_import(run, actor=hub))
    run.refresh_from_db()
    assert (run.state, run.done, len(names())) == (RunState.CANCELLED, 4, 4)


def test_whoever_loses_the_office_imports_nothing_more(county, cast, hub):
    run = checked(workbook([person(1)]), county.hub, hub)
    import_runs.start_import(run, choices={}, actor=hub)
    cast.hub.appointments.update(ends_on=dt.date(2020, 1, 2))
    import_jobs.work(run.pk)
    run.refresh_from_db()
    assert (run.state, names()) == (RunState.FAILED, [])


def test_columns_are_remembered_by_unit_and_headings(county, hub):
    head = ["大名", "证号", "手机号码", "所在村", "怪列"]
    run = rolls.upload(workbook([person(1)], head=head), county.hub, hub)
    mapping = {"0": "name", "1": "document_number", "2": "phone", "4": "skills"}
    import_runs.choose_columns(run, mapping=mapping, actor=hub)
    assert rolls.upload(workbook([person(2)], head=head), county.hub, hub).mapping == mapping
    assert rolls.upload(workbook([person(2)], head=head), county.station, hub).mapping != mapping


@pytest.mark.parametrize("mapping", [{}, {"0": "name"}, {"0": "name", "1": "name", "2": "birth_date"}])
def test_columns_that_cannot_be_used(county, hub, mapping):
    run = rolls.upload(workbook([person(1)]), county.hub, hub)
    with pytest.raises(Invalid):
        import_runs.choose_columns(run, mapping=mapping, actor=hub)


def test_files_are_removed_in_time(county, hub):
    run = checked(workbook([person(1), ["", "", "", "", "x"]]), county.hub, hub)
    assert import_runs.sweep() == 0
    ImportRun.objects.update(created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert (import_runs.sweep(), import_runs.sweep()) == (1, 0)
    run.refresh_from_db()
    assert (run.file_key, run.state, ImportRow.objects.count()) == ("", RunState.CANCELLED, 0)


def test_queries_of_a_batch_do_not_grow_with_its_rows(county, hub, django_assert_max_num_queries):
    small, large = (
        checked(workbook([person(n + at) for n in range(count)]), county.hub, hub)
        for at, count in ((0, 1), (500, 300))
    )
    for run in (small, large):
        import_runs.start_import(run, choices={}, actor=hub)
    with django_assert_max_num_queries(70) as one:
        import_jobs.work(small.pk)
    with django_assert_max_num_queries(70) as many:
        import_jobs.work(large.pk)
    # SQLite takes a bulk insert in several statements.
    assert len(many.captured_queries) - len(one.captured_queries) < 20
