"""Which personal data stars, objections to them and bars hold, and what for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold

hold(
    "records.Star",
    "service-record",
    label=_("Stars"),
    subject="volunteer__person",
    fields={
        "level": _("Star"),
        "state": _("Where it stands"),
        "authority": _("Granted by"),
        "minutes": _("Minutes"),
        "line_minutes": _("Minutes that it asks for"),
        "grades": _("Evidence"),
        "created_at": _("Asked on"),
        "public_until": _("Public until"),
        "granted_on": _("Granted on"),
        "document_no": _("Number of the decision"),
        "answer": _("Answer"),
        "over_at": _("Decided on"),
    },
    inner=(
        "volunteer", "unit", "unit_path", "asked_by", "channel", "due_at", "checked_by", "decided_by", "kept_minutes",
    ),
)  # fmt: skip
hold(
    "records.StarEntry",
    "service-record",
    label=_("History of stars"),
    subject="star__volunteer__person",
    fields={
        "change": _("What happened"),
        "minutes": _("Minutes"),
        "authority": _("Granted by"),
        "document_no": _("Number of the decision"),
        "on": _("When"),
    },
    inner=("star", "by", "at"),
)
hold(
    "records.StarBar",
    "service-record",
    label=_("Times without a new star"),
    subject="volunteer__person",
    fields={
        "reason": _("Why"),
        "from_day": _("from"),
        "until_day": _("until"),
        "at": _("Decided on"),
        "lifted_at": _("Lifted on"),
    },
    inner=("volunteer", "record", "by"),
)
hold(
    "records.StarObjection",
    "complaints",
    label=_("Objections and appeals about stars that I made"),
    subject="by",
    fields={
        "state": _("Where it stands"),
        "words": _("In your own words"),
        "created_at": _("Asked on"),
        "answer": _("What was found"),
        "over_at": _("Decided on"),
    },
    inner=("star", "bar", "appeal", "by", "channel", "due_at", "decided_by"),
)
