"""Which personal data orders hold, and what for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold, plain
from shijian.volunteers.enums import Language, Strain

STEPS = (
    "verified_at", "dispatched_at", "accepted_at", "finished_at", "due_at", "reminded_at", "needs_call", "round",
    "service_round", "open_to_claim",
)  # fmt: skip

plain("orders.MenuItem")
hold(
    "orders.Order",
    "help",
    label=_("Orders for me"),
    subject="recipient",
    fields={
        "number": _("Number"),
        "title": _("What is needed"),
        "description": _("In your own words"),
        "category": _("Class"),
        "state": _("Where it stands"),
        "channel": _("How it came"),
        "unit": _("Unit"),
        "address": _("Address"),
        "contact_phone": _("Phone"),
        "wished_from": _("from"),
        "wished_until": _("until"),
        "language": _("Language"),
        "strains": _("What it asks of the body"),
        "recipient_kind": _("For whom"),
        "created_at": _("Asked on"),
        "closed_at": _("Closed on"),
        "referred_to": _("Referred to"),
    },
    inner=(
        "item",
        "recipient",
        "asked_by",
        "taken_by",
        "unit_path",
        "handler",
        "handler_path",
        "minutes",
        "headcount",
        "together",
        "risk",
        "risk_note",
        "urgency",
        "team",
        *STEPS,
    ),
    said={
        "language": lambda row: row.language and Language(row.language).label,
        "strains": lambda row: Strain.words(row.strains),
    },
)
hold(
    "orders.Order",
    "help",
    label=_("Orders that I asked for"),
    subject="asked_by",
    fields={"number": _("Number"), "created_at": _("Asked on")},
)
hold(
    "orders.Rating",
    "help",
    label=_("Ratings that I gave"),
    subject="rated_by",
    fields={
        "stars": _("Stars"),
        "words": _("In your own words"),
        "rated_at": _("When"),
        "reply": _("Reply"),
    },
    inner=(
        "order",
        "service_round",
        "rated_by",
        "taken_by",
        "channel",
        "replied_by",
        "replied_at",
        "follow_up",
        "follow_up_note",
    ),
)
hold(
    "orders.Offer",
    "volunteering",
    label=_("Offers"),
    subject="volunteer__person",
    fields={
        "order": _("Number"),
        "state": _("Where it stands"),
        "refusal": _("Why I declined"),
        "note": _("Note"),
        "made_at": _("When"),
        "answered_at": _("Answered on"),
    },
    inner=(
        "team",
        "volunteer",
        "round",
        "score",
        "explanation",
        "made_by",
        "expires_at",
        "answered_by",
    ),
)
hold(
    "orders.Assignment",
    "volunteering",
    label=_("Services"),
    subject="volunteer__person",
    fields={
        "order": _("Number"),
        "state": _("Where it stands"),
        "committed_at": _("Promised on"),
        "checked_in_at": _("Checked in"),
        "checked_out_at": _("Checked out"),
        "note": _("Note"),
    },
    inner=(
        "volunteer",
        "service_round",
        "checked_in_by",
        "checked_out_by",
        "in_received_at",
        "out_received_at",
        "confirmed_by",
        "record",
    ),
)
hold(
    "orders.BlockedPair",
    "safety",
    label=_("People who shall not meet"),
    inner=("person", "volunteer", "reason", "made_by"),
)
hold(
    "orders.RiskReading",
    "volunteering",
    label=_("Risk statements that I read"),
    subject="person",
    fields={"risk_note": _("risk statement"), "read_at": _("When")},
    inner=("order", "person", "version", "risk", "taken_by"),
)
hold(
    "orders.Absence",
    "volunteering",
    label=_("Services to which I did not come"),
    subject="assignment__volunteer__person",
    fields={
        "kind": _("What was noted"),
        "reason": _("Reason"),
        "note": _("In your own words"),
        "at": _("When"),
        "objection": _("Your objection"),
        "answer": _("Decision"),
    },
    inner=("assignment", "short_notice", "by", "objected_at", "upheld", "settled_by", "settled_at"),
)
hold(
    "orders.DispatchPlan",
    "staffing",
    label=_("Plans of a week"),
    inner=(
        "unit", "unit_path", "week", "state", "made_by", "made_at", "sent_by", "sent_at", "seed", "solver", "digest",
        "value", "bound", "gap", "seconds", "orders", "seats", "filled", "kept", "helps",
        "team_solver", "team_value", "team_bound", "team_gap", "team_orders",
    ),
)  # fmt: skip
hold(
    "orders.DispatchNeed",
    "help",
    label=_("Orders in the plan of a week"),
    inner=("plan", "order", "seats", "weight", "for_team", "could", "alternatives"),
)
hold(
    "orders.DispatchLine",
    "volunteering",
    label=_("Volunteers in the plan of a week"),
    inner=(
        "need", "volunteer", "team", "span", "state", "beside", "chance", "way", "risk", "load", "elsewhere", "menu",
        "kept", "likely",
        "instead_of", "changed_by", "changed_at", "reason", "refusal", "offer",
    ),
)  # fmt: skip
hold(
    "orders.SpanPrice",
    "volunteering",
    label=_("What half days were worth in the plan of a week"),
    inner=("plan", "volunteer", "span", "price"),
)
plain("orders.ChanceModel")
hold(
    "orders.Command",
    "help",
    label=_("Body in command"),
    inner=("order", "body", "contact", "noted_by", "noted_at"),
)
hold(
    "orders.OrderInsurance",
    "volunteering",
    label=_("Insurance of this order"),
    inner=("order", "insurer", "policy_no", "valid_from", "valid_until", "evidence", "entered_by"),
)
