"""Which personal data service records, objections and complaints hold, and what for."""

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
        "counts_from": _("Counts from"),
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
    "records.RecordObjection",
    "complaints",
    label=_("Objections to service records that I made"),
    subject="by",
    fields={
        "state": _("Where it stands"),
        "ground": _("What is wrong?"),
        "words": _("In your own words"),
        "created_at": _("Asked on"),
        "answer": _("What was found"),
        "over_at": _("Decided on"),
    },
    inner=("record", "channel", "due_at", "reminded_at", "decided_by"),
)
