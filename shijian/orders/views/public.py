"""The menu, open to everybody."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shijian.kernel.actor import Permission
from shijian.kernel.http import ActorRequest
from shijian.kernel.paging import page
from shijian.kernel.visitors import remembered_for_visitors
from shijian.orders import rules
from shijian.orders.enums import ItemState
from shijian.orders.forms.menu import MenuFilter
from shijian.orders.models import MenuItem
from shijian.orders.queries import menu as menus
from shijian.units.models import Unit


@require_safe
@remembered_for_visitors
def menu(request: ActorRequest) -> HttpResponse:
    form = MenuFilter(request.GET or None)
    rows = menus.listed()
    unit = None
    if request.GET and (unit_id := form.value("unit")):
        unit = Unit.objects.active().filter(pk=unit_id).first()
    if unit is not None:
        rows = rows.filter(menus.touching(unit))
    if request.GET:
        rows = menus.matching(rows, words=form.value("q"), category=form.value("category"))
    found = page(rows, request, size=24)
    context = {"form": form, "page": found, "unit": unit, "filtered": bool(request.GET)}
    context["keeps"] = bool(request.actor.led_team_ids) or request.actor.may_anywhere(Permission.MENU_REVIEW)
    return render(request, "orders/menu.html", context)


@require_safe
@remembered_for_visitors
def item(request: ActorRequest, pk: int) -> HttpResponse:
    rows = (
        MenuItem.objects.visible_to(request.actor).select_related("team", "unit").prefetch_related("skills")
    )
    found = get_object_or_404(rows, pk=pk)
    keeps = rules.can_edit_item(request.actor, found) or rules.can_review_item(request.actor, found)
    context = {"item": found, "listed": found.state == ItemState.LISTED, "keeps": keeps}
    return render(request, "orders/item.html", context)
