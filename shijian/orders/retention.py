"""What of orders goes by itself, when, and what stays."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from shijian.kernel import search
from shijian.kernel.purposes import months_key
from shijian.kernel.retention import HOLDS, MARK, erase, minimise, reasons, stays
from shijian.orders import plan_policies, policies
from shijian.orders.claims import STEPS
from shijian.orders.enums import OPEN_STATES, ORDER_KIND, OfferState
from shijian.orders.models import Order
from shijian.records.enums import ComplaintState
from shijian.records.models import Complaint

HELP, VOLUNTEERING, SAFETY = (months_key(key) for key in ("help", "volunteering", "safety"))
OPEN_COMPLAINTS = (ComplaintState.RECEIVED, ComplaintState.HANDLING)
PEOPLE = ("recipient", "asked_by")
OVER = ~Q(state__in=OPEN_STATES)


def _complained_about(people: set[int]) -> QuerySet[Any]:
    """Those for whom an order was about which a complaint is open."""
    about = Complaint.objects.filter(source_kind="order", state__in=OPEN_COMPLAINTS).values("source_id")
    return Order.objects.filter(pk__in=about, recipient__in=people).values_list("recipient_id", flat=True)


def _out_of_search(rows: QuerySet[Any]) -> None:
    for pk in rows.values_list("pk", flat=True):
        search.remove(ORDER_KIND, pk)


HOLDS.append(_complained_about)
minimise(
    "order-contact", _("Address and phone of orders"), model="orders.Order", since="closed_at",
    term=policies.CONTACT_MONTHS, where=OVER, clear={"address": "", "contact_phone": ""}, people=PEOPLE,
)  # fmt: skip
minimise(
    "order-words", _("Words of orders"), model="orders.Order", since="closed_at", term=HELP, where=OVER,
    clear={"title": MARK, "description": "", "language": "", "risk_note": ""}, people=PEOPLE,
    before=_out_of_search,
)  # fmt: skip
stays(
    "orders.Order", "number", "recipient", "asked_by", "taken_by", "item", "unit", "unit_path", "handler",
    "handler_path", "team", why=reasons.LINK,
)  # fmt: skip
stays(
    "orders.Order", "state", "category", "channel", "recipient_kind", "wished_from", "wished_until",
    "created_at", "closed_at", "referred_to", "minutes", "headcount", "together", "risk", "strains", "urgency", *STEPS,
    why=reasons.FIGURES,
)  # fmt: skip
minimise(
    "rating-words", _("Words of ratings"), model="orders.Rating", since="rated_at", term=HELP,
    clear={"words": "", "reply": "", "follow_up_note": ""}, where=~Q(follow_up="open"),
    people=("rated_by", "order__recipient"),
)  # fmt: skip
stays("orders.Rating", why=reasons.FIGURES)
minimise(
    "offer-note", _("Notes and reasons of offers"), model="orders.Offer", since="made_at",
    term=VOLUNTEERING, where=~Q(state=OfferState.OPEN), clear={"note": "", "explanation": {}},
    people=("volunteer__person",),
)  # fmt: skip
stays("orders.Offer", why=reasons.FIGURES)
minimise(
    "assignment-note", _("Notes of services"), model="orders.Assignment", since="committed_at",
    term=VOLUNTEERING, where=~Q(state__in=["committed", "serving"]), clear={"note": ""},
    people=("volunteer__person",),
)  # fmt: skip
stays("orders.Assignment", why=reasons.PROOF)
minimise(
    "absence-words", _("Words about services to which somebody did not come"), model="orders.Absence",
    since="at", term=VOLUNTEERING, where=Q(objected_at=None) | ~Q(settled_at=None),
    clear={"note": "", "objection": MARK, "answer": ""}, people=("assignment__volunteer__person",),
)  # fmt: skip
stays("orders.Absence", why=reasons.PROOF)
erase(
    "blocked-pair", _("People who shall not meet, once one of them has gone"), model="orders.BlockedPair",
    since="person__closed_at", term=SAFETY, people=("person", "volunteer__person"),
)  # fmt: skip
stays("orders.RiskReading", why=reasons.APPEND_ONLY)
stays("orders.Command", why=reasons.OFFICIAL)
stays("orders.OrderInsurance", why=reasons.OFFICIAL)
minimise(
    "plan-others", _("Whom else a plan of a week could have asked"), model="orders.DispatchNeed",
    since="plan__made_at", term=VOLUNTEERING, clear={"alternatives": []},
)  # fmt: skip
stays("orders.DispatchNeed", why=reasons.FIGURES)
minimise(
    "plan-reason", _("Reasons for changes of a plan of a week"), model="orders.DispatchLine",
    since="need__plan__made_at", term=VOLUNTEERING, clear={"reason": "", "likely": {}},
    people=("volunteer__person",),
)  # fmt: skip
erase(
    "plan-prices", _("What half days were worth in plans of a week"), model="orders.SpanPrice",
    since="plan__made_at", term=plan_policies.PRICE_MONTHS, people=("volunteer__person",),
)  # fmt: skip
stays("orders.DispatchLine", why=reasons.FIGURES)
stays("orders.DispatchPlan", why=reasons.OFFICIAL)
