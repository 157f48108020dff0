"""Older hours: what is read, what is refused and where, who decides, and that nothing is ever credited twice."""

import datetime as dt

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import TestCase

from shijian.kernel import audit, clock, worklist
from shijian.kernel.actor import SYSTEM
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog, PolicyValue
from shijian.people.enums import Role
from shijian.people.models import Message
from shijian.points.models import Entry
from shijian.points.operations import crediting
from shijian.records import rules_imports as rules
from shijian.records.models import ImportedRow, RecordImport, ServiceRecord, Signal
from shijian.records.operations import import_columns, import_recording, imports, records
from shijian.records.operations.signals import sweep as look_for_signals
from shijian.records.queries import stars, verification
from tests.conftest import actor_of
from tests.factories.people import AppointmentFactory, PersonFactory
from tests.factories.points import GRADES, PointsRuleFactory
from tests.factories.records import ImportedRowFactory, RecordImportFactory, ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory
from tests.volunteers.rolls import workbook

HEAD = [
    "志愿者编号",
    "姓名",
    "手机号码",
    "服务日期",
    "开始时间",
    "结束时间",
    "服务小时",
    "服务内容",
    "原记录编号",
]
LONG_AGO = dt.timedelta(days=400)


def day(before=400):
    return (clock.today() - dt.timedelta(days=before)).isoformat()


def row(who, on=None, start="09:00", end="11:00", hours="", content="清扫村道", reference=""):
    number, name, phone = who if isinstance(who, tuple) else (who.number, "", "")
    return [number, name, phone, on or day(), start, end, hours, content, reference]


def upload(rows, unit, person, *, head=HEAD, csv="", name="时长.xlsx"):
    data = workbook(rows, head=head)
    if csv:
        data = "\r\n".join(",".join(map(str, each)) for each in [head, *rows]).encode(csv)
    return imports.upload_hours(
        ContentFile(data, name),
        name=name,
        unit=unit,
        system="志愿汇",
        recipient="public",
        actor=actor_of(person),
    )


def hand_in(run, person):
    return imports.hand_in_import(run, reason="换系统", document="夏文明〔2023〕5号", actor=actor_of(person))


def carried_out(run, asker, decider):
    imports.approve_import(hand_in(run, asker), actor=actor_of(decider))
    import_recording.work(run.pk)
    run.refresh_from_db()
    return run


def found(run):
    return {
        each.number: [(p["cell"], p["text"]) for p in each.problems] for each in run.rows.order_by("number")
    }


@pytest.fixture
def volunteer(cast):
    return cast.volunteer.volunteer


@pytest.mark.parametrize("csv", ["", "gb18030", "utf-8-sig"])
def test_a_table_is_read_approved_by_the_line_above_and_recorded_once(cast, county, volunteer, csv):
    rows = [row(volunteer), row(volunteer, day(399), "", "", "2.5", reference="A1"), row(("X1", "", ""))]
    run = upload(rows, county.station, cast.station, csv=csv)
    assert [each.state for each in run.rows.order_by("number")] == ["fine", "fine", "wrong"]
    assert found(run) == {2: [], 3: [], 4: [("A4", "没有登记这样的志愿者。")]}
    assert (run.state, ServiceRecord.objects.count()) == ("draft", 0)
    for wrong in ({"document": "1"}, {"reason": " ", "document": "1"}, {"reason": "换系统"}):
        with pytest.raises(Invalid):
            imports.hand_in_import(run, actor=actor_of(cast.station), **{"reason": "", **wrong})
    handed = hand_in(run, cast.station)
    assert (handed.state, handed.handler) == ("asked", county.hub)
    assert {each.person for each in Message.objects.filter(key=f"record-import:{run.pk}:asked")} == {cast.hub}
    imports.approve_import(run, actor=actor_of(cast.hub))
    import_recording.work(run.pk)
    import_recording.work(run.pk)
    run.refresh_from_db()
    made = list(ServiceRecord.objects.order_by("-started_at"))
    assert run.state == "done"
    assert [each.minutes for each in made] == [150, 120]
    assert {(each.grade, each.source_kind, each.unit, each.is_in_publicity) for each in made} == {
        ("imported", "record-import", county.station, True)
    }
    assert {(each.recorder, each.responsible) for each in made} == {(cast.hub, cast.station)}
    assert clock.local(made[0].started_at).hour == 8
    assert [each.content for each in made] == ["清扫村道（起止时间不详）", "清扫村道"]
    assert ServiceRecord.objects.counted().count() == 0
    assert Message.objects.filter(person=cast.volunteer, key__startswith="record-imported").count() == 1
    assert [each.transition for each in FlowLog.objects.filter(kind="record-import").order_by("pk")] == [
        "hand-in", "approve", "finish",
    ]  # fmt: skip
    again = upload(rows, county.station, cast.station)
    assert [text for _cell, text in found(again)[3]] == ["这次服务已经转入过了。"]
    with pytest.raises(Invalid):
        hand_in(again, cast.station)


