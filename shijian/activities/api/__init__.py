"""Routes of plans, activities, places, substitutes, attendance and what organisers need."""

from ninja import Router

from shijian.activities.api import activities, attendance, organising, places, plans, swaps

router = Router(tags=["activities"])
for each in (plans, activities, places, swaps, attendance, organising):
    router.add_router("", each.router)
