"""Routes of service records, objections and complaints."""

from ninja import Router

from shijian.records.api import complaints, objections, records

router = Router()
router.add_router("", records.router)
router.add_router("", objections.router)
router.add_router("", complaints.router)
