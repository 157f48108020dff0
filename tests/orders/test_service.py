import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.orders.enums import AssignmentState, OrderState
from shijian.orders.models import Assignment, Order
from shijian.orders.operations import absences, service
from shijian.people.models import Message
from shijian.records.models import ServiceRecord
from shijian.volunteers.enums import Risk
from tests.conftest import actor_of
from tests.factories.records import ServiceRecordFactory
from tests.factories.volunteers import InsuranceFactory
from tests.orders import scene


def late(minutes):
    return time_machine.travel(timezone.now() + dt.timedelta(minutes=minutes), tick=False)


def test_own_check_in_and_out_make_a_record_of_server_minutes(cast, county):
    made = scene.accepted(cast, county)
    (row,), actor = made.assignments, actor_of(cast.volunteer)
    service.check_in(row, actor=actor)
    made.order.refresh_from_db()
    assert made.order.state == OrderState.SERVING
    with late(90):
        service.check_out(row, actor=actor)
    made.order.refresh_from_db()
    record = ServiceRecord.objects.get()
    assert (made.order.state, record.minutes, record.grade) == (OrderState.RATING, 90, "self")
    assert (record.source_kind, record.source_id, record.content) == (
        "order",
        made.order.pk,
        made.order.title,
    )
    assert made.order.due_at - made.order.finished_at == dt.timedelta(days=7)
    assert (
        Message.objects.filter(person=cast.resident, url__contains=f"/orders/{made.order.pk}/").count() == 2
    )
    assert Assignment.objects.get().record == record


def test_check_in_counts_only_in_its_window(cast, county):
    start = timezone.now() + dt.timedelta(hours=3)
    made = scene.accepted(cast, county, wished_from=start)
    (row,), actor = made.assignments, actor_of(cast.volunteer)
    with pytest.raises(service.NotNow):
        service.check_in(row, actor=actor)
    with (
        time_machine.travel(made.order.wished_until + dt.timedelta(hours=4, minutes=1)),
        pytest.raises(service.NotNow),
    ):
        service.check_in(row, actor=actor)
    with time_machine.travel(start - dt.timedelta(hours=1, minutes=59)):
        service.check_in(row, actor=actor)
    row.refresh_from_db()
    assert row.state == AssignmentState.SERVING


def test_nobody_checks_another_in_but_leader_and_staff(cast, county):
    (row,) = scene.accepted(cast, county).assignments
    for person, error in {
        cast.resident: NotAllowed,
        cast.stranger: OutOfReach,
        cast.overseer: NotAllowed,
    }.items():
        with pytest.raises(error):
            service.check_in(row, actor=actor_of(person))
    with pytest.raises(NotAllowed):
        service.check_in(row, actor=actor_of(cast.volunteer), at=timezone.now())
    with pytest.raises(Invalid):
        service.check_in(row, actor=actor_of(cast.station), at=timezone.now() + dt.timedelta(minutes=5))
    row.refresh_from_db()
    assert row.state == AssignmentState.COMMITTED


def test_staff_enters_times_for_a_volunteer_without_a_phone(cast, county):
    (row,) = scene.accepted(cast, county).assignments
    came = timezone.now() - dt.timedelta(minutes=50)
    service.check_in(row, actor=actor_of(cast.station), at=came)
    service.check_out(row, actor=actor_of(cast.station), at=came + dt.timedelta(minutes=40))
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.grade, record.recorder_id) == (40, "witnessed", cast.station.pk)


def test_the_residents_word_makes_it_mutual(cast, county):
    (row,) = scene.accepted(cast, county).assignments
    with pytest.raises(WrongState):
        service.confirm_service(row, actor=actor_of(cast.resident))
    service.check_in(row, actor=actor_of(cast.volunteer))
    for person, error in {
        cast.volunteer: NotAllowed,
        cast.leader: OutOfReach,
        cast.stranger: OutOfReach,
    }.items():
        with pytest.raises(error):
            service.confirm_service(row, actor=actor_of(person))
    service.confirm_service(row, actor=actor_of(cast.resident))
    with late(30):
        service.check_out(row, actor=actor_of(cast.volunteer))
    assert ServiceRecord.objects.get().grade == "mutual"


def test_who_checked_in_cannot_confirm(cast, county):
    (row,) = scene.accepted(cast, county).assignments
    service.check_in(row, actor=actor_of(cast.station))
    with pytest.raises(NotAllowed):
        service.confirm_service(row, actor=actor_of(cast.station))


