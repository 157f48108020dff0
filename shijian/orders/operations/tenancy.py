"""What units must know of orders and menu items when they are merged or closed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from shijian.orders.enums import OPEN_STATES, ItemState
from shijian.orders.models import MenuItem, Order
from shijian.units.operations import TENANTS, Tenant


def attach() -> None:
    """Open orders move with the unit where they are and with the unit that handles them; so do items of the menu."""
    TENANTS.append(Tenant("orders", _orders, _open))
    TENANTS.append(Tenant("handled", _handled, _open, unit="handler", path="handler_path"))
    TENANTS.append(Tenant("items", _items, _offered))


def _open() -> QuerySet[Order]:
    return Order.objects.filter(state__in=OPEN_STATES)


def _offered() -> QuerySet[MenuItem]:
    return MenuItem.objects.exclude(state=ItemState.RETIRED)


def _orders(count: int) -> str:
    return ngettext("%(n)s open order", "%(n)s open orders", count) % {"n": count}


def _handled(count: int) -> str:
    return ngettext("%(n)s order to handle", "%(n)s orders to handle", count) % {"n": count}


def _items(count: int) -> str:
    return ngettext("%(n)s item of the menu", "%(n)s items of the menu", count) % {"n": count}
