"""A certificate of service on paper: A4, the list adds up to the total in minutes, the signed facts lie inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import attestations, clock, paper, words
from shijian.records.models import Certificate, ServiceRecord
from shijian.records.queries.certificates import hours_of, period_words

TEMPLATE = Path(__file__).parent.parent / "data" / "service_certificate.typ"


def service_certificate_pdf(row: Certificate, *, site: str) -> bytes:
    """The paper; `site` is where the pages of numbers are, such as "https://a.cn". Equal rows give equal bytes."""
    return paper.pdf(TEMPLATE, paper_data(row, site=site), made_at=row.at)


def paper_data(row: Certificate, *, site: str) -> dict[str, Any]:
    """What the template is given."""
    with translation.override(settings.LANGUAGE_CODE):
        address = f"{site}{reverse('records:certificate', args=[row.number])}"
        return {
            "title": _("Certificate of voluntary service"),
            "facts": _facts(row),
            "statement": _statement(row),
            "total": _total(row),
            "grades": [[str(grade.label), hours_of(minutes)] for grade, minutes in row.service.by_grade],
            "list": [_line(record) for record in row.service.records] if row.service.with_list else [],
            "head": _head(),
            "signed": _signed(row),
            "notes": _notes(row),
            "labels": _labels(),
            "number": row.number,
            "issuer": row.issuer,
            "day": words.date_words(row.issued_on),
            "qr": paper.qr_svg(address),
            "address": address,
            "tokens": [f"{attestations.MARK}{row.attestation.token}"],
        }


def _facts(row: Certificate) -> list[list[str]]:
    holder, service = row.holder, row.service
    facts = (
        (_("Name"), holder.name),
        (_("Volunteer number"), holder.volunteer_number),
        (_("Identity document"), holder.document or _("Not on file")),
        (_("Period"), period_words(service.starts_on, service.ends_on)),
        (_("What it is for"), holder.remark),
    )
    return [[label, value] for label, value in facts if value]


def _statement(row: Certificate) -> str:
    facts = {"name": row.holder.name, "unit": row.issuer, "services": len(row.service.records)}
    return _("This is to certify that %(name)s served %(services)s times as a volunteer of %(unit)s.") % facts


def _total(row: Certificate) -> dict[str, str]:
    minutes = row.service.minutes
    return {
        "hours": _("%(hours)s hours") % {"hours": words.hours_words(minutes)},
        "exact": _("exactly %(minutes)s minutes, that is %(duration)s")
        % {"minutes": minutes, "duration": words.duration_words(minutes)},
        "sum": _("Sum of the list: %(minutes)s minutes") % {"minutes": minutes},
    }


def _head() -> list[str]:
    return [_("Day of service"), _("Service"), _("Where, for whom"), _("Minutes"), _("Evidence")]


def _line(record: ServiceRecord) -> list[str]:
    day = clock.local(record.started_at).date().isoformat()
    whom = str(record.get_recipient_display())
    place = _("%(place)s, %(whom)s") % {"place": record.place, "whom": whom} if record.place else whom
    return [day, record.content, place, str(record.minutes), str(record.get_grade_display())]


def _signed(row: Certificate) -> list[list[str]]:
    service = row.service
    facts = (
        (_("Approved by"), service.approver),
        (_("Checked by"), service.handler),
        (_("Contact"), service.contact),
    )
    return [[label, value] for label, value in facts if value]


def _notes(row: Certificate) -> list[str]:
    service = row.service
    force = _("Before the public inside the unit until it is in force on %(day)s.")
    return [
        force % {"day": words.date_words(service.in_force_from)},
        _(
            "Only what the unit itself recorded is certified, "
            "after its time before the public and without open objections."
        ),
        _("Hours are the minutes divided by 60, rounded to one decimal; the minutes count."),
        _("The page behind the code says whether it is in force; the file itself bears a signature."),
    ]


def _labels() -> dict[str, str]:
    return {
        "number": _("Certificate no."),
        "scan": _("Scan to verify"),
        "stamp": _("Stamp here"),
        "total": _("Total"),
        "grades": _("By evidence"),
        "list": _("List of services"),
        "notes": _("To be noted"),
    }
