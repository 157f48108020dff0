"""Routes of the menu, orders and offers."""

from ninja import Router

from shijian.orders.api import menu, moves, offers, orders, service

router = Router(tags=["orders"])
for each in (menu, orders, moves, service, offers):
    router.add_router("", each.router)
