"""Routes of service records, complaints and certificates."""

from ninja import Router

from shijian.records.api import certificates, complaints, records

router = Router()
router.add_router("", records.router)
router.add_router("", complaints.router)
router.add_router("", certificates.router)
