import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Invalid, NotAllowed, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people.models import Message
from shijian.records import operations
from shijian.records.enums import Grade, Recipient, RecordState
from shijian.records.models import ServiceRecord
from tests.conftest import actor_of
from tests.factories.records import ServiceRecordFactory
from tests.factories.volunteers import VolunteerFactory

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


def record(volunteer, start=START, minutes=90, actor=SYSTEM, **kwargs):
    return operations.record_service(
        volunteer,
        actor=actor,
        unit=volunteer.unit,
        source_kind="order",
        source_id=1,
        started_at=start,
        ended_at=start + dt.timedelta(minutes=minutes, seconds=59),
        grade=Grade.SELF,
        recipient=Recipient.ELDER,
        content="理发",
        **kwargs,
    )


def test_minutes_are_whole_and_rounded_down(db):
    made = record(VolunteerFactory(), minutes=90)
    assert (made.minutes, made.state, made.grade) == (90, "valid", "self")


def test_overlap_of_one_person_is_refused_and_of_two_is_not(db):
    volunteer, other = VolunteerFactory(), VolunteerFactory()
    record(volunteer)
    with pytest.raises(operations.Overlap):
        record(volunteer, START + dt.timedelta(minutes=30))
    record(other, START + dt.timedelta(minutes=30))
    record(volunteer, START + dt.timedelta(hours=2))
    assert ServiceRecord.objects.filter(volunteer=volunteer).count() == 2


def test_the_database_refuses_overlap_edit_and_delete(db):
    made = ServiceRecordFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceRecordFactory(volunteer=made.volunteer, started_at=made.started_at)
    with pytest.raises(DatabaseError), transaction.atomic():
        ServiceRecord.objects.filter(pk=made.pk).update(minutes=600)
    with pytest.raises(TypeError):
        made.delete()
    assert ServiceRecord.objects.get().minutes == 120


def test_future_and_backward_spans_are_refused(db):
    volunteer = VolunteerFactory()
    with pytest.raises(Invalid):
        record(volunteer, dt.datetime.now(dt.UTC))
    with pytest.raises(Invalid):
        record(volunteer, minutes=-90)


def test_a_day_has_a_limit(db):
    volunteer = VolunteerFactory()
    record(volunteer, START, minutes=10 * 60)
    with pytest.raises(Invalid, match="16"):
        record(volunteer, START + dt.timedelta(hours=11), minutes=7 * 60)


def test_void_needs_a_second_person_and_tells_the_volunteer(cast, county):
    made = ServiceRecordFactory(volunteer=cast.volunteer.volunteer, recorder=cast.station)
    for person in (cast.volunteer, cast.station, cast.resident, cast.stranger):
        with pytest.raises(NotAllowed):
            operations.void_record(made, reason="重复", actor=actor_of(person))
    operations.void_record(made, reason="重复", actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert (made.state, made.void_reason, made.voided_by_id) == ("void", "重复", cast.hub.pk)
    assert Message.objects.get().person_id == cast.volunteer.pk
    assert AuditEntry.objects.filter(action="record.void", actor_person_id=cast.hub.pk).count() == 1
    with pytest.raises(WrongState):
        operations.void_record(made, reason="再次", actor=actor_of(cast.hub))


def test_reissue_voids_and_writes_a_weaker_grade(cast):
    made = ServiceRecordFactory(volunteer=cast.volunteer.volunteer, grade=Grade.MUTUAL)
    end = made.started_at + dt.timedelta(hours=1)
    fresh = operations.reissue_record(
        made, started_at=made.started_at, ended_at=end, reason="签退晚了", actor=actor_of(cast.hub)
    )
    made.refresh_from_db()
    assert (made.state, fresh.minutes, fresh.grade, fresh.replaces_id) == (
        RecordState.VOID,
        60,
        "witnessed",
        made.pk,
    )


def test_a_failed_reissue_leaves_the_old_record_valid(cast):
    made = ServiceRecordFactory(volunteer=cast.volunteer.volunteer)
    with pytest.raises(Invalid):
        operations.reissue_record(
            made, started_at=made.ended_at, ended_at=made.started_at, reason="错", actor=actor_of(cast.hub)
        )
    made.refresh_from_db()
    assert made.state == RecordState.VALID
    assert AuditEntry.objects.count() == 0