def test_each_wrong_row_is_named_by_row_and_column(cast, county, volunteer):
    for _ in range(2):
        VolunteerFactory(person=PersonFactory(unit=county.station, name="同名", phone="13900000001"))
    far = VolunteerFactory(person__unit=county.station_other)
    start = dt.datetime.combine(clock.today() - dt.timedelta(days=50), dt.time(9), clock.ZONE)
    ServiceRecordFactory(volunteer=volunteer, started_at=start)
    old = day(366 * 11)
    rows = [
        row(("", "同名", "13900000001")),
        row(far),
        row(volunteer, day(50), "10:30", "12:00"),
        row(volunteer, day(50), "", "", "2"),
        row(volunteer, day(60)),
        row(volunteer, day(60), "10:00", "12:00"),
        row(volunteer, day(70), "01:00", "18:30"),
        row(volunteer, day(-3)),
        row(volunteer, old),
        row(volunteer, day(80), reference="甲 1"),
        row(volunteer, day(81), reference="甲1"),
        row(volunteer, "前天"),
        row(volunteer, day(82), "11:00", "09:00"),
        row(volunteer, day(83), "09:00", "10:00", "3"),
        row(volunteer, day(84), "", "", ""),
        row(volunteer, day(85), content=""),
        row((volunteer.number, "别人", ""), day(86)),
    ]
    run = upload(rows, county.station, cast.hub)
    assert {number: [cell for cell, _text in each] for number, each in found(run).items()} == {
        2: ["B2"], 3: ["A3"], 4: ["E4"], 5: ["D5"], 6: [], 7: ["E7"], 8: ["G8"], 9: ["D9"], 10: ["D10"], 11: [],
        12: ["I12"], 13: ["D13"], 14: ["F14"], 15: ["G15"], 16: ["G16"], 17: ["H17"], 18: ["B18"],
    }  # fmt: skip
    assert found(run)[3] == [("A3", "这位志愿者所在的单位不由您记录时长。")]
    assert found(run)[7] == [("E7", "这段时间和第 6 行重叠。")]
    assert found(run)[12] == [("I12", "同一次服务已在第 11 行。")]
    assert not any(far.person.name in text for each in found(run).values() for _cell, text in each)
    with pytest.raises(Invalid):
        upload([], county.station, cast.hub, head=["姓名", "电话", "别的"])


def test_services_without_times_are_laid_one_after_another(cast, county, volunteer):
    rows = [row(volunteer, "", "", "", "3"), row(volunteer, "", "", "", "2", content="扫雪")]
    run = upload(rows, county.station, cast.station)
    laid = [clock.local(each.started_at).strftime("%H:%M") for each in run.rows.order_by("number")]
    assert laid == ["08:00", "11:00"]
    assert not run.rows.filter(times_known=True).exists()
    hand_in(run, cast.station)
    ServiceRecordFactory(volunteer=volunteer, started_at=run.rows.first().started_at + dt.timedelta(hours=9))
    imports.approve_import(run, actor=actor_of(cast.hub))
    import_recording.work(run.pk)
    assert [each.state for each in run.rows.all()] == ["failed", "failed"]
    assert ServiceRecord.objects.count() == 1


