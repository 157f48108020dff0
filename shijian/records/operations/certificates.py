"""Certificates: issued under the next number of the unit and year, signed, revoked with a reason, issued anew."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from shijian.kernel import attestations, audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, WrongState
from shijian.kernel.numbering import save_numbered
from shijian.kernel.operation import hold, lock, operation
from shijian.people.models import Person
from shijian.records.models import (
    AppraisalStatement,
    Certificate,
    CertificateHolder,
    CertificateLine,
    CertificateRequest,
    CertificateRevocation,
    ServiceCertificate,
    VolunteerCard,
)
from shijian.records.queries import traces
from shijian.records.queries.certificates import Named
from shijian.units.enums import CodeKind
from shijian.units.models import Unit, UnitCode

MARK = "ZS"  # 证书


@operation
def issue_certificate(
    unit: Unit,
    *,
    kind: str,
    subject: str,
    honour: str,
    holder: Named,
    source_kind: str,
    source_id: int,
    actor: Actor,
    service: ServiceCertificate | None = None,
) -> Certificate:
    """Issue a certificate of a source, the first one or one that replaces what was revoked.

    `service` is what a certificate of service says, with its `records`, not stored yet. The caller has checked who
    may. Raises `Conflict` while another one of the source is in force.
    """  # fmt: skip
    hold(f"certificate:{source_kind}:{source_id}")
    last = _last(source_kind, source_id)
    if last is not None and not hasattr(last, "revocation"):
        raise Conflict(_("A certificate of this is in force already."))
    row = Certificate(
        kind=kind, unit=unit, unit_path=unit.path, issuer=unit.name, issued_on=clock.today(),
        subject=subject[:120], honour=honour, source_kind=source_kind, source_id=source_id, replaces=last,
        issued_by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    named = _named(row, holder)
    if service is not None:
        service.certificate = row
    save_numbered(row, f"{MARK}{prefix_of(unit)}-{clock.today().year}-", finish=lambda: _sign(row))
    named.certificate_id = row.pk
    named.save()
    if service is not None:
        _keep(row, service)
    changes = {"number": [last.number if last else None, row.number], **traces.made(row)}
    audit.record("certificate.issue", row, actor=actor, for_person_id=holder.person.pk, changes=changes)
    return row


@operation
def revoke_certificate(certificate: Certificate, *, reason: str, actor: Actor) -> Certificate:
    """Say that a certificate does not hold any more. The caller has checked who may. Raises `Invalid`, `WrongState`."""
    row: Certificate = lock(Certificate.objects.all(), pk=certificate.pk)
    if CertificateRevocation.objects.filter(certificate=row).exists():
        raise WrongState(_("This certificate is revoked already."))
    if not reason.strip():
        raise Invalid(fields={"reason": _("Say why; it stays with the certificate.")})
    before = traces.stored(row)
    CertificateRevocation.objects.create(
        certificate=row, reason=reason.strip()[:200], by_id=actor.person_id, at=clock.now()
    )
    changes = traces.since(before, row)
    audit.record("certificate.revoke", row, actor=actor, for_person_id=row.holder.person_id, changes=changes)
    return row


def move_certificates(old: Person, kept: Person, actor: Actor) -> dict[str, int]:
    """When two entries of one person become one, the certificates go to the entry that stays."""
    rows = CertificateRequest.objects.filter(asked_by=old)
    if rows.filter(handled_by=kept).exists() or rows.filter(decided_by=kept).exists():
        raise Conflict(_("One entry asked for a certificate that the other one checked or issued."))
    own = CertificateHolder.objects.filter(person=old).update(person=kept)
    asked = rows.update(asked_by=kept)
    made = [
        model.objects.filter(made_by=old).update(made_by=kept)
        for model in (VolunteerCard, AppraisalStatement)
    ]
    return {"certificates": own, "certificate_requests": asked, "proofs": sum(made)}


def prefix_of(unit: Unit) -> str:
    """What the numbers of a unit begin with: its own number, else its area code, else its key in the register."""
    held = UnitCode.objects.filter(Q(unit=unit), UnitCode.on(clock.today()))
    codes = dict(held.order_by("pk").values_list("kind", "code"))
    code = codes.get(CodeKind.LOCAL) or codes.get(CodeKind.STATISTICAL, "").rstrip("0")
    plain = "".join(sign for sign in code if sign.isascii() and sign.isalnum())
    return plain.upper() or f"D{unit.pk}"


def _last(source_kind: str, source_id: int) -> Certificate | None:
    rows = Certificate.objects.filter(source_kind=source_kind, source_id=source_id)
    found: Certificate | None = rows.select_related("revocation").order_by("-pk").first()
    return found


def _named(row: Certificate, holder: Named) -> CertificateHolder:
    names = (holder.name, *holder.members)
    facts: dict[str, Any] = {
        "person": holder.person, "team": holder.team, "public_name": holder.public_name,
        "volunteer_number": holder.volunteer_number, "document": holder.document, "remark": holder.remark,
    }  # fmt: skip
    return CertificateHolder(
        certificate=row, names="\n".join(" ".join(name.split()) for name in names), **facts
    )


def _keep(row: Certificate, service: ServiceCertificate) -> None:
    service.certificate_id = row.pk
    service.save()
    lines = [CertificateLine(certificate=row, record=record) for record in service.records]
    CertificateLine.objects.bulk_create(lines)


def _sign(row: Certificate) -> None:
    row.algorithm, row.key_id, row.signature = attestations.seal(row.facts).signature
