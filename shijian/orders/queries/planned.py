"""That an order is in the plan of a week, for those who see the order but not the plan: no names, no prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor, Permission
from shijian.orders import rules
from shijian.orders.enums import OrderState, PlanState
from shijian.orders.models import STANDING, DispatchLine, DispatchNeed, Order
from shijian.orders.queries.weeks import spans

WAITING = (OrderState.QUEUED, OrderState.OFFERED)
SHOWN = (PlanState.DRAFT, PlanState.SENDING, PlanState.SENT)


@dataclass(frozen=True, slots=True)
class Planned:
    """The latest plan in which an order is: its week, whose it is, whether it is a draft, whether somebody is in it."""

    week: dt.date
    unit: str
    draft: bool
    somebody: bool

    def office(self) -> str:
        """What officers read who do not plan."""
        facts = {"week": spans.say_week(self.week), "unit": self.unit}
        if not self.draft:
            return (
                _("The plan of the week %(week)s of %(unit)s, in which this order is, has been sent.") % facts
            )
        if not self.somebody:
            return (
                _(
                    "This order is in the draft plan of the week %(week)s of %(unit)s. Nobody is found for it so far."
                )
                % facts
            )
        return (
            _("This order is in the draft plan of the week %(week)s of %(unit)s. Nobody has been asked yet.")
            % facts
        )

    def resident(self) -> str:
        """What the one who asked reads; a plan that was sent speaks through the story of the order."""
        if not self.draft:
            return ""
        return _("We are planning the week %(week)s, and this is part of it. Nobody has been asked yet.") % {
            "week": spans.say_week(self.week)
        }


def of_orders(orders: Iterable[Order]) -> dict[int, Planned]:
    """By order its latest plan of this or a coming week, for those that wait; one query, none where none waits."""
    ids = [order.pk for order in orders if order.state in WAITING]
    if not ids:
        return {}
    standing = DispatchLine.objects.filter(need=OuterRef("pk"), state__in=STANDING)
    rows = DispatchNeed.objects.filter(
        order__in=ids, plan__state__in=SHOWN, plan__week__gte=spans.this_week()
    )
    found = rows.annotate(somebody=Exists(standing)).order_by("plan_id")
    fields = ("order_id", "plan__week", "plan__unit__name", "plan__state", "somebody")
    return {
        pk: Planned(week, unit, state == PlanState.DRAFT, somebody)
        for pk, week, unit, state, somebody in found.values_list(*fields)
    }


def words_for(order: Order, actor: Actor) -> str:
    """What this actor reads of the plan that an order is in; nothing for those who are only asked to serve."""
    own, staff = rules.is_recipient(actor, order), actor.may(Permission.ORDER_VIEW, order.unit_path)
    if not (own or staff) or (found := of_orders([order]).get(order.pk)) is None:
        return ""
    return found.office() if staff else found.resident()
