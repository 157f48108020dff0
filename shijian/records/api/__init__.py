"""Routes of service records, objections, missing records, complaints, certificates, stars and commendations."""

from ninja import Router

from shijian.records.api import (
    certificates,
    commendations,
    complaints,
    objections,
    records,
    service_certificates,
    stars,
    topups,
)

router = Router()
router.add_router("", records.router)
router.add_router("", objections.router)
router.add_router("", topups.router)
router.add_router("", stars.router)
router.add_router("", commendations.router)
router.add_router("", complaints.router)
router.add_router("", certificates.router)
router.add_router("", service_certificates.router)
