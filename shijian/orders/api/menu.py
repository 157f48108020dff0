"""Routes of the menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.orders.api.schemas import ItemOut
from shijian.orders.enums import Category
from shijian.orders.models import MenuItem
from shijian.orders.queries import menu
from shijian.units.models import Unit

router = Router()
ItemPage = page_of(ItemOut)


@router.get("menu-items", response={200: ItemPage, **ERRORS}, operation_id="list_menu_items")
def list_items(
    request: HttpRequest,
    category: Category | None = None,
    unit: Key | None = None,
    q: str = "",
    cursor: str = "",
    limit: int = 20,
) -> object:
    """List the public menu, of one class, by words, or as far as it is offered at one unit."""
    rows = menu.matching(menu.listed(), words=q[:60], category=category or "")
    if unit is not None:
        place = get_object_or_404(Unit.objects.visible_to(actor_of(request)), pk=unit)
        rows = rows.filter(menu.serving(place))
    return cut(rows, cursor=cursor, limit=limit, show=ItemOut.of)


@router.get("menu-items/{item_id}", response={200: ItemOut, **ERRORS}, operation_id="get_menu_item")
def get_item(request: HttpRequest, item_id: int) -> object:
    """Show one menu item."""
    return ItemOut.of(get_object_or_404(MenuItem.objects.visible_to(actor_of(request)), pk=item_id))
