"""What costs one query is looked at as soon as a record is made; the night notices nothing twice."""

import datetime as dt

import pytest
import time_machine
from django_q.models import OrmQ

from shijian.kernel import clock, memo
from shijian.kernel.models import AuditEntry
from shijian.records.enums import Grade
from shijian.records.models import Signal
from shijian.records.operations import records, signals, signals_now
from tests.conftest import actor_of
from tests.factories.activities import ActivityPhotoFactory, PresenceFactory, ScanFactory, SignupFactory
from tests.factories.records import DeviceMarkFactory, ServiceRecordFactory, TopUpFactory
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 20, 9, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def served(volunteer, start, hours, **known):
    end = start + hours * HOUR
    facts = {"started_at": start, "ended_at": end, "minutes": hours * 60, "recorded_at": clock.now()}
    return ServiceRecordFactory(volunteer=volunteer, **facts | known)


def typed(cast, county, days_ago, hours=2):
    """Entered by the leader now, for a new volunteer of the station."""
    volunteer = VolunteerFactory(person__unit=county.station)
    return served(
        volunteer,
        NOW - days_ago * DAY,
        hours,
        grade=Grade.WITNESSED,
        recorder=cast.leader,
        source_kind="entry",
    )


def kinds():
    return sorted(Signal.objects.values_list("kind", flat=True))


def looked_at_once_and_again_at_night(record, kind):
    signals_now.look(record.pk)
    signals_now.look(record.pk)
    assert kinds() == [kind]
    at_once = Signal.objects.get()
    before = (at_once.key, at_once.facts, set(at_once.records.all()))
    signals.sweep()
    assert Signal.objects.filter(kind=kind).count() == 1
    made = Signal.objects.get(kind=kind)
    assert (made.key, made.facts, set(made.records.all())) == before


def test_a_record_brings_its_job_and_one_press_brings_one(cast, county):
    def record(volunteer, ago):
        start = NOW - ago * HOUR
        return records.record_service(
            volunteer, actor=actor_of(cast.leader), unit=county.station, source_kind="order", source_id=1,
            started_at=start, ended_at=start + HOUR, grade=Grade.WITNESSED, recipient="elder", content="送餐",
        )  # fmt: skip

    with memo.scope():
        first = record(cast.volunteer.volunteer, 3)
        record(VolunteerFactory(person__unit=county.station), 3)
    (job,) = OrmQ.objects.all()
    assert (job.task["func"], job.task["args"]) == (signals_now.LOOK, (first.pk,))


def test_more_than_a_day_can_hold(cast, county):
    one = served(cast.volunteer.volunteer, NOW - 16 * HOUR, 7)
    served(cast.leader.volunteer, NOW - 16 * HOUR, 7)
    signals_now.look(one.pk)
    assert kinds() == []
    looked_at_once_and_again_at_night(served(cast.volunteer.volunteer, NOW - 8 * HOUR, 6), "long-day")


def test_entries_in_a_batch(cast, county):
    rows = [typed(cast, county, days) for days in range(1, 7)]
    looked_at_once_and_again_at_night(rows[0], "batch")


def test_entries_long_afterwards(cast, county):
    first = [typed(cast, county, 8 + count % 3) for count in range(8)]
    signals_now.look(first[0].pk)
    (made,) = Signal.objects.filter(kind="late")
    later = typed(cast, county, 9)
    signals_now.look(later.pk)
    made.refresh_from_db()
    assert set(made.records.all()) == {*first, later}
    assert made.facts["count"] == 9
    assert AuditEntry.objects.filter(action="signal.add", object_id=made.pk).count() == 1
    signals.take_signal(made, actor=actor_of(cast.hub))
    signals_now.look(typed(cast, county, 10).pk)
    assert made.records.count() == 9


def test_one_phone_for_many(cast, county):
    four = [VolunteerFactory(person__unit=county.station) for _each in range(4)]
    rows = []
    for volunteer, unit in zip(four, [county.station, county.station2] * 2, strict=True):
        row = served(
            volunteer, NOW - 3 * HOUR, 2, unit=unit, source_kind="activity", recorder=volunteer.person
        )
        came, _left = scans(volunteer, row)
        DeviceMarkFactory(
            person=volunteer.person,
            unit=unit,
            source_kind="activity",
            source_id=came.pk,
            device_index="a" * 32,
        )
        rows.append(row)
    looked_at_once_and_again_at_night(rows[-1], "device")


def scans(volunteer, record):
    signup = SignupFactory(volunteer=volunteer, person=volunteer.person)
    came, left = (
        ScanFactory(signup=signup, kind=kind, way="self", at=at, received_at=at)
        for kind, at in (("in", record.started_at), ("out", record.ended_at))
    )
    PresenceFactory(signup=signup, came=came, left=left, started_at=came.at, ended_at=left.at, record=record)
    return came, left


def test_a_photo_that_proved_something_already(cast, county):
    old = served(cast.leader.volunteer, NOW - 5 * DAY, 2, source_kind="activity", recorder=cast.leader)
    came, _left = scans(cast.leader.volunteer, old)
    ActivityPhotoFactory(
        activity=came.signup.session.activity, session=came.signup.session, digest=f"{1 << 200:064x}"
    )
    ActivityPhotoFactory(digest="f" * 64)
    record = served(
        cast.volunteer.volunteer,
        NOW - 2 * DAY,
        2,
        source_kind="record-top-up",
        grade="late",
        recorder=cast.hub,
    )
    TopUpFactory(
        volunteer=cast.volunteer.volunteer, asked_by=cast.volunteer, state="approved", record=record,
        digest=f"{(1 << 200) | (2**13 - 1):064x}", decided_by=cast.hub, over_at=clock.now(),
    )  # fmt: skip
    looked_at_once_and_again_at_night(record, "photo")
