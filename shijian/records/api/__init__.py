"""Routes of service records, objections, missing records and complaints."""

from ninja import Router

from shijian.records.api import complaints, objections, records, topups

router = Router()
router.add_router("", records.router)
router.add_router("", objections.router)
router.add_router("", topups.router)
router.add_router("", complaints.router)
