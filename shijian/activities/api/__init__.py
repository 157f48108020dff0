"""Routes of plans and activities."""

from ninja import Router

from shijian.activities.api import plans

router = Router(tags=["activities"])
for each in (plans,):
    router.add_router("", each.router)
