"""One's own certificates. A number is verified on its public page, whose look-ups are counted."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Router, Schema

from shijian.kernel.api import ERRORS, actor_of, cut, page_of
from shijian.records.models import Certificate
from shijian.records.queries import certificates as reads

router = Router(tags=["records"])


class CertificateOut(Schema):
    """A certificate with the names on the paper."""

    id: int
    number: str
    kind: str
    holder: str
    members: list[str]
    subject: str
    honour: str
    issuer: str
    issued_on: dt.date
    is_revoked: bool

    @classmethod
    def of(cls, row: Certificate) -> CertificateOut:
        """Give the facts of `row`."""
        names = ("id", "number", "kind", "subject", "honour", "issuer", "issued_on")
        facts = {name: getattr(row, name) for name in names}
        holder, members = row.holder.name, row.holder.members
        return cls(holder=holder, members=members, is_revoked=reads.is_revoked(row), **facts)


CertificatePage = page_of(CertificateOut)


@router.get("certificates", response={200: CertificatePage, **ERRORS}, operation_id="list_certificates")
def list_certificates(request: HttpRequest, cursor: str = "", limit: int = 20) -> object:
    """List one's own certificates, those of wards and of led teams, revoked ones included."""
    return cut(reads.mine(actor_of(request)), cursor=cursor, limit=limit, show=CertificateOut.of)
