"""Strains of an order and what volunteers said of themselves: who is left out, and in which words to whom."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.orders.models import Order
from shijian.volunteers.queries import health

CODE = "unsuited"
NOT_SUITED = _("This task does not suit this volunteer.")
SAY_FIRST = _(
    "For this service you first say on your volunteer card, under “Work that does not suit”, what should not be asked "
    "of you, be it nothing. Only you read the answers."
)
NOT_FOR_YOU = _(
    "On your volunteer card it says that such work is not for you. You can change it there, under “Work that does not "
    "suit”."
)


def suited(order: Order, ids: list[int]) -> list[int]:
    """Leave out of a short list those for whom a strain of the order is not; one query, none without strains."""
    out = health.unsuited(ids, order.strains)
    return [pk for pk in ids if pk not in out]
