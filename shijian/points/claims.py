"""Which personal data the ledger of points holds, and what for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import Basis, define, hold
from shijian.points.models import Batch

POINTS = define(
    "points",
    _("Volunteer points"),
    why=_(
        "So that your service is thanked by rules that are the same for everybody, and nobody can change them."
    ),
    recipients=_("You and your guardian; the staff of your village and town."),
    basis=Basis.CONTRACT,
    keep_months=120,
    law="《志愿服务条例》第三十二条，国家标准 GB/T 40143—2021",
)
hold(
    "points.Account", POINTS, label=_("My account of points"), subject="volunteer__person",
    fields={"kind": _("Kind")}, inner=("volunteer",),
)  # fmt: skip
hold(
    "points.Batch",
    POINTS,
    label=_("Why points moved"),
    find=lambda person: Batch.objects.filter(entries__account__volunteer__person=person),
    fields={"reason": _("Reason"), "note": _("Remark"), "at": _("When")},
    inner=("idempotency_key", "source_kind", "source_id", "rule", "reverses", "digest"),
)
hold(
    "points.Entry",
    POINTS,
    label=_("Points that came and went"),
    subject="account__volunteer__person",
    fields={"amount": _("Volunteer points"), "balance": _("To spend"), "lifetime": _("Earned in all")},
    inner=("batch", "account", "number"),
)
hold(
    "points.Credit",
    POINTS,
    label=_("What each service brought"),
    subject="record__volunteer__person",
    fields={
        "day": _("Day of the service"),
        "worth": _("Points before the limits"),
        "points": _("Volunteer points"),
        "cut": _("Cut by"),
        "at": _("When"),
    },
    inner=("record", "rule", "batch", "behind"),
)
hold(
    "points.Deduction",
    POINTS,
    label=_("Deductions of points"),
    subject="volunteer__person",
    fields={
        "ground": _("Ground"),
        "amount": _("Volunteer points"),
        "facts": _("What was found"),
        "evidence": _("Where the evidence lies"),
        "state": _("Where it stands"),
        "created_at": _("Proposed on"),
        "decided_at": _("Decided on"),
        "appeal_until": _("Appeal until"),
        "appeal": _("My appeal"),
        "appealed_at": _("Appealed on"),
        "answer": _("Answer"),
    },
    inner=("volunteer", "proposed_by", "decided_by", "settled_by", "batch"),
)
hold(
    "points.PointsRule",
    POINTS,
    label=_("Rules of points"),
    inner=(
        "code", "title", "document_no", "valid_from", "per_hour", "percent", "per_event", "bonus", "bonus_minutes",
        "cap_event", "cap_day", "cap_month", "state", "made_by", "made_at", "approved_by", "approved_at",
    ),
)  # fmt: skip