def test_the_line_that_brings_it_and_who_gains_never_decide(cast, county, volunteer):
    run = hand_in(upload([row(volunteer)], county.station, cast.hub), cast.hub)
    assert run.handler == county.centre
    with pytest.raises(OwnEntry):
        imports.approve_import(run, actor=actor_of(cast.hub))
    for person in (cast.stranger, cast.resident, cast.volunteer):
        with pytest.raises(OutOfReach):
            imports.approve_import(run, actor=actor_of(person))
    with pytest.raises(NotAllowed):
        imports.refuse_import(run, answer="x", actor=actor_of(cast.station))
    with pytest.raises(Invalid):
        imports.refuse_import(run, answer=" ", actor=actor_of(cast.centre))
    assert list(worklist_of(cast.centre)) == [run]
    assert not worklist_of(cast.hub)
    assert imports.refuse_import(run, answer="没有签字", actor=actor_of(cast.centre)).state == "refused"
    gain = RecordImportFactory(unit=county.station, asked_by=cast.station, handler=county.hub)
    ImportedRowFactory(run=gain, volunteer=VolunteerFactory(person=cast.hub))
    with pytest.raises(OwnEntry):
        imports.approve_import(gain, actor=actor_of(cast.hub))
    with pytest.raises(Invalid) as nobody:
        upload([row(volunteer)], county.station, cast.centre)
    assert "任命第二名" in str(nobody.value.fields["unit"])
    for person in (cast.stranger, cast.resident, cast.volunteer):
        with pytest.raises(OutOfReach):
            upload([row(volunteer)], county.station, person)
    for person in vars(cast).values():
        if person is not cast.team:
            seen = RecordImport.objects.visible_to(actor_of(person)).filter(pk=run.pk).exists()
            assert seen == rules.can_see(actor_of(person), run), person.name
    taken = upload([row(volunteer, day(3))], county.station, cast.station)
    assert imports.withdraw_import(taken, actor=actor_of(cast.station)).state == "withdrawn"
    with pytest.raises(WrongState):
        hand_in(taken, cast.station)


def test_at_the_top_another_officer_of_the_same_unit_decides(cast, county, volunteer):
    second = AppointmentFactory(
        person=PersonFactory(unit=county.centre), unit=county.centre, role=Role.CENTRE
    ).person
    run = hand_in(upload([row(volunteer)], county.station, cast.centre), cast.centre)
    assert (run.handler, run.nobody_above, list(worklist_of(second))) == (county.centre, True, [run])
    for person in (cast.hub, cast.stranger, cast.centre):
        with pytest.raises((OutOfReach, NotAllowed, OwnEntry)):
            imports.approve_import(run, actor=actor_of(person))
    imports.approve_import(run, actor=actor_of(second))
    assert "没有上级" in AuditEntry.objects.get(action="record-import.approve").purpose


def test_a_late_one_is_on_the_work_list_and_who_decides_is_reminded_once(
    cast, county, volunteer, time_machine
):
    run = hand_in(upload([row(volunteer)], county.station, cast.station), cast.station)
    imports.remind()
    told = Message.objects.filter(person=cast.hub)
    assert (told.count(), Message.objects.filter(person=cast.stranger).count()) == (1, 0)
    time_machine.move_to(run.due_at + dt.timedelta(minutes=1))
    imports.remind()
    imports.remind()
    assert (told.count(), Message.objects.filter(person=cast.stranger).count()) == (2, 0)
    assert [each.overdue for each in worklist.waiting(actor_of(cast.hub), kind="record-import")[0]] == [True]
    with pytest.raises(NotAllowed):
        imports.remind_of_import(run, actor=actor_of(cast.hub))


def worklist_of(person):
    source = next(each for each in worklist.SOURCES if each.kind == "record-import")
    return source.rows(actor_of(person))


