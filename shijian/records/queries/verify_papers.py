"""Every certificate, card and statement held against its signature."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from shijian.kernel.attestations import Unreadable
from shijian.kernel.crypto import DecryptionError
from shijian.records.enums import CertificateKind
from shijian.records.models import (
    AppraisalStatement,
    Certificate,
    CertificateLine,
    VolunteerCard,
)
from shijian.records.models.proofs import Proof

CHUNK = 500


def paper_problems() -> Iterator[str]:
    """Name papers whose signature does not fit what is stored. Emptied names and facts leave nothing to compare."""
    for row in _certificates().iterator(chunk_size=CHUNK):
        if not _holds(row):
            words = _("certificate %(number)s is not what was signed")
            yield words % {"number": row.number}
    for model, number in ((VolunteerCard, "code"), (AppraisalStatement, "number")):
        yield from _proofs(model.objects.all(), number)


def _certificates() -> QuerySet[Certificate]:
    lines = CertificateLine.objects.select_related("record")
    rows = Certificate.objects.select_related(
        "service"
    )  # names one by one: a broken secret breaks its own row only
    found: QuerySet[Certificate] = rows.prefetch_related(Prefetch("lines", lines)).order_by("pk")
    return found


def _holds(row: Certificate) -> bool:
    """Whether its own key signed what stands in its rows; one without a holder holds nothing."""
    try:
        if not row.holder.names:
            return True
        if row.kind == CertificateKind.SERVICE:
            records = [line.record for line in row.lines.all()]
            row.service.records = sorted(records, key=lambda each: (each.started_at, each.pk))
    except (ObjectDoesNotExist, DecryptionError):
        return False
    return row.attestation.holds


def _proofs(rows: QuerySet[Proof], number: str) -> Iterator[str]:
    for row in rows.defer("token").order_by("pk").iterator(chunk_size=CHUNK):
        said = getattr(row, number)
        try:
            holds = not row.token or (row.attestation.holds and row.facts.get("number") == said)
        except (Unreadable, DecryptionError):
            holds = False
        if not holds:
            yield _("the card or statement %(number)s is not what was signed") % {"number": said}
