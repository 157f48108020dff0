"""Which personal data tables of older hours hold, and what for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold

hold(
    "records.RecordImport",
    "service-record",
    label=_("Tables of older hours that I brought"),
    subject="asked_by",
    fields={
        "unit": _("Unit"),
        "system": _("Source"),
        "file_name": _("Name of the file"),
        "created_at": _("Uploaded on"),
        "reason": _("Why are these hours brought?"),
        "document": _("Number of the paper that proves them"),
        "state": _("Where it stands"),
        "answer": _("Answer"),
        "over_at": _("Decided on"),
    },
    inner=(
        "asked_by",
        "unit_path",
        "handler",
        "handler_path",
        "recipient",
        "sha256",
        "file_key",
        "digest",
        "nobody_above",
        "table_key",
        "sheet",
        "heading_row",
        "due_at",
        "reminded_at",
        "decided_by",
    ),
)
hold(
    "records.ImportedRow",
    "service-record",
    label=_("My older services in such tables"),
    subject="volunteer__person",
    fields={
        "started_at": _("from"),
        "ended_at": _("until"),
        "times_known": _("Times of day known"),
        "content": _("Content"),
        "place": _("Place"),
        "system": _("Source"),
        "reference": _("Number in the source"),
        "note": _("Note"),
        "state": _("Where it stands"),
    },
    inner=("run", "volunteer", "number", "key", "problems"),
)
