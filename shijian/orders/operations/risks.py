"""Reading the risk statement is an act of its own, before accepting (decree 685, articles 12 and 13)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.orders import rules, service_policies
from shijian.orders.models import Order
from shijian.orders.models.rights import RiskReading
from shijian.volunteers.models import Volunteer
from shijian.volunteers.rules import risk_version


class RiskUnread(Conflict):
    """Nobody accepts a risk whose statement was not read first."""

    code = "risk-unread"
    message = gettext_lazy("Please read the risks first and say that you have read them.")


@operation
def read_risk(order: Order, *, version: str, actor: Actor, volunteer: Volunteer | None = None) -> RiskReading:
    """Say that the statement of that version was read: by oneself, or by staff to a `volunteer` without account.

    Once for each version. Raises `OutOfReach`, `Conflict` when the statement has changed since, `NotAllowed`.
    """
    order = lock(Order.objects.select_related("recipient"), pk=order.pk)
    if not (rules.can_see(actor, order) or (order.open_to_claim and actor.volunteer_id)):
        raise OutOfReach
    if version != risk_version(order.risk, order.risk_note) or not order.risk_note:
        raise Conflict(_("The risk statement has changed. Please read it again."))
    person_id = _reader(order, actor, volunteer)
    known = RiskReading.objects.filter(order=order, person_id=person_id, version=version)
    row: RiskReading | None = known.order_by("pk").first()
    if row is not None:
        return row
    made: RiskReading = RiskReading.objects.create(
        order=order, person_id=person_id, version=version, risk=order.risk, risk_note=order.risk_note,
        read_at=clock.now(), taken_by_id=None if person_id == actor.person_id else actor.person_id,
    )  # fmt: skip
    audit.record("order.read-risk", order, actor=actor, for_person_id=person_id)
    return made


def demand_reading(order: Order, person_id: int) -> None:
    """Raise `RiskUnread` unless the person read the present statement, where the policy wants it."""
    if order.risk < policy.get(service_policies.RISK_READ_FROM):
        return
    version = risk_version(order.risk, order.risk_note)
    if not RiskReading.objects.filter(order=order, person_id=person_id, version=version).exists():
        raise RiskUnread


def _reader(order: Order, actor: Actor, volunteer: Volunteer | None) -> int:
    if volunteer is None or volunteer.person_id == actor.person_id:
        if actor.person_id is None:
            raise NotAllowed
        return actor.person_id
    if hasattr(volunteer.person, "account") or not rules.can_staff(actor, order):
        raise NotAllowed
    return volunteer.person_id
