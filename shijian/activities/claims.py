"""Which personal data activities hold, and what for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import Basis, define, hold, plain

for model in (
    "Budget",
    "Scheme",
    "Term",
    "Season",
    "PlanItem",
    "Place",
    "Opening",
    "Contest",
    "Round",
    "Ceremony",
    "CeremonyPoint",
):
    plain(f"activities.{model}")
TAKING_PART = define(
    "taking-part",
    _("Taking part in activities"),
    why=_("So that a place is kept for you, and you are told when something changes."),
    recipients=_("Those who organise the activity and, on site, those at the desk"),
    basis=Basis.CONTRACT,
    keep_months=24,
    law="PIPL 13(2)",
)
hold(
    "activities.Plan",
    "staffing",
    label=_("Plans that I made"),
    subject="made_by",
    fields={"year": _("year"), "made_at": _("When")},
    inner=("unit", "unit_path", "span", "number", "note", "state", "published_at", "made_by"),
)
hold(
    "activities.Session",
    "taking-part",
    label=_("Meetings of activities"),
    inner=(
        "activity",
        "starts_at",
        "ends_at",
        "by_rule",
        "cancelled_at",
        "cancelled_why",
        "ended_at",
        "revision",
        "changed_at",
        "code_key",
        "walk_ins",
    ),
)
ACTIVITY = (
    "state", "summary", "description", "unit", "unit_path", "host", "team", "organiser", "plan_item", "recipient",
    "resources", "risk", "risk_note", "rule", "opens_at", "closes_hours", "withdraw_hours", "needs_code",
    "copied_from", "made_by", "submitted_by", "published_at", "ended_at",
    "changed_at", "results", "next_at", "next_until",
)  # fmt: skip
hold(
    "activities.Activity",
    "volunteering",
    label=_("Activities that I am in charge of"),
    subject="organiser",
    fields={"number": _("Activity number"), "title": _("title"), "made_at": _("When")},
    inner=ACTIVITY,
)
hold(
    "activities.Signup",
    "taking-part",
    label=_("Activities that I signed up for"),
    subject="person",
    fields={
        "session": _("Activity number"),
        "state": _("Where it stands"),
        "made_at": _("When"),
        "ended_at": _("Ended on"),
        "reason": _("Reason"),
        "reason_note": _("In your own words"),
    },
    inner=(
        "opening",
        "person",
        "volunteer",
        "team",
        "guest_name",
        "seat",
        "made_by",
        "channel",
        "standing",
        "offered_until",
        "reminded_at",
        "risk_read",
        "ended_by",
        "short_notice",
        "instead_of",
    ),
)
hold(
    "activities.Standing",
    "taking-part",
    label=_("Activities that I come to every time"),
    subject="person",
    fields={"opening": _("Activity number"), "since": _("Since when"), "ended_at": _("Ended on")},
    inner=("person", "made_by"),
)
hold(
    "activities.SwapRequest",
    "taking-part",
    label=_("Substitutes that I looked for"),
    subject="signup__person",
    fields={"state": _("Where it stands"), "note": _("Message"), "made_at": _("When")},
    inner=("signup", "asked", "ended_at"),
)
hold(
    "activities.ActivityRiskReading",
    "volunteering",
    label=_("Risk statements of activities that I read"),
    subject="person",
    fields={"activity": _("Activity number"), "read_at": _("When")},
    inner=("person", "version"),
)
hold(
    "activities.Scan",
    "service-record",
    label=_("When I came and left"),
    subject="signup__person",
    fields={"kind": _("Coming or going"), "way": _("How it is known"), "at": _("When"), "place": _("Where")},
    inner=("nonce", "signup", "received_at", "by", "device", "evidence", "note"),
)
hold(
    "activities.ScanVerdict",
    "service-record",
    label=_("What was decided on it"),
    subject="scan__signup__person",
    fields={"outcome": _("Decision"), "why": _("Reason"), "at": _("When")},
    inner=("scan", "by"),
)
hold(
    "activities.Presence",
    "service-record",
    label=_("How long I was there"),
    subject="signup__person",
    fields={"started_at": _("from"), "ended_at": _("until")},
    inner=("signup", "came", "left", "record", "note", "asked_at"),
)
hold(
    "activities.Slip",
    "taking-part",
    label=_("Slips that I typed in"),
    inner=("session", "satisfaction", "again", "count", "channel", "token", "at", "by"),
)
hold(
    "activities.ActivityPhoto",
    "taking-part",
    label=_("Photos that I added"),
    subject="taken_by",
    fields={"activity": _("Activity number"), "caption": _("What it shows"), "at": _("When")},
    inner=("session", "file_key", "width", "height", "digest", "people_agree", "is_public", "taken_by"),
)
hold(
    "activities.Cost",
    "staffing",
    label=_("Costs that I entered"),
    subject="by",
    fields={"what": _("For what"), "at": _("When")},
    inner=("activity", "fen", "kind", "bearer", "source", "by"),
)
hold(
    "activities.Coverage",
    "staffing",
    label=_("News that I entered"),
    subject="by",
    fields={"title": _("Headline"), "on": _("On which day")},
    inner=("activity", "medium", "url", "by"),
)
hold(
    "activities.FeedLink",
    "taking-part",
    label=_("My calendar link"),
    subject="person",
    fields={"made_at": _("When"), "revoked_at": _("Ended on")},
    inner=("person", "token_hash"),
)
