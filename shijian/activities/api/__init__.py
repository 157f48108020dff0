"""Routes of plans and activities."""

from ninja import Router

from shijian.activities.api import attendance, organising, plans

router = Router(tags=["activities"])
for each in (plans, attendance, organising):
    router.add_router("", each.router)
