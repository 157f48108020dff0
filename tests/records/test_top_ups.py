"""Missing records: who may ask, within which days, who decides for which line of command, and what follows."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from shijian.kernel import audit, clock, sameness, worklist
from shijian.kernel.actor import ANONYMOUS
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog, PolicyValue
from shijian.people import operations as people
from shijian.people.enums import Role
from shijian.people.models import Appointment, Message
from shijian.records import operations as records
from shijian.records import rules_topups as rules
from shijian.records.models import ServiceRecord, TopUp
from shijian.records.operations import topups
from shijian.records.queries import lines
from shijian.records.queries import topups as reads
from tests.conftest import actor_of
from tests.factories.people import AppointmentFactory, PersonFactory
from tests.factories.records import ServiceRecordFactory, TopUpFactory
from tests.factories.volunteers import VolunteerFactory

DAY = dt.timedelta(days=1)
FACTS = {
    "place": "村口", "content": "扫雪", "recipient": "public", "reason": "手机没电，没有签到。",
}  # fmt: skip


def proof(n=7):
    return sameness.Proof(f"pictures/{n}", f"{(n * 0x9E3779B97F4A7C15F39CC0605CEDC835) ** 2:064x}"[-64:])


def ask(volunteer, person, *, start=None, minutes=90, n=7, **facts):
    start = start or clock.now() - DAY
    end = start + dt.timedelta(minutes=minutes, seconds=59)
    return topups.ask_top_up(
        volunteer,
        started_at=start,
        ended_at=end,
        proof=proof(n),
        actor=actor_of(person),
        **{**FACTS, **facts},
    )


@pytest.fixture
def volunteer(cast):
    cast.volunteer.birth_date = dt.date(1980, 1, 1)
    cast.volunteer.save()
    return cast.volunteer.volunteer


def told(person):
    return Message.objects.filter(person=person).order_by("pk")


def test_a_volunteer_asks_and_the_unit_above_approves(cast, county, volunteer):
    made = ask(volunteer, cast.volunteer)
    assert (made.minutes, made.state, made.unit_id, made.handler_id) == (
        90, "asked", county.station.pk, county.hub.pk,
    )  # fmt: skip
    assert told(cast.hub).count() == 1
    assert told(cast.station).count() == told(cast.centre).count() == told(cast.stranger).count() == 0
    assert not ServiceRecord.objects.exists()
    topups.approve_top_up(made, actor=actor_of(cast.hub))
    made.refresh_from_db()
    record = ServiceRecord.objects.get()
    assert (made.state, made.decided_by_id, made.record_id) == ("approved", cast.hub.pk, record.pk)
    assert (record.grade, record.minutes, record.source_kind, record.source_id) == (
        "late", 90, "record-top-up", made.pk,
    )  # fmt: skip
    assert record.is_in_publicity
    assert told(cast.volunteer).count() == 1
    assert FlowLog.objects.get(kind="record-top-up").transition == "approve"
    for again in (topups.approve_top_up, topups.withdraw_top_up):
        with pytest.raises((WrongState, NotAllowed)):
            again(made, actor=actor_of(cast.hub if again is topups.approve_top_up else cast.volunteer))


def test_who_may_ask(cast, county, volunteer):
    for n, person in enumerate((cast.resident, cast.stranger, cast.leader, cast.overseer, cast.auditor)):
        with pytest.raises(OutOfReach):
            ask(volunteer, person, n=n + 20)
    with pytest.raises(OutOfReach):
        topups.ask_top_up(
            volunteer,
            started_at=clock.now() - DAY,
            ended_at=clock.now(),
            proof=proof(),
            actor=ANONYMOUS,
            **FACTS,
        )
    by_leader = ask(volunteer, cast.leader, team=cast.team, start=clock.now() - 2 * DAY, n=1)
    assert (by_leader.unit_id, by_leader.handler_id) == (county.hub.pk, county.centre.pk)
    by_station = ask(volunteer, cast.station, start=clock.now() - 3 * DAY, n=2)
    assert (by_station.unit_id, by_station.handler_id) == (county.station.pk, county.hub.pk)
    with pytest.raises(Invalid) as refused:
        ask(VolunteerFactory(person__unit=county.hub), cast.leader, team=cast.team, n=3)
    assert list(refused.value.fields) == ["team"]


def test_for_a_minor_the_guardian_asks(cast, volunteer):
    person = cast.volunteer
    person.birth_date, person.guardian = clock.today() - 15 * 365 * DAY, cast.resident
    person.save()
    volunteer.refresh_from_db()
    with pytest.raises(OutOfReach):
        ask(volunteer, person)
    made = ask(volunteer, cast.resident)
    topups.refuse_top_up(made, answer="照片里没有人", actor=actor_of(cast.hub))
    assert {told(each).count() for each in (person, cast.resident)} == {1}


def test_the_line_of_command_of_whoever_asks_never_decides(cast, county, volunteer):
    """The station asks: the hub decides. The hub asks for a station: the centre. The centre asks: nobody can."""
    by_hub = ask(volunteer, cast.hub)
    assert by_hub.handler_id == county.centre.pk
    colleague = AppointmentFactory(
        person=PersonFactory(unit=county.hub), unit=county.hub, role=Role.HUB
    ).person
    for person in (colleague, cast.station, cast.stranger):
        with pytest.raises(OutOfReach):
            topups.approve_top_up(by_hub, actor=actor_of(person))
    with pytest.raises(OwnEntry):
        topups.approve_top_up(by_hub, actor=actor_of(cast.hub))
    with pytest.raises(OwnEntry):
        topups.refuse_top_up(by_hub, answer="x", actor=actor_of(cast.volunteer))
    assert topups.approve_top_up(by_hub, actor=actor_of(cast.centre)).state == "approved"
    with pytest.raises(Invalid, match="任命第二名"):
        ask(volunteer, cast.centre, start=clock.now() - 3 * DAY, n=9)


@pytest.mark.parametrize(
    ("free", "expected"),
    [("hub centre stranger", "hub"), ("centre stranger", "centre"), ("stranger", "hub2"), ("", None)],
)
def test_the_unit_that_decides_for_a_station(cast, county, free, expected):
    """The nearest above with somebody free; else the head of a branch beside; else nobody."""
    parts = {getattr(cast, name).pk for name in {"hub", "centre", "stranger"} - set(free.split())}
    handler = lines.handler_for(county.station.path, parts)
    assert handler == (lines.Handler(getattr(county, expected), nobody_above=False) if expected else None)


def test_the_branch_beside_decides_where_nobody_above_is_free(cast, county, volunteer):
    Appointment.objects.filter(person__in=(cast.hub, cast.centre)).delete()
    made = ask(volunteer, cast.volunteer)
    assert made.handler_id == county.hub2.pk
    assert topups.approve_top_up(made, actor=actor_of(cast.stranger)).state == "approved"
    assert lines.handler_for(county.hub.path, set()) == lines.Handler(county.hub2, nobody_above=False)
    assert lines.handler_for(county.centre.path, set()) is None


def test_at_the_top_another_officer_of_the_same_unit_decides_and_the_trail_says_so(cast, county, volunteer):
    second = AppointmentFactory(
        person=PersonFactory(unit=county.centre), unit=county.centre, role=Role.CENTRE
    ).person
    made = ask(volunteer, cast.centre)
    assert (made.handler, made.nobody_above) == (county.centre, True)
    assert list(reads.deciders(made)) == [second.pk]
    with pytest.raises(OwnEntry):
        topups.approve_top_up(made, actor=actor_of(cast.centre))
    for person in (cast.hub, cast.stranger):
        with pytest.raises(OutOfReach):
            topups.approve_top_up(made, actor=actor_of(person))
    topups.approve_top_up(made, actor=actor_of(second))
    said = AuditEntry.objects.get(action="top-up.approve").purpose
    assert said == "该单位没有上级：由本单位另一名人员审批。"
    below = ask(volunteer, cast.volunteer, start=clock.now() - 2 * DAY, n=2)
    topups.approve_top_up(below, actor=actor_of(cast.hub))
    assert AuditEntry.objects.filter(action="top-up.approve").latest("pk").purpose == ""


def test_the_days_are_those_of_the_day_of_service(cast, volunteer):
    PolicyValue.objects.create(key="hours.topup_days", value=2, valid_from="2026-03-05", document_no="1")
    noon = dt.datetime(2026, 3, 11, 4, 0, tzinfo=dt.UTC)
    with time_machine.travel(noon, tick=False):
        assert ask(volunteer, cast.volunteer, start=noon - 7 * DAY, n=1).state == "asked"
        assert ask(volunteer, cast.volunteer, start=noon - 2 * DAY, n=2).state == "asked"
        for days in (3, 8):
            with pytest.raises(Invalid) as refused:
                ask(volunteer, cast.volunteer, start=noon - days * DAY, n=3)
            assert list(refused.value.fields) == ["ended_at"]
    assert TopUp.objects.count() == 2


def test_times_that_cannot_be_are_refused_when_asking_and_when_approving(cast, volunteer):
    start = clock.now() - DAY
    with pytest.raises(Invalid):
        ask(volunteer, cast.volunteer, start=clock.now())
    with pytest.raises(Invalid, match="16"):
        ask(volunteer, cast.volunteer, start=start, minutes=17 * 60)
    made = ask(volunteer, cast.volunteer, start=start)
    with pytest.raises(Conflict):
        ask(volunteer, cast.volunteer, start=start + dt.timedelta(minutes=30), n=2)
    ServiceRecordFactory(volunteer=volunteer, started_at=start - dt.timedelta(hours=1))
    with pytest.raises(records.Overlap):
        topups.approve_top_up(made, actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert (made.state, made.record_id) == ("asked", None)
    with pytest.raises(records.Overlap):
        ask(volunteer, cast.volunteer, start=start - dt.timedelta(minutes=30), n=3)


def test_one_photo_proves_one_service(cast, county, volunteer):
    made = ask(volunteer, cast.volunteer)
    other = VolunteerFactory(person__unit=county.station)
    with pytest.raises(sameness.SamePhoto):
        ask(other, cast.station)
    with pytest.raises(IntegrityError), transaction.atomic():
        TopUpFactory(digest=made.digest)
    topups.withdraw_top_up(made, actor=actor_of(cast.volunteer))
    assert ask(other, cast.station).state == "asked"


@pytest.mark.parametrize("field", ["place", "content", "reason", "recipient"])
def test_what_is_missing_is_named(cast, volunteer, field):
    with pytest.raises(Invalid) as refused:
        ask(volunteer, cast.volunteer, **{field: " "})
    assert list(refused.value.fields) == [field]


def test_refusing_needs_a_reason_and_taking_back_the_asker(cast, volunteer):
    made = ask(volunteer, cast.station)
    with pytest.raises(Invalid):
        topups.refuse_top_up(made, answer=" ", actor=actor_of(cast.hub))
    with pytest.raises(NotAllowed):
        topups.withdraw_top_up(made, actor=actor_of(cast.volunteer))
    topups.refuse_top_up(made, answer="照片看不清", actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert (made.state, made.answer, made.record_id) == ("refused", "照片看不清", None)
    assert {told(each).count() for each in (cast.station, cast.volunteer)} == {1}
    with pytest.raises(WrongState):
        topups.withdraw_top_up(made, actor=actor_of(cast.station))


def test_who_sees_one_agrees_with_the_list(cast, county, volunteer):
    rows = [
        TopUpFactory(volunteer=volunteer),
        TopUpFactory(volunteer__person__unit=county.station_other),
        TopUpFactory(volunteer=volunteer, asked_by=cast.leader, handler=county.centre),
        TopUpFactory(volunteer__person__unit=county.station2, asked_by=cast.station, handler=county.hub2),
    ]
    for person in [each for each in vars(cast).values() if each is not cast.team]:
        actor = actor_of(person)
        seen = set(TopUp.objects.visible_to(actor).values_list("pk", flat=True))
        assert seen == {row.pk for row in rows if rules.can_see(actor, row)}
    assert not TopUp.objects.visible_to(ANONYMOUS).exists()


def test_without_its_audit_row_nothing_happens(cast, volunteer, monkeypatch):
    made = ask(volunteer, cast.volunteer)
    before = Message.objects.count()

    def broken(*args, **kwargs):
        raise DatabaseError("no audit")

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", broken)
        with pytest.raises(DatabaseError):
            topups.approve_top_up(made, actor=actor_of(cast.hub))
        with pytest.raises(DatabaseError):
            ask(volunteer, cast.volunteer, start=clock.now() - 3 * DAY, n=2)
    made.refresh_from_db()
    assert (made.state, ServiceRecord.objects.count(), TopUp.objects.count()) == ("asked", 0, 1)
    assert Message.objects.count() == before


def test_the_database_wants_a_second_person_and_a_record(cast, volunteer):
    made = TopUpFactory(volunteer=volunteer)
    over = {"over_at": clock.now()}
    for facts in (
        {"state": "withdrawn"},
        {"state": "refused", **over},
        {"state": "approved", "decided_by": cast.hub, **over},
        {"state": "refused", "decided_by": made.asked_by, **over},
        {"ended_at": made.started_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            TopUp.objects.filter(pk=made.pk).update(**facts)


def test_it_waits_on_the_work_list_and_is_reminded_of_once(cast, county, volunteer):
    late = {"created_at": clock.now() - 9 * DAY, "due_at": clock.now() - DAY}
    made = TopUpFactory(volunteer=volunteer, **late)
    TopUpFactory(volunteer__person__unit=county.station, asked_by=cast.hub)
    rows, _next = worklist.waiting(actor_of(cast.hub), kind="top-up")
    assert [row.pk for row in rows] == [made.pk]
    topups.sweep()
    topups.sweep()
    assert told(cast.hub).count() == 1
    assert AuditEntry.objects.filter(action="top-up.remind").count() == 1
    with pytest.raises(NotAllowed):
        topups.remind_of_top_up(made, actor=actor_of(cast.hub))


def test_they_follow_a_merged_person(cast, county):
    twin = PersonFactory(unit=county.station)
    made = TopUpFactory(volunteer__person__unit=county.station, asked_by=twin)
    people.merge_persons(twin, into=cast.resident, actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert made.asked_by_id == cast.resident.pk
