"""Which personal data service records hold, and what for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold
from shijian.records.models import Complaint

hold(
    "records.ServiceRecord",
    "service-record",
    label=_("Service records"),
    subject="volunteer__person",
    fields={
        "started_at": _("from"),
        "ended_at": _("until"),
        "minutes": _("Minutes"),
        "grade": _("Evidence"),
        "content": _("Content"),
        "place": _("Place"),
        "unit": _("Unit"),
        "team": _("Team"),
        "recipient": _("For whom"),
        "recorded_at": _("Recorded on"),
        "state": _("Where it stands"),
        "void_reason": _("Why it was voided"),
        "voided_at": _("Voided on"),
    },
    inner=(
        "volunteer",
        "unit_path",
        "source_kind",
        "source_id",
        "responsible",
        "recorder",
        "voided_by",
        "replaces",
    ),
)
hold(
    "records.Complaint",
    "complaints",
    label=_("Complaints that I made"),
    find=lambda person: Complaint.objects.of_person(person.pk),
    fields={
        "number": _("Number"),
        "state": _("Where it stands"),
        "about": _("What it is about"),
        "words": _("In your own words"),
        "name": _("Name"),
        "phone": _("Phone"),
        "created_at": _("Asked on"),
        "answer": _("Answer"),
    },
    inner=(
        "ground",
        "source_kind",
        "source_id",
        "unit",
        "unit_path",
        "handler",
        "handler_path",
        "outside",
        "who_index",
        "who",
        "code_index",
        "channel",
        "taken_by",
        "handled_by",
        "due_at",
        "over_at",
        "reminded_at",
        "passed_to",
        "reopened_at",
    ),
)
hold(
    "records.CertificateHolder",
    "service-record",
    label=_("My certificates"),
    subject="person",
    fields={"names": _("Names on the paper"), "public_name": _("Name in public")},
    inner=("certificate", "person", "team"),
)
hold(
    "records.Certificate",
    "service-record",
    label=_("What my certificates say"),
    subject="holder__person",
    fields={
        "number": _("Number"),
        "subject": _("Certified for"),
        "honour": _("Prize"),
        "issuer": _("Issued by"),
        "issued_on": _("Issued on"),
    },
    inner=(
        "kind",
        "unit",
        "unit_path",
        "source_kind",
        "source_id",
        "replaces",
        "algorithm",
        "key_id",
        "signature",
        "issued_by",
        "at",
    ),
)
hold(
    "records.CertificateRevocation",
    "service-record",
    label=_("My certificates that were revoked"),
    subject="certificate__holder__person",
    fields={"reason": _("Why"), "at": _("When")},
    inner=("certificate", "by"),
)
