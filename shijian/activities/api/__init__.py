"""Routes of plans and activities."""

from ninja import Router

from shijian.activities.api import attendance, plans

router = Router(tags=["activities"])
for each in (plans, attendance):
    router.add_router("", each.router)
