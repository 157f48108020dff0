"""The menu, orders and offers. Filled in by `api_actions` once an order is found."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.orders.api_schemas import ItemOut
from shijian.orders.enums import ItemState
from shijian.orders.models import MenuItem

router = Router(tags=["orders"])
ItemPage = page_of(ItemOut)


@router.get("menu-items", response={200: ItemPage, **ERRORS}, operation_id="list_menu_items")
def list_items(request: HttpRequest, category: str = "", cursor: str = "", limit: int = 20) -> object:
    """List the listed menu items, of one class if given."""
    rows = MenuItem.objects.visible_to(actor_of(request)).filter(state=ItemState.LISTED)
    if category:
        rows = rows.filter(category=category)
    return cut(rows, cursor=cursor, limit=limit, show=ItemOut.of)
