"""Reads of absences: objections within reach, one's own no-shows that may still be objected to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from shijian.kernel import clock, policy
from shijian.kernel.actor import Actor, Permission
from shijian.orders import service_policies
from shijian.orders.enums import AbsenceKind
from shijian.orders.models import Assignment, Order
from shijian.orders.models.rights import Absence, RiskReading
from shijian.volunteers.rules import risk_version


def objections(actor: Actor) -> QuerySet[Absence]:
    """Objections to no-shows at units within reach."""
    reach = actor.within(Permission.SERVICE_RECORD, "assignment__order__unit_path")
    rows = Absence.objects.filter(reach, objected_at__isnull=False)
    return rows.select_related("assignment__order__unit", "assignment__volunteer__person", "by", "settled_by")


def to_settle(actor: Actor) -> QuerySet[Absence]:
    """Those that the actor may decide: neither noted by the actor nor about the actor."""
    mine = {"by_id": actor.person_id or 0}
    about = {"assignment__volunteer__person_id": actor.person_id or 0}
    return objections(actor).filter(upheld__isnull=True).exclude(**mine).exclude(**about)


def of_assignment(row: Assignment) -> tuple[Absence | None, bool]:
    """Why a volunteer did not serve, and whether the volunteer may still object."""
    absence = Absence.objects.filter(assignment=row).first()
    if absence is None:
        return None, False
    days = dt.timedelta(days=policy.get(service_policies.OBJECT_DAYS))
    open_still = absence.objected_at is None and clock.now() <= absence.at + days
    return absence, absence.kind == AbsenceKind.NO_SHOW and open_still


def risk_of(order: Order, person_id: int | None) -> tuple[str, bool]:
    """The version of the order's risk statement, and whether that person need not read it (again)."""
    version = risk_version(order.risk, order.risk_note)
    if order.risk < policy.get(service_policies.RISK_READ_FROM):
        return version, True
    known = RiskReading.objects.filter(order=order, person_id=person_id or 0, version=version)
    return version, known.exists()


def unread(orders: Iterable[Order], person_id: int | None) -> dict[int, str]:
    """The versions of the risk statements that the person must still read, by order; two queries for all."""
    least = policy.get(service_policies.RISK_READ_FROM)
    versions = {row.pk: risk_version(row.risk, row.risk_note) for row in orders if row.risk >= least}
    rows = RiskReading.objects.filter(order_id__in=versions, person_id=person_id or 0)
    known = set(rows.values_list("order_id", "version"))
    return {pk: version for pk, version in versions.items() if (pk, version) not in known}
