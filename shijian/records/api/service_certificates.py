"""Routes of certificates of service, for whoever asks for one."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from shijian.kernel.api import ERRORS, Key, actor_of, cut, page_of
from shijian.kernel.errors import OutOfReach
from shijian.records.models import CertificateRequest
from shijian.records.operations import certificate_requests as operations
from shijian.records.queries import service_certificates as reads
from shijian.units.models import Unit
from shijian.volunteers.models import Volunteer

router = Router(tags=["records"])


class CertificateRequestIn(Schema):
    """What a unit is asked to certify; the paper hides most of the document number unless told otherwise."""

    volunteer_id: Key
    unit_id: Key
    starts_on: dt.date
    ends_on: dt.date
    purpose: str = Field(default="", max_length=60)
    with_list: bool = True
    whole_document: bool = False


class CertificateRequestOut(Schema):
    """A wish for a certificate of service as those concerned see it; `minutes` once it is checked."""

    id: int
    volunteer_id: int
    unit_id: int
    starts_on: dt.date
    ends_on: dt.date
    purpose: str
    with_list: bool
    whole_document: bool
    state: str
    created_at: dt.datetime
    due_at: dt.datetime
    minutes: int | None
    over_at: dt.datetime | None
    answer: str

    @classmethod
    def of(cls, row: CertificateRequest) -> CertificateRequestOut:
        """Give the facts of `row`."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


CertificateRequestPage = page_of(CertificateRequestOut)


@router.get(
    "certificates/requests",
    response={200: CertificateRequestPage, **ERRORS},
    operation_id="list_certificate_requests",
)
def list_certificate_requests(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List what one asked for and what was asked for oneself and one's wards, newest first."""
    rows = reads.of_person(actor_of(request).person_id or 0)
    return cut(rows, cursor=cursor, limit=limit, show=CertificateRequestOut.of)


@router.post(
    "certificates/requests", response={201: CertificateRequestOut, **ERRORS}, operation_id="ask_certificate"
)
def ask_certificate(request: HttpRequest, data: CertificateRequestIn) -> object:
    """Ask the unit that recorded a service to certify it; it is checked, and issued by a second person."""
    facts = data.model_dump()
    volunteer = Volunteer.objects.filter(pk=facts.pop("volunteer_id")).first()
    unit = Unit.objects.active().filter(pk=facts.pop("unit_id")).first()
    if volunteer is None or unit is None:
        raise OutOfReach
    row = operations.ask_certificate(volunteer, unit=unit, actor=actor_of(request), **facts)
    return Status(201, CertificateRequestOut.of(row))


@router.post(
    "certificates/requests/{certificate_request_id}/withdraw",
    response={200: CertificateRequestOut, **ERRORS},
    operation_id="withdraw_certificate_request",
)
def withdraw_certificate_request(request: HttpRequest, certificate_request_id: int) -> object:
    """Take a wish back while it is open."""
    actor = actor_of(request)
    row = CertificateRequest.objects.visible_to(actor).filter(pk=certificate_request_id).first()
    if row is None:
        raise OutOfReach
    return CertificateRequestOut.of(operations.withdraw_certificate_request(row, actor=actor))
