"""Routes of volunteers, teams, and what a volunteer says of his health."""

from ninja import Router

from shijian.volunteers.api import health, volunteers

router = Router(tags=["volunteers"])
for part in (volunteers.router, health.router):
    router.add_router("", part)
