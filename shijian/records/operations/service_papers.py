"""The paper of a certificate of service: what is written into it, and its end. In the caller's transaction."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import clock, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import WrongState
from shijian.records import policies
from shijian.records.enums import CERTIFICATE_REQUEST_KIND, CertificateKind
from shijian.records.models import Certificate, CertificateRequest, ServiceCertificate, ServiceRecord
from shijian.records.operations.certificates import issue_certificate, revoke_certificate
from shijian.records.queries.certificates import Named
from shijian.records.queries.proofs import public_name_of
from shijian.records.queries.service_certificates import latest
from shijian.units.models import Unit


def issue(request: CertificateRequest, records: list[ServiceRecord], *, actor: Actor) -> Certificate:
    """Write it, signed, under the next number of the unit; it is in force after its days before the public."""
    today = clock.today()
    days = policy.get(policies.CERTIFICATE_PUBLICITY_DAYS, on=today)
    service = ServiceCertificate(
        request=request, starts_on=request.starts_on, ends_on=request.ends_on, with_list=request.with_list,
        minutes=sum(record.minutes for record in records), in_force_from=today + dt.timedelta(days=days + 1),
        handler=request.handled_by.name if request.handled_by else "", approver=actor.name[:60],
        contact=contact_of(request.unit),
    )  # fmt: skip
    service.records = records
    with translation.override(settings.LANGUAGE_CODE):
        holder, subject = _named(request), _("Voluntary service")
    return issue_certificate(
        request.unit, kind=CertificateKind.SERVICE, subject=subject, honour="", holder=holder, service=service,
        source_kind=CERTIFICATE_REQUEST_KIND, source_id=request.pk, actor=actor,
    )  # fmt: skip


def revoke(request: CertificateRequest, *, reason: str, actor: Actor) -> None:
    """Revoke what was issued for a request last. Raises `WrongState` where that was done."""
    paper = latest(request)
    if paper is None:
        raise WrongState
    revoke_certificate(paper, reason=reason, actor=actor)


def contact_of(unit: Unit) -> str:
    """Where somebody asks about a paper of a unit: its public phone, else that of the unit above, and its address."""
    phone = unit.phone or (unit.parent.phone if unit.parent else "")
    return " ".join(filter(None, (phone, unit.address)))[:120]


def _named(request: CertificateRequest) -> Named:
    person = request.volunteer.person
    number = (person.document_number or "") if request.whole_document else person.masked_document
    document = f"{person.get_document_type_display()} {number}" if number else ""
    return Named(
        person, person.name, public_name_of(person), volunteer_number=request.volunteer.number,
        document=document, remark=request.purpose or "",
    )  # fmt: skip
