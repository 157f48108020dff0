"""Routes of service records and complaints."""

from ninja import Router

from shijian.records.api import complaints, records

router = Router()
router.add_router("", records.router)
router.add_router("", complaints.router)
