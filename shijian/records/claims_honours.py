"""Which personal data commendations and consents to statements hold, and what for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold

hold(
    "records.Commendation",
    "service-record",
    label=_("Commendations"),
    subject="volunteer__person",
    fields={
        "title": _("Honour"),
        "authority": _("Honoured by"),
        "level": _("Level of the honour"),
        "awarded_on": _("Day of the honour"),
        "document_no": _("Document that grants it"),
        "merit": _("What it was given for"),
        "state": _("Where it stands"),
        "created_at": _("Entered on"),
        "answer": _("Answer"),
        "over_at": _("Decided on"),
        "revoke_reason": _("Why it was revoked"),
        "revoked_at": _("Revoked on"),
    },
    inner=(
        "volunteer",
        "file_key",
        "entered_by",
        "channel",
        "due_at",
        "decided_by",
        "revoked_by",
        "handler",
        "handler_path",
        "nobody_above",
        "reminded_at",
    ),
)
hold(
    "records.StatementConsent",
    "service-record",
    label=_("Papers on which statements for appraisals were made for me"),
    subject="statement__volunteer__person",
    fields={
        "statement": _("Statement"),
        "given_on": _("Signed on"),
        "asker": _("Who asked for it"),
        "purpose": _("What it is for"),
    },
    inner=("file_key",),
)
