"""Routes of plans, activities, places and substitutes."""

from ninja import Router

from shijian.activities.api import activities, places, plans, swaps

router = Router(tags=["activities"])
for each in (plans, activities, places, swaps):
    router.add_router("", each.router)
