"""Objections: who may make one, who decides, what becomes of the record, and who is told."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from shijian.kernel import audit, clock, worklist
from shijian.kernel.actor import ANONYMOUS, SYSTEM
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog, PolicyValue
from shijian.people import operations as people
from shijian.people.models import Message
from shijian.records import operations as records
from shijian.records import rules
from shijian.records.models import RecordObjection, ServiceRecord
from shijian.records.operations import objections
from tests.conftest import actor_of
from tests.factories.people import PersonFactory
from tests.factories.records import RecordObjectionFactory, ServiceRecordFactory

DAY = dt.timedelta(days=1)
SAID = {"ground": "not-there", "words": "那天他不在村里。"}


@pytest.fixture
def record(cast, county):
    """Of the volunteer, recorded by the station, before the public."""
    return ServiceRecordFactory(
        volunteer=cast.volunteer.volunteer, recorder=cast.station, counts_from=clock.today() + 3 * DAY
    )


def dispute(record, person, **facts):
    return objections.object_to_record(record, actor=actor_of(person), **{**SAID, **facts})


def told(person):
    return Message.objects.filter(person=person).order_by("pk")


def test_anybody_may_object_while_it_is_before_the_public(cast, record):
    made = dispute(record, cast.stranger)
    assert (made.state, made.ground, made.by_id) == ("open", "not-there", cast.stranger.pk)
    assert AuditEntry.objects.get(action="objection.make").for_person_id == cast.volunteer.pk
    assert not ServiceRecord.objects.counted(on=clock.today() + 30 * DAY).exists()
    assert [message.url for message in told(cast.hub)] == [reverse("records:objection", args=[made.pk])]
    assert [message.url for message in told(cast.volunteer)] == [reverse("records:detail", args=[record.pk])]
    texts = " ".join(Message.objects.values_list("text", flat=True))
    assert cast.stranger.name not in texts
    assert told(cast.station).count() == told(cast.resident).count() == 0


def test_later_only_the_one_who_served_may_object(cast, county):
    over = ServiceRecordFactory(volunteer=cast.volunteer.volunteer, counts_from=clock.today())
    void = ServiceRecordFactory(
        volunteer=cast.volunteer.volunteer, state="void", void_reason="错", voided_at=clock.now()
    )
    for person, row in ((cast.resident, over), (cast.stranger, over), (cast.volunteer, void)):
        with pytest.raises(OutOfReach):
            dispute(row, person)
    with pytest.raises(OutOfReach):
        objections.object_to_record(over, actor=ANONYMOUS, **SAID)
    assert dispute(over, cast.volunteer, ground="too-short").state == "open"
    assert told(cast.volunteer).count() == 0


def test_a_guardian_objects_for_a_ward(cast, record):
    cast.volunteer.guardian = cast.resident
    cast.volunteer.save()
    record = ServiceRecordFactory(volunteer=cast.volunteer.volunteer)
    made = dispute(record, cast.resident)
    assert rules.made_objection(actor_of(cast.resident), made)
    assert not rules.can_decide_objection(actor_of(cast.resident), made)


def test_one_open_objection_of_each_person(cast, record):
    dispute(record, cast.resident)
    with pytest.raises(Conflict):
        dispute(record, cast.resident)
    dispute(record, cast.stranger)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordObjectionFactory(record=record, by=cast.resident)
    assert record.objections.count() == 2


def test_nobody_holds_up_the_hours_of_many(cast, county, record):
    PolicyValue.objects.create(key="hours.objections_most", value=2, valid_from="2026-01-01", document_no="1")
    for _n in range(2):
        other = ServiceRecordFactory(counts_from=record.counts_from)
        dispute(other, cast.resident)
    with pytest.raises(Conflict, match="2"):
        dispute(record, cast.resident)
    assert dispute(record, cast.stranger).state == "open"


@pytest.mark.parametrize(("facts", "field"), [({"ground": "x"}, "ground"), ({"words": "  "}, "words")])
def test_what_is_missing_is_named(cast, record, facts, field):
    with pytest.raises(Invalid) as refused:
        dispute(record, cast.resident, **facts)
    assert list(refused.value.fields) == [field]
    assert RecordObjection.objects.count() == 0


def test_upheld_means_void_and_both_are_told(cast, record):
    made, other = dispute(record, cast.resident), dispute(record, cast.leader)
    objections.uphold_objection(made, answer="当天没有这次服务", actor=actor_of(cast.hub))
    for row in (record, made, other):
        row.refresh_from_db()
    assert (record.state, record.voided_by_id, record.void_reason) == (
        "void", cast.hub.pk, "当天没有这次服务",
    )  # fmt: skip
    assert (made.state, made.decided_by_id, made.answer) == ("upheld", cast.hub.pk, "当天没有这次服务")
    assert (other.state, other.decided_by_id, other.answer) == ("upheld", None, "当天没有这次服务")
    for person in (cast.resident, cast.leader, cast.volunteer):
        assert told(person).filter(key__startswith="objection-end").exists()
    moves = FlowLog.objects.filter(kind="record-objection").values_list("transition", flat=True)
    assert sorted(moves) == ["settle", "uphold"]


def test_upheld_with_the_right_times_writes_the_record_anew(cast, record):
    made = dispute(record, cast.resident, ground="too-long")
    end = record.started_at + dt.timedelta(hours=1)
    objections.uphold_objection(
        made, answer="早走了", started_at=record.started_at, ended_at=end, actor=actor_of(cast.hub)
    )
    fresh = ServiceRecord.objects.valid().get()
    assert (fresh.minutes, fresh.replaces_id, fresh.grade) == (60, record.pk, "witnessed")
    assert fresh.is_in_publicity


def test_times_that_cannot_be_leave_everything_as_it_was(cast, record):
    made = dispute(record, cast.resident)
    before = AuditEntry.objects.count(), Message.objects.count()
    act = {"answer": "早走了", "actor": actor_of(cast.hub)}
    with pytest.raises(Invalid):
        objections.uphold_objection(made, started_at=record.started_at, **act)
    with pytest.raises(Invalid):
        objections.uphold_objection(made, started_at=record.ended_at, ended_at=record.started_at, **act)
    made.refresh_from_db()
    record.refresh_from_db()
    assert (made.state, record.state) == ("open", "valid")
    assert (AuditEntry.objects.count(), Message.objects.count()) == before


def test_rejected_needs_a_reason_and_the_record_counts_again(cast, record):
    made = dispute(record, cast.resident)
    with pytest.raises(Invalid):
        objections.reject_objection(made, answer=" ", actor=actor_of(cast.hub))
    objections.reject_objection(made, answer="有签到和照片", actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert (made.state, made.decided_by_id) == ("rejected", cast.hub.pk)
    assert ServiceRecord.objects.counted(on=record.counts_from).get() == record
    assert told(cast.resident).get().url == reverse("records:objection", args=[made.pk])
    with pytest.raises(WrongState):
        objections.reject_objection(made, answer="再次", actor=actor_of(cast.hub))


def test_only_a_second_person_in_reach_decides(cast, county, record):
    made = dispute(record, cast.resident)
    for person in (cast.stranger, cast.station, cast.volunteer, cast.leader, cast.overseer, cast.auditor):
        with pytest.raises(OutOfReach):
            objections.reject_objection(made, answer="x", actor=actor_of(person))
    with pytest.raises(OwnEntry):
        objections.reject_objection(made, answer="x", actor=actor_of(cast.resident))
    own = dispute(record, cast.hub)
    with pytest.raises(OwnEntry):
        objections.uphold_objection(own, answer="x", actor=actor_of(cast.hub))
    assert set(record.objections.values_list("state", flat=True)) == {"open"}


def test_whoever_recorded_it_neither_reads_nor_is_asked(cast, county):
    record = ServiceRecordFactory(
        volunteer=cast.volunteer.volunteer, recorder=cast.hub, counts_from=clock.today() + DAY
    )
    made = dispute(record, cast.resident)
    assert not RecordObjection.objects.visible_to(actor_of(cast.hub)).exists()
    assert told(cast.hub).count() == 0
    assert told(cast.centre).count() == 1
    assert RecordObjection.objects.visible_to(actor_of(cast.centre)).get() == made


def test_who_sees_an_objection_agrees_with_the_list(cast, county, record):
    rows = [
        dispute(record, cast.resident),
        RecordObjectionFactory(by=cast.leader, record__volunteer__person__unit=county.station_other),
        RecordObjectionFactory(record__recorder=cast.hub, record__volunteer__person__unit=county.station),
        RecordObjectionFactory(record__responsible=cast.centre, record__volunteer__person__unit=county.hub),
    ]
    for person in [each for each in vars(cast).values() if each is not cast.team]:
        actor = actor_of(person)
        seen = set(RecordObjection.objects.visible_to(actor).values_list("pk", flat=True))
        assert seen == {row.pk for row in rows if rules.can_see_objection(actor, row)}
    assert not RecordObjection.objects.visible_to(ANONYMOUS).exists()


def test_only_the_one_who_made_it_takes_it_back(cast, record):
    made = dispute(record, cast.resident)
    with pytest.raises(NotAllowed):
        objections.withdraw_objection(made, actor=actor_of(cast.hub))
    objections.withdraw_objection(made, actor=actor_of(cast.resident))
    assert record.objections.get().state == "withdrawn"
    assert dispute(record, cast.resident).state == "open"


def test_a_void_for_another_reason_settles_what_is_open(cast, record):
    made = dispute(record, cast.resident)
    records.void_record(record, reason="扫码后补到", actor=SYSTEM)
    made.refresh_from_db()
    assert (made.state, made.answer) == ("upheld", "扫码后补到")


def test_without_its_audit_row_nothing_is_objected(cast, record, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError("no audit")

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", broken)
        with pytest.raises(DatabaseError):
            dispute(record, cast.resident)
    assert RecordObjection.objects.count() == Message.objects.count() == 0
    made = dispute(record, cast.resident)
    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", broken)
        with pytest.raises(DatabaseError):
            objections.reject_objection(made, answer="x", actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert made.state == "open"


def test_the_database_wants_the_moment_and_the_one_who_rejected(cast, record):
    made = dispute(record, cast.resident)
    for facts in ({"state": "upheld"}, {"state": "rejected", "over_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordObjection.objects.filter(pk=made.pk).update(**facts)


def test_it_waits_on_the_work_list_and_is_reminded_of_once(cast, record):
    with time_machine.travel(clock.now() - 30 * DAY):
        made = RecordObjectionFactory(record=record, by=cast.hub, created_at=clock.now(), due_at=clock.now())
    late = dict.fromkeys((cast.hub, cast.centre))
    for person in late:
        rows, _next = worklist.waiting(actor_of(person), kind="objection")
        late[person] = [row.pk for row in rows]
    assert late == {cast.hub: [], cast.centre: [made.pk]}
    objections.sweep()
    objections.sweep()
    assert told(cast.centre).count() == 1
    assert AuditEntry.objects.filter(action="objection.remind").count() == 1
    with pytest.raises(NotAllowed):
        objections.remind_of_objection(made, actor=actor_of(cast.centre))


def test_they_follow_a_merged_person(cast, county, record):
    twin = PersonFactory(unit=county.station)
    made = RecordObjectionFactory(record=record, by=twin)
    people.merge_persons(twin, into=cast.resident, actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert made.by_id == cast.resident.pk
    again = PersonFactory(unit=county.station)
    RecordObjectionFactory(record=record, by=again)
    with pytest.raises(Conflict):
        people.merge_persons(again, into=cast.resident, actor=actor_of(cast.hub))
