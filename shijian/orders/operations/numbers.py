"""Order numbers like `20261123-0001`: the local day and a running number, unique however many write at once."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Length

from shijian.kernel import clock
from shijian.kernel.errors import Conflict
from shijian.orders.models import Order

TRIES = 50
WIDTH = 4


def save_numbered(order: Order) -> None:
    """Give a new order the next free number of its day and save it. Raises `Conflict` under absurd load."""
    day = clock.local(order.created_at).strftime("%Y%m%d")
    for _ in range(TRIES):
        order.number = f"{day}-{last_of(day) + 1:0{WIDTH}d}"
        try:
            with transaction.atomic():
                order.save(force_insert=True)
        except IntegrityError:
            # Another writer was faster; anything else that is wrong with the row must not be hidden.
            if not Order.objects.filter(number=order.number).exists():
                raise
        else:
            return
    raise Conflict


def last_of(day: str) -> int:
    """The highest running number that was given on `day`; 0 for none."""
    rows = Order.objects.filter(number__range=(f"{day}-0000", f"{day}-9999"))
    last = rows.order_by("-number").values_list("number", flat=True).first()
    if last is None:
        return 0
    if last.endswith("-9999"):
        longest = Order.objects.filter(number__startswith=f"{day}-").order_by(
            Length("number").desc(), "-number"
        )
        last = longest.values_list("number", flat=True)[0]
    return int(last.partition("-")[2])
