"""Service: check-in, check-out, the recipient's confirmation, no-shows, and the records that follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.kernel import ages, audit, clock, duties, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, ShijianError, WrongState
from shijian.kernel.operation import operation
from shijian.orders import rules, service_policies
from shijian.orders.enums import AssignmentState, OrderState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Assignment, Order
from shijian.orders.operations import cover, sent_late, steps, telling
from shijian.orders.operations.answer import may_act_for, opened_assignment
from shijian.orders.operations.cover import Uninsured
from shijian.orders.operations.verify import opened
from shijian.orders.queries import demands, eligibility, orders
from shijian.records import operations as records
from shijian.records.enums import DeviceStep, Grade
from shijian.records.operations.device_marks import keep_device

__all__ = [
    "NotNow",
    "Uninsured",
    "check_in",
    "check_out",
    "confirm_service",
    "enter_times",
    "finish_if_all_left",
    "finish_order",
    "grade_of",
    "window",
]
PLEASE_RATE = gettext_noop("“%(title)s” is done. How was it?")
NO_RECORD = gettext_noop("%(number)s %(title)s: the hours of %(who)s could not be recorded: %(why)s")


class NotNow(Conflict):
    """A check-in or check-out outside its window."""

    code = "not-now"


@operation
def check_in(
    assignment: Assignment,
    *,
    actor: Actor,
    at: dt.datetime | None = None,
    said: dt.datetime | None = None,
    device: str = "",
) -> Assignment:
    """Begin the service: the volunteer himself now, or a leader or officer for him, also `at` an earlier time.

    `said` is when a device claims that it was done without signal; it counts inside the window. `device` is the mark
    of the browser, kept of one's own check-in only.
    Raises `NotNow` outside the window, `Uninsured`, `WrongState`, `NotAllowed`.
    """
    order, assignment = _mine(assignment, actor, at)
    if assignment.state != AssignmentState.COMMITTED:
        raise WrongState(_("This volunteer has checked in already or will not come."))
    if order.state not in (OrderState.ACCEPTED, OrderState.SERVING):
        raise WrongState
    own = actor.volunteer_id == assignment.volunteer_id
    moment, received = sent_late.moments(at, said, window(order), own=own)
    _check_window(order, moment)
    _check_age(order, assignment, moment)
    cover.check(order, assignment, moment)
    if lost := demands.lost_since(order, assignment.volunteer_id):
        raise steps.Unfit(lost.message, rule=lost.code)
    assignment.state, assignment.checked_in_at = AssignmentState.SERVING, moment
    assignment.checked_in_by_id, assignment.in_received_at = actor.person_id, received
    assignment.save(update_fields=["state", "checked_in_at", "checked_in_by", "in_received_at"])
    if order.state == OrderState.ACCEPTED:
        ORDER_FLOW.advance(order, "start", actor=actor)
        _serve_until(order, moment)
    if own:
        _keep_device(device, order, assignment, DeviceStep.IN)
    _note("service.check-in", assignment, actor, sent_late.noted(moment, received))
    return assignment


@operation
def check_out(
    assignment: Assignment,
    *,
    actor: Actor,
    at: dt.datetime | None = None,
    said: dt.datetime | None = None,
    device: str = "",
) -> Assignment:
    """End the service; the last one to leave finishes the order. `said`, `device` as in `check_in`.

    Raises `NotNow`, `WrongState`, `NotAllowed`.
    """
    order, assignment = _mine(assignment, actor, at)
    if assignment.state != AssignmentState.SERVING or assignment.checked_in_at is None:
        raise WrongState(_("This volunteer is not serving now."))
    own = actor.volunteer_id == assignment.volunteer_id
    span = (assignment.checked_in_at, _last_out(order, assignment.checked_in_at))
    moment, received = sent_late.moments(at, said, span, own=own)
    if moment <= assignment.checked_in_at:
        raise Invalid(fields={"at": _("The service ends before it starts.")})
    if own and moment > span[1]:
        raise NotNow(
            _("It is too late to check out by yourself. Ask your leader or the station to enter the time.")
        )
    assignment.state, assignment.checked_out_at = AssignmentState.DONE, moment
    assignment.checked_out_by_id, assignment.out_received_at = actor.person_id, received
    assignment.save(update_fields=["state", "checked_out_at", "checked_out_by", "out_received_at"])
    if own:
        _keep_device(device, order, assignment, DeviceStep.OUT)
    _note("service.check-out", assignment, actor, sent_late.noted(moment, received))
    finish_if_all_left(order, actor)
    return assignment


@operation
def confirm_service(assignment: Assignment, *, actor: Actor) -> Assignment:
    """Vouch for a volunteer who is serving: the resident's side, or an officer who did not check him in."""
    order, assignment = opened_assignment(assignment, actor)
    duties.demand("service.confirm", assignment, actor=actor)
    if not rules.can_vouch(actor, order, assignment):
        raise NotAllowed
    if assignment.state != AssignmentState.SERVING:
        raise WrongState(_("This volunteer is not serving now."))
    assignment.confirmed_by_id = actor.person_id
    assignment.save(update_fields=["confirmed_by"])
    audit.record("service.confirm", assignment, actor=actor, for_person_id=assignment.volunteer.person_id)
    return assignment


