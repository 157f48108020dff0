"""A volunteer takes a promise back, or did not come; the two are never mixed, and the second may be objected to."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.orders import rules, service_policies
from shijian.orders.enums import AbsenceKind, AssignmentState, OrderState, WithdrawalReason
from shijian.orders.models import Assignment, Order
from shijian.orders.models.rights import Absence
from shijian.orders.operations import service, steps, telling
from shijian.orders.operations.answer import may_act_for, opened_assignment, vacancy
from shijian.orders.queries import orders

NOT_COMING = gettext_noop("“%(title)s”: %(who)s cannot come. We look for somebody else.")
MARKED = gettext_noop(
    "“%(title)s”: it was noted that you did not come. If that is not so, object within %(days)s days."
)
OBJECTED = gettext_noop("%(number)s %(title)s: %(who)s says that the no-show is not true.")
SETTLED = gettext_noop("“%(title)s”: your objection was decided. %(what)s")


@operation
def withdraw_assignment(assignment: Assignment, *, reason: str, actor: Actor, note: str = "") -> Assignment:
    """Give a promise back before the service begins, with a `WithdrawalReason`; it is no no-show and costs nothing.

    Resident and office are told at once. After the hours of the policy it counts as short notice, which only says that
    somebody has to hurry. Raises `Invalid`, `WrongState`, `NotAllowed`.
    """
    order, assignment = opened_assignment(assignment, actor)
    if not may_act_for(actor, order, assignment):
        raise NotAllowed
    if assignment.state != AssignmentState.COMMITTED:
        raise WrongState(_("This service has begun or is over."))
    if reason not in WithdrawalReason.values:
        raise Invalid(fields={"reason": _("Choose one of the reasons.")})
    words = ": ".join(filter(None, (str(WithdrawalReason(reason).label), note.strip())))
    hours = dt.timedelta(hours=policy.get(service_policies.WITHDRAW_HOURS))
    short = order.wished_from - clock.now() < hours
    _absent(assignment, AssignmentState.WITHDRAWN, words, actor, reason=reason, short_notice=short)
    audit.record("assignment.withdraw", assignment, actor=actor, for_person_id=assignment.volunteer.person_id)
    name = assignment.volunteer.person.name
    steps.remark(order, "drop", actor, note=str(WithdrawalReason(reason).label), extra={"who": name})
    vacancy(order, name, f"assignment:{assignment.pk}:left", actor)
    text = steps.say(order, NOT_COMING, who=name)
    telling.tell_residents(order, key=f"{assignment.pk}:left", text=text, actor=actor)
    return assignment


@operation
def mark_no_show(assignment: Assignment, *, actor: Actor) -> Assignment:
    """Say that a volunteer did not come; by a leader or officer, once the wished time has begun, never by himself."""
    order, assignment = opened_assignment(assignment, actor)
    duties.demand("service.no-show", assignment, actor=actor)
    if not rules.can_record_service(actor, order):
        raise NotAllowed
    if assignment.state != AssignmentState.COMMITTED:
        raise WrongState
    if clock.now() < order.wished_from:
        raise service.NotNow(_("The service has not begun yet."))
    _absent(assignment, AssignmentState.NO_SHOW, "", actor)
    person_id = assignment.volunteer.person_id
    audit.record("service.no-show", assignment, actor=actor, for_person_id=person_id)
    name = assignment.volunteer.person.name
    steps.remark(order, "no-show", actor, extra={"who": name})
    days = policy.get(service_policies.OBJECT_DAYS)
    _tell(assignment, order, MARKED, "marked", actor, days=days)
    vacancy(order, name, f"assignment:{assignment.pk}:no-show", actor)
    if order.state == OrderState.SERVING:
        service.finish_if_all_left(order, actor)
    return assignment


@operation
def object_to_no_show(absence: Absence, *, words: str, actor: Actor) -> Absence:
    """Say as the volunteer that one came or had told them; once, within the days of the policy."""
    absence = lock(Absence.objects.select_related("assignment__volunteer__person"), pk=absence.pk)
    assignment = absence.assignment
    if actor.volunteer_id is None or actor.volunteer_id != assignment.volunteer_id:
        raise OutOfReach
    last = absence.at + dt.timedelta(days=policy.get(service_policies.OBJECT_DAYS))
    if absence.kind != AbsenceKind.NO_SHOW or absence.objected_at or clock.now() > last:
        raise WrongState(_("This can no longer be objected to. You may still complain."))
    if not words.strip():
        raise Invalid(fields={"words": _("Say in a few words how it was.")})
    absence.objection, absence.objected_at = words.strip()[:300], clock.now()
    absence.save(update_fields=["objection", "objected_at"])
    audit.record("absence.object", absence, actor=actor)
    order = assignment.order
    staff = set(orders.staff_of(order.handler_id, orders.VERIFIERS)) - {absence.by_id}
    text = steps.say(order, OBJECTED, who=assignment.volunteer.person.name)
    telling.tell_staff(order, sorted(staff), key=f"objection:{absence.pk}", text=text, actor=actor)
    return absence


@operation
def settle_objection(absence: Absence, *, upheld: bool, answer: str, actor: Actor) -> Absence:
    """Decide an objection as a second person, neither the one who noted the no-show nor the volunteer.

    `upheld` true: the no-show stands. Otherwise it is as if the volunteer had told in time.
    """
    absence = lock(Absence.objects.select_related("assignment__volunteer__person"), pk=absence.pk)
    order, assignment = opened_assignment(absence.assignment, actor)
    if not rules.can_settle_absence(actor, order, absence):
        raise NotAllowed(_("A second person decides: not the one who noted it, and not the volunteer."))
    if absence.objected_at is None or absence.upheld is not None:
        raise WrongState
    if not answer.strip():
        raise Invalid(fields={"answer": _("Tell the volunteer why.")})
    absence.upheld, absence.answer = upheld, answer.strip()[:300]
    absence.settled_by_id, absence.settled_at = actor.person_id, clock.now()
    absence.save(update_fields=["upheld", "answer", "settled_by", "settled_at"])
    if not upheld:
        assignment.state = AssignmentState.WITHDRAWN
        assignment.save(update_fields=["state"])
    changes = {"upheld": [None, upheld]}
    audit.record("absence.settle", absence, actor=actor, changes=changes)
    _tell(assignment, order, SETTLED, "settled", actor, what=absence.answer)
    return absence


def _absent(
    assignment: Assignment, state: AssignmentState, note: str, actor: Actor,
    *, reason: str = "", short_notice: bool = False,
) -> None:  # fmt: skip
    assignment.state, assignment.note = state, note[:200]
    assignment.save(update_fields=["state", "note"])
    kind = AbsenceKind.WITHDRAWN if state == AssignmentState.WITHDRAWN else AbsenceKind.NO_SHOW
    Absence.objects.create(
        assignment=assignment, kind=kind, reason=reason, note=note[:200], short_notice=short_notice,
        at=clock.now(), by_id=actor.person_id,
    )  # fmt: skip


def _tell(
    assignment: Assignment, order: Order, sentence: str, key: str, actor: Actor, **more: object
) -> None:
    telling.tell(
        [assignment.volunteer.person_id], key=f"assignment:{assignment.pk}:{key}",
        text=steps.say(order, sentence, **more), route="orders:service", pk=assignment.pk, actor=actor,
    )  # fmt: skip
