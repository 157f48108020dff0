"""A late complaint is reminded of once, then goes one level up; the clock alone does this."""

import datetime as dt

import pytest
import time_machine

from shijian.kernel import clock, jobs
from shijian.kernel.errors import NotAllowed
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.people.models import Message
from shijian.records.models import Complaint
from shijian.records.operations import complaint_deadlines as deadlines
from shijian.records.operations import complaints as operations
from tests.conftest import actor_of
from tests.factories.records import ComplaintFactory
from tests.records.test_complaints import file, handled


def told(person):
    return Message.objects.filter(person=person, url__startswith="/office/complaints/").count()


def later(moment, days):
    """The working day that many working days behind a moment, and a minute."""
    return time_machine.travel(clock.add_working_days(moment, days) + dt.timedelta(minutes=1), tick=False)


def test_the_job_is_registered():
    found = [job.func for job in jobs.recurring() if job.name == "records.complaints"]
    assert found == ["shijian.records.operations.complaint_deadlines.sweep"]


def test_who_handles_is_reminded_once_and_then_it_goes_up(cast, county):
    made, _code = file(cast.volunteer, "team", cast.team)
    made = handled(cast.hub, made)
    before = told(cast.hub)
    deadlines.sweep()
    assert told(cast.hub) == before
    with time_machine.travel(made.due_at + dt.timedelta(minutes=1), tick=False):
        deadlines.sweep()
        deadlines.sweep()
        made.refresh_from_db()
        assert (told(cast.hub), made.handler, made.reminded_at) == (before + 1, county.hub, clock.now())
    with later(made.reminded_at, 3):
        deadlines.sweep()
        deadlines.sweep()
        made.refresh_from_db()
        assert (made.handler, made.state, made.handled_by, made.reminded_at) == (
            county.centre, "received", None, None,
        )  # fmt: skip
        assert made.due_at == clock.add_working_days(clock.now(), 3)
    assert told(cast.centre) == 1
    assert told(cast.stranger) == 0
    log = FlowLog.objects.filter(kind="complaint", transition="escalate").get()
    assert (log.actor_person_id, made.number in log.note) == (None, False)
    actions = AuditEntry.objects.filter(action__in=["complaint.remind", "complaint.escalate"])
    assert sorted(actions.values_list("action", flat=True)) == ["complaint.escalate", "complaint.remind"]


def test_nobody_has_taken_it_so_all_who_could_are_reminded(cast, county):
    made, _code = file(cast.resident, "team", cast.team)
    before = told(cast.hub)
    with time_machine.travel(made.due_at + dt.timedelta(minutes=1), tick=False):
        assert deadlines.follow_complaint(made) == "reminded"
    assert told(cast.hub) == before + 1


def test_a_new_deadline_begins_without_a_reminder(cast, county):
    made, _code = file(cast.resident, "team", cast.team)
    with time_machine.travel(made.due_at + dt.timedelta(minutes=1), tick=False):
        deadlines.sweep()
        operations.take_complaint(Complaint.objects.get(), actor=actor_of(cast.hub))
        assert Complaint.objects.get().reminded_at is None


def test_at_the_top_it_stays_and_what_is_over_is_left_alone(cast, county):
    past = clock.now() - dt.timedelta(days=60)
    top = ComplaintFactory(unit=county.centre, due_at=past, reminded_at=past)
    over = ComplaintFactory(unit=county.hub, state="answered", due_at=None, over_at=past, handled_by=cast.hub)
    deadlines.sweep()
    for row in (top, over):
        handler = row.handler
        row.refresh_from_db()
        assert row.handler == handler
    assert AuditEntry.objects.filter(action__startswith="complaint.").count() == 0


def test_no_officer_does_it_by_hand(cast, county):
    made, _code = file(cast.resident, "team", cast.team)
    with pytest.raises(NotAllowed):
        deadlines.follow_complaint(made, actor=actor_of(cast.centre))