@operation
def finish_order(order: Order, *, actor: Actor) -> Order:
    """End the service of an order once every volunteer has left or did not come; records are made now."""
    order = opened(order, actor)
    waiting = (
        _all(order).filter(state__in=eligibility.BOUND).select_related("volunteer__person").order_by("pk")
    )
    if order.state == OrderState.SERVING and (open_ones := list(waiting)):
        names = _(", ").join(row.volunteer.person.name for row in open_ones)
        raise Conflict(
            _("Still open: %(names)s. Check them out or mark that they did not come.") % {"names": names}
        )
    log = ORDER_FLOW.advance(order, "finish", actor=actor)
    now = clock.now()
    order.finished_at, order.reminded_at = now, None
    order.due_at = now + dt.timedelta(days=policy.get(service_policies.RATING_DAYS))
    order.save(update_fields=["finished_at", "due_at", "reminded_at"])
    for assignment in (
        _all(order).filter(state=AssignmentState.DONE, record__isnull=True).order_by("volunteer_id")
    ):
        _record(order, assignment, actor)
    audit.record("order.finish", order, actor=actor)
    telling.tell_residents(order, key=f"{log.pk}", text=steps.say(order, PLEASE_RATE), actor=actor)
    return order


@operation
def enter_times(assignment: Assignment, *, start: dt.datetime, end: dt.datetime, actor: Actor) -> Assignment:
    """Record a service whose times were refused at first; by a leader or officer, graded witnessed."""
    order, assignment = _mine(assignment, actor, start)
    if assignment.state != AssignmentState.DONE or assignment.record_id is not None:
        raise WrongState(
            _("The hours of this service are recorded. A second person can void and reissue them.")
        )
    if end <= start:
        raise Invalid(fields={"end": _("The service ends before it starts.")})
    _check_window(order, start)
    assignment.checked_in_at, assignment.checked_out_at = start, end
    assignment.checked_in_by_id = assignment.checked_out_by_id = actor.person_id
    assignment.confirmed_by, assignment.note = None, ""
    assignment.save()
    _make_record(order, assignment, actor)
    audit.record("service.enter", assignment, actor=actor, for_person_id=assignment.volunteer.person_id)
    return assignment


def grade_of(assignment: Assignment) -> Grade:
    """Give the evidence grade: confirmed by the other side, own check-in and check-out, or entered by a leader."""
    person_id = assignment.volunteer.person_id
    if assignment.confirmed_by_id not in (None, assignment.checked_in_by_id):
        return Grade.MUTUAL
    own = (assignment.checked_in_by_id, assignment.checked_out_by_id) == (person_id, person_id)
    if not own and sent_late.arrived_late(assignment):
        return Grade.LATE
    return Grade.SELF if own else Grade.WITNESSED