def test_danger_waits_for_insurance(cast, county):
    made = scene.accepted(cast, county)
    Order.objects.update(risk=Risk.DANGER)
    (row,), actor = made.assignments, actor_of(cast.volunteer)
    with pytest.raises(service.Uninsured):
        service.check_in(row, actor=actor)
    InsuranceFactory(volunteer=cast.leader.volunteer)
    with pytest.raises(service.Uninsured):
        service.check_in(row, actor=actor)
    InsuranceFactory(volunteer=row.volunteer)
    service.check_in(row, actor=actor)
    row.refresh_from_db()
    assert row.state == AssignmentState.SERVING


def test_the_last_one_to_leave_finishes(cast, county):
    made = scene.accepted(cast, county, headcount=2)
    first, second = made.assignments
    states = []
    for row in (first, second):
        service.check_in(row, actor=actor_of(row.volunteer.person))
    with late(60):
        for row in (first, second):
            service.check_out(row, actor=actor_of(row.volunteer.person))
            states.append(Order.objects.get().state)
    assert states == [OrderState.SERVING, OrderState.RATING]
    assert ServiceRecord.objects.count() == 2


def test_a_no_show_is_said_by_others_and_finishes_what_is_left(cast, county):
    made = scene.accepted(cast, county, headcount=2)
    first, second = made.assignments
    with pytest.raises(service.NotNow):
        absences.mark_no_show(second, actor=actor_of(cast.station))
    with late(70):
        service.check_in(first, actor=actor_of(first.volunteer.person))
    with late(120):
        service.check_out(first, actor=actor_of(first.volunteer.person))
        with pytest.raises(Conflict, match="帮手"):
            service.finish_order(made.order, actor=actor_of(cast.station))
        with pytest.raises(NotAllowed):
            absences.mark_no_show(second, actor=actor_of(second.volunteer.person))
        absences.mark_no_show(second, actor=actor_of(cast.station))
    second.refresh_from_db()
    assert (Order.objects.get().state, second.state) == (OrderState.RATING, AssignmentState.NO_SHOW)
    assert ServiceRecord.objects.get().volunteer == first.volunteer


def test_an_order_to_which_nobody_came_is_dispatched_again(cast, county):
    made = scene.accepted(cast, county)
    with late(70):
        absences.mark_no_show(made.assignments[0], actor=actor_of(cast.station))
    assert Order.objects.get().state == OrderState.QUEUED


def test_a_forgotten_check_out_is_entered_by_staff(cast, county):
    made = scene.accepted(cast, county)
    (row,) = made.assignments
    service.check_in(row, actor=actor_of(cast.volunteer))
    row.refresh_from_db()
    with time_machine.travel(made.order.wished_until + dt.timedelta(hours=20)):
        with pytest.raises(service.NotNow):
            service.check_out(row, actor=actor_of(cast.volunteer))
        service.check_out(row, actor=actor_of(cast.station), at=row.checked_in_at + dt.timedelta(minutes=75))
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.grade) == (75, "witnessed")


def test_refused_hours_do_not_hold_the_order_and_are_entered_later(cast, county):
    made = scene.accepted(cast, county)
    (row,) = made.assignments
    now = timezone.now()
    ServiceRecordFactory(
        volunteer=row.volunteer, started_at=now - dt.timedelta(hours=1), ended_at=now + dt.timedelta(hours=1)
    )
    service.check_in(row, actor=actor_of(cast.volunteer))
    with late(40):
        service.check_out(row, actor=actor_of(cast.volunteer))
    row.refresh_from_db()
    assert (Order.objects.get().state, row.record_id, row.note != "") == (OrderState.RATING, None, True)
    assert Message.objects.filter(person=cast.hub, key__contains="no-record").count() == 1
    with late(180):
        service.enter_times(
            row,
            start=now + dt.timedelta(hours=1),
            end=now + dt.timedelta(hours=2),
            actor=actor_of(cast.station),
        )
    row.refresh_from_db()
    assert (row.record.minutes, row.record.grade) == (60, "witnessed")


def test_a_volunteer_who_withdrew_cannot_finish_the_order(cast, county):
    made = scene.accepted(cast, county, headcount=2)
    first, second = made.assignments
    service.check_in(first, actor=actor_of(first.volunteer.person))
    Assignment.objects.filter(pk=second.pk).update(state=AssignmentState.WITHDRAWN)
    Assignment.objects.filter(pk=first.pk).update(state=AssignmentState.DONE)
    with pytest.raises(NotAllowed):
        service.finish_order(made.order, actor=actor_of(second.volunteer.person))
