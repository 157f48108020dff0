"""Steps that the work list offers at a press: by the key of the thing, they say what was done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel.actor import Actor
from shijian.kernel.errors import OutOfReach
from shijian.orders.models import Order
from shijian.orders.operations.verify import verify_order


def verify(pk: int, actor: Actor) -> str:
    """Confirm a need as it stands. Raises what `verify_order` raises."""
    order = Order.objects.visible_to(actor).filter(pk=pk).first()
    if order is None:
        raise OutOfReach
    order = verify_order(order, actor=actor)
    return _("%(number)s is verified. It waits for dispatch.") % {"number": order.number}