def window(order: Order) -> tuple[dt.datetime, dt.datetime]:
    """Give the first and last moment at which a check-in counts."""
    early = dt.timedelta(hours=policy.get(service_policies.EARLY_HOURS))
    return order.wished_from - early, order.wished_until + _late()


def _note(action: str, assignment: Assignment, actor: Actor, changes: dict[str, Any]) -> None:
    person_id = assignment.volunteer.person_id
    audit.record(action, assignment, actor=actor, for_person_id=person_id, changes=changes)


def _keep_device(device: str, order: Order, assignment: Assignment, step: DeviceStep) -> None:
    person = assignment.volunteer.person_id
    keep_device(device, person, order.unit, source_kind="order", source_id=assignment.pk, step=step)


def _late() -> dt.timedelta:
    return dt.timedelta(hours=policy.get(service_policies.LATE_HOURS))


def _mine(assignment: Assignment, actor: Actor, at: dt.datetime | None) -> tuple[Order, Assignment]:
    order, assignment = opened_assignment(assignment, actor)
    if not may_act_for(actor, order, assignment):
        raise NotAllowed
    if at is not None:
        duties.demand("service.enter", assignment, actor=actor)
    if at is not None and at > clock.now():
        raise Invalid(fields={"at": _("This time has not come yet.")})
    return order, assignment


def _check_window(order: Order, moment: dt.datetime) -> None:
    first, last = window(order)
    if moment < first:
        raise NotNow(_("It is too early to check in for this service."))
    if moment > last:
        raise NotNow(_("The time of this service is over. Ask the station to arrange a new time."))


def _check_age(order: Order, assignment: Assignment, moment: dt.datetime) -> None:
    born, day = assignment.volunteer.person.birth_date, clock.local(moment).date()
    if eligibility.adults_only(order) and ages.is_under(born, ages.Age.ADULT, day):
        raise steps.Unfit(eligibility.NO_MINORS, rule="minor")


def _last_out(order: Order, started: dt.datetime) -> dt.datetime:
    return max(order.wished_until, started + dt.timedelta(minutes=order.minutes)) + _late()


def _serve_until(order: Order, started: dt.datetime) -> None:
    order.due_at, order.reminded_at = _last_out(order, started), None
    order.save(update_fields=["due_at", "reminded_at"])


def finish_if_all_left(order: Order, actor: Actor) -> None:
    """Finish the order when everybody who came has left and nobody is expected any more."""
    states = set(_all(order).values_list("state", flat=True))
    if AssignmentState.DONE in states and not states & set(eligibility.BOUND):
        finish_order(order, actor=actor)


def _all(order: Order) -> QuerySet[Assignment]:
    return Assignment.objects.filter(order=order, service_round=order.service_round)


def _record(order: Order, assignment: Assignment, actor: Actor) -> None:
    """Make the record; one that is refused never holds the order up: the office is told and enters the times."""
    try:
        with transaction.atomic():
            _make_record(order, assignment, actor)
    except ShijianError as error:
        assignment.note = str(error)[:200]
        assignment.save(update_fields=["note"])
        text = steps.say(order, NO_RECORD, who=assignment.volunteer.person.name, why=str(error))
        staff = orders.staff_of(order.handler_id, orders.VERIFIERS)
        telling.tell_staff(order, staff, key=f"no-record:{assignment.pk}", text=text, actor=actor)


def _make_record(order: Order, assignment: Assignment, actor: Actor) -> None:
    if assignment.checked_in_at is None or assignment.checked_out_at is None:
        raise WrongState
    sent_late.demand_second_person(assignment)
    assignment.record = records.record_service(
        assignment.volunteer,
        actor=actor,
        unit=order.unit,
        team=order.team,
        source_kind="order",
        source_id=order.pk,
        started_at=assignment.checked_in_at,
        ended_at=assignment.checked_out_at,
        grade=grade_of(assignment),
        recipient=order.recipient_kind,
        content=order.title,
        place=order.unit.name,
        responsible_id=assignment.checked_out_by_id,
    )
    assignment.save(update_fields=["record"])