def test_a_killed_worker_leaves_nothing_doubled_and_an_audit_row_fails_with_the_write(
    cast, county, volunteer, monkeypatch
):
    monkeypatch.setattr(import_recording, "BATCH", 1)
    rows = [row(volunteer, day(400 + n)) for n in range(3)]
    run = hand_in(upload(rows, county.station, cast.station), cast.station)
    with monkeypatch.context() as broken:
        broken.setattr(audit, "record", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            imports.approve_import(run, actor=actor_of(cast.hub))
    run.refresh_from_db()
    assert run.state == "asked"
    imports.approve_import(run, actor=actor_of(cast.hub))
    assert import_recording.record_batch(run.pk)
    assert ServiceRecord.objects.count() == 1
    with pytest.raises(NotAllowed):
        import_recording.record_batch(run.pk, actor=actor_of(cast.hub))
    import_recording.work(run.pk)
    assert (ServiceRecord.objects.count(), run.rows.filter(state="made").count()) == (3, 3)
    assert AuditEntry.objects.filter(action="record.create").count() == 3


def test_the_database_credits_a_service_once_and_what_was_voided_may_come_again(cast, county, volunteer):
    run = carried_out(
        upload([row(volunteer, reference="A1")], county.station, cast.station), cast.station, cast.hub
    )
    record, made = ServiceRecord.objects.get(), run.rows.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportedRowFactory(state="made", key=made.key)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRecordFactory(source_kind="record-import", source_id=made.pk)
    with pytest.raises(OwnEntry):
        import_recording.void_import(run, reason="名册是假的", actor=actor_of(cast.hub))
    assert import_recording.void_import(run, reason="名册是假的", actor=actor_of(cast.centre)) == 0
    record.refresh_from_db()
    assert (record.state, record.void_reason) == ("void", "名册是假的")
    second = upload([row(volunteer, reference="A1")], county.station, cast.station)
    carried_out(second, cast.station, cast.hub)
    assert ServiceRecord.objects.valid().count() == 1
    assert {each.state for each in ImportedRow.objects.filter(key=made.key)} == {"void", "made"}
    anew = records.reissue_record(
        ServiceRecord.objects.valid().get(), started_at=record.started_at, ended_at=record.started_at + LONG_AGO / 9600,
        reason="记多了", actor=actor_of(cast.centre),
    )  # fmt: skip
    assert (anew.grade, anew.minutes, anew.source_kind) == ("imported", 60, "record-import")
    third = upload([row(volunteer, day(300), reference="a1")], county.station, cast.station)
    assert [text for _cell, text in found(third)[2]] == ["这次服务已经转入过了。"]


@pytest.mark.parametrize("percent", [0, 100])
def test_points_and_stars_ask_their_policy_and_signals_stay_quiet(cast, county, volunteer, percent):
    PointsRuleFactory(valid_from=dt.date(2000, 1, 1), percent=GRADES | {"imported": percent})
    accepted = ["site", "self", *(["imported"] if percent else [])]
    PolicyValue.objects.create(
        key="star.grades", value=accepted, valid_from="2020-01-01", document_no="夏文明〔2020〕1号"
    )
    rows = [row(volunteer, day(12 + n)) for n in range(20)]
    carried_out(upload(rows, county.station, cast.station), cast.station, cast.hub)
    look_for_signals()
    assert not Signal.objects.exists()
    with time_machine.travel(clock.now() + dt.timedelta(days=30), tick=False):
        crediting.run()
        assert Entry.objects.filter(account__volunteer=volunteer).exists() == bool(percent)
        counted = stars.minutes_of([volunteer.pk], stars.grades_on(clock.today()))
        assert counted == ({volunteer.pk: 2400} if percent else {})


def test_rows_are_erased_in_time_and_the_proof_of_what_was_recorded_stays(cast, county):
    long_ago = clock.now() - dt.timedelta(days=91)
    facts = {"decided_by": cast.hub, "over_at": long_ago}
    done = RecordImportFactory(
        unit=county.station, asked_by=cast.station, state="done", file_key="pictures/x", **facts
    )
    made, wrong = ImportedRowFactory(run=done, state="made"), ImportedRowFactory(run=done, state="wrong")
    draft = RecordImportFactory(
        unit=county.station, asked_by=cast.station, state="draft", created_at=long_ago
    )
    ImportedRowFactory(run=draft)
    young = ImportedRowFactory()
    assert (imports.sweep(), imports.sweep()) == (2, 0)
    assert {each.pk for each in ImportedRow.objects.all()} == {made.pk, young.pk}
    made.refresh_from_db()
    assert (made.content, made.reference, made.key) == ("", "", made.key)
    assert wrong.pk not in ImportedRow.objects.values_list("pk", flat=True)
    done.refresh_from_db()
    assert (done.file_name, done.file_key) == ("", "pictures/x")
    assert rules.has_part(SYSTEM, done) is False


OTHER = ["谁", "哪天干的", "干了多久", "干了啥"]


def lines_of(volunteer):
    return [["某村时长汇总", "", "", ""], OTHER, [volunteer.number, day(), "2", "清扫村道"]]


def chosen(run, person, mapping):
    return import_columns.choose_import_columns(run, mapping=mapping, actor=actor_of(person))


def test_a_table_with_other_headings_waits_until_somebody_says_what_its_columns_hold(cast, county, volunteer):
    rows = lines_of(volunteer)
    run = upload(rows[1:], county.station, cast.station, head=rows[0])
    assert (run.state, run.rows.count(), run.sheet, run.heading_row) == ("columns", 0, "Sheet", 1)
    assert default_storage.exists(run.table_key)
    right = {"0": "number", "1": "day", "2": "hours", "3": "content"}
    for person, error in ((cast.hub, NotAllowed), (cast.stranger, OutOfReach), (cast.volunteer, OutOfReach)):
        with pytest.raises(error):
            chosen(run, person, right)
    with pytest.raises(Invalid, match="服务内容"):
        chosen(run, cast.station, {**right, "3": ""})
    with pytest.raises(Invalid, match="两列"):
        chosen(run, cast.station, {**right, "2": "day"})
    with pytest.raises(Invalid) as nowhere:
        import_columns.choose_import_sheet(run, sheet="Sheet", row=30, actor=actor_of(cast.station))
    assert list(nowhere.value.fields) == ["row"]
    with pytest.raises(Invalid):
        hand_in(run, cast.station)
    moved = import_columns.choose_import_sheet(run, sheet="Sheet", row=1, actor=actor_of(cast.station))
    assert moved.heading_row == 0
    import_columns.choose_import_sheet(run, sheet="Sheet", row=2, actor=actor_of(cast.station))
    key = run.table_key
    with TestCase.captureOnCommitCallbacks(execute=True):
        run = chosen(run, cast.station, right)
    assert (run.state, run.table_key, default_storage.exists(key)) == ("draft", "", False)
    assert [(each.state, each.minutes, each.content) for each in run.rows.all()] == [
        ("fine", 120, "清扫村道")
    ]
    assert carried_out(run, cast.station, cast.hub).state == "done"
    again = upload([[volunteer.number, day(300), "1", "植树"]], county.station, cast.station, head=OTHER)
    assert again.state == "draft"
    other = upload([[volunteer.number, day(200), "1", "植树"]], county.hub, cast.hub, head=OTHER)
    assert other.state == "columns"
    asked = imports.upload_hours(
        ContentFile(workbook([row(volunteer, day(100))], head=HEAD), "a.xlsx"), name="a.xlsx", unit=county.station,
        system="志愿汇", recipient="public", choose=True, actor=actor_of(cast.station),
    )  # fmt: skip
    assert asked.state == "columns"


def test_a_table_whose_columns_nobody_names_goes_in_time(cast, county, volunteer, time_machine):
    first, second = (
        upload([[volunteer.number]], county.station, cast.station, head=OTHER) for _n in range(2)
    )
    with TestCase.captureOnCommitCallbacks(execute=True):
        imports.withdraw_import(first, actor=actor_of(cast.station))
    assert not default_storage.exists(first.table_key)
    time_machine.move_to(clock.now() + dt.timedelta(days=91))
    with TestCase.captureOnCommitCallbacks(execute=True):
        imports.sweep()
    second.refresh_from_db()
    assert (second.state, second.table_key, default_storage.exists(first.table_key)) == (
        "withdrawn",
        "",
        False,
    )
    assert list(verification.problems()) == []
