"""An order as something to complain about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor
from shijian.orders.enums import AssignmentState
from shijian.orders.models import Order
from shijian.records.queries.subjects import Subject, leaders_of


def subject(pk: int, actor: Actor) -> Subject | None:
    """The order, if the actor sees it; meant are its volunteers, the leaders of its team and whoever took it down."""
    order = Order.objects.visible_to(actor).select_related("unit").filter(pk=pk).first()
    if order is None:
        return None
    bound = order.assignments.exclude(state=AssignmentState.WITHDRAWN)
    people = {
        *bound.values_list("volunteer__person_id", flat=True),
        *leaders_of(order.team_id),
        order.taken_by_id,
    }
    people -= {None, order.asked_by_id, order.recipient_id}
    words = _("Order %(number)s") % {"number": order.number}
    return Subject(words, order.unit, frozenset(pk for pk in people if pk is not None))
