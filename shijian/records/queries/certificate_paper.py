"""Certificates on paper: A4 landscape, one a page, with the code of the public page and the signed facts inside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import attestations, paper, words
from shijian.records.enums import CertificateKind
from shijian.records.models import Certificate

TEMPLATE = Path(__file__).parent.parent / "data" / "certificate.typ"


def certificates_pdf(rows: Sequence[Certificate], *, site: str) -> bytes:
    """One file with a page each, at least one; `site` is where the pages of numbers are, such as "https://a.cn".

    Equal rows give equal bytes.
    """
    with translation.override(settings.LANGUAGE_CODE):
        pages = [_page(row, f"{site}{reverse('records:certificate', args=[row.number])}") for row in rows]
        data = {
            "title": _("Certificates"),
            "pages": pages,
            "tokens": [f"{attestations.MARK}{row.attestation.token}" for row in rows],
            "labels": {
                "number": _("Certificate no."),
                "scan": _("Scan to verify"),
                "stamp": _("Stamp here"),
                "members": _("Members"),
            },
        }
        return paper.pdf(TEMPLATE, data, made_at=rows[-1].at)


def _page(row: Certificate, address: str) -> dict[str, Any]:
    prize = row.kind == CertificateKind.PRIZE
    facts = {"subject": row.subject}
    return {
        "title": _("Certificate of honour") if prize else _("Certificate of taking part"),
        "holder": row.holder.name,
        "before": (_("won in “%(subject)s” the") if prize else _("took part in “%(subject)s”.")) % facts,
        "honour": row.honour if prize else "",
        "after": _("This is certified in recognition.") if prize else _("This is certified in remembrance."),
        "members": _(", ").join(row.holder.members),
        "issuer": row.issuer,
        "day": words.date_words(row.issued_on),
        "number": row.number,
        "qr": paper.qr_svg(address),
        "address": address,
    }
