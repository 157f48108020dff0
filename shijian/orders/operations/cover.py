"""Accident insurance of a dangerous service: the gate at check-in, and the policy for one order (decree 685, 17)."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, NotAllowed
from shijian.kernel.operation import operation
from shijian.orders import rules
from shijian.orders.models import Assignment, Order, OrderInsurance
from shijian.orders.operations.verify import opened
from shijian.orders.queries import eligibility
from shijian.people.queries.contacts import contact_for
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import GroupInsurance
from shijian.volunteers.operations import cover as groups


class Uninsured(Conflict):
    """A dangerous service cannot start without accident insurance."""

    code = "uninsured"
    message = gettext_lazy(
        "No accident insurance covers this day. The service cannot start before it is recorded."
    )


@operation
def insure_order(
    order: Order,
    *,
    insurer: str,
    policy_no: str,
    valid_from: dt.date,
    valid_until: dt.date,
    evidence: str,
    actor: Actor,
) -> OrderInsurance:
    """Enter a policy for one order: it covers everybody who serves it in its term; `evidence` says where it is kept.

    Raises `OutOfReach`, `NotAllowed`, `Invalid` by field, `Conflict` for a number entered already.
    """
    order = opened(order, actor)
    if not rules.can_insure(actor, order):
        raise NotAllowed
    words = {"insurer": insurer.strip(), "policy_no": policy_no.strip(), "evidence": evidence.strip()}
    groups.check_policy(words, valid_from, valid_until)
    if order.insurances.filter(policy_no=words["policy_no"]).exists():
        raise Conflict(_("A policy with this number is entered already."))
    row = OrderInsurance.objects.create(
        order=order, valid_from=valid_from, valid_until=valid_until, entered_by_id=actor.person_id, **words
    )
    audit.record("insurance.order", order, actor=actor, changes={"valid_until": [None, valid_until]})
    return row


def check(order: Order, assignment: Assignment, moment: dt.datetime) -> None:
    """Raise `Uninsured` unless a policy covers the volunteer on the day of `moment`.

    The policies are locked, so that none ends between the look and the check-in; the database looks again.
    """
    if order.risk < Risk.DANGER:
        return
    day = clock.local(moment).date()
    if not any(_locked(rows) for rows in _covering(order, assignment, day)):
        contact = contact_for(order.unit)
        whom = f"{contact.unit} {contact.phone}" if contact else order.unit.name
        facts = {"name": assignment.volunteer.person.name, "day": day.isoformat(), "whom": whom}
        raise Uninsured(
            _(
                "No accident insurance covers %(name)s on %(day)s. It must be entered before the start, by: %(whom)s"
            )
            % facts
        )


def _covering(order: Order, assignment: Assignment, day: dt.date) -> list[QuerySet]:  # type: ignore[type-arg]
    groups = GroupInsurance.objects.all().covering(assignment.volunteer, day, day)
    return [
        eligibility.covering(day, day).filter(volunteer_id=assignment.volunteer_id),
        OrderInsurance.objects.filter(order=order).in_force(day, day),
        GroupInsurance.objects.filter(pk__in=list(groups.values_list("pk", flat=True))).in_force(day, day),
    ]


def _locked(rows: QuerySet) -> bool:  # type: ignore[type-arg]
    return bool(list(rows.select_for_update().order_by("pk").values_list("pk", flat=True)))
