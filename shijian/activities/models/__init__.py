"""Schemes, plans, activities, sign-ups and attendance."""

from shijian.activities.models.activities import PUBLIC, Activity, Opening, Place, Session, keep_next
from shijian.activities.models.attendance import (
    ActivityPhoto,
    Budget,
    Cost,
    Coverage,
    Presence,
    Scan,
    ScanVerdict,
    Slip,
)
from shijian.activities.models.ceremonies import Ceremony, CeremonyPart, CeremonyPoint, Guest
from shijian.activities.models.contests import Contest, Entry, Judge, Mark, Result, Round, Start
from shijian.activities.models.feeds import FeedLink
from shijian.activities.models.plans import Plan, PlanItem, Season
from shijian.activities.models.schemes import Scheme, Term
from shijian.activities.models.signups import (
    HOLDING,
    LIVE,
    ActivityRiskReading,
    Signup,
    Standing,
    SwapRequest,
)

__all__ = [
    "HOLDING",
    "LIVE",
    "PUBLIC",
    "Activity",
    "ActivityPhoto",
    "ActivityRiskReading",
    "Budget",
    "Ceremony",
    "CeremonyPart",
    "CeremonyPoint",
    "Contest",
    "Cost",
    "Coverage",
    "Entry",
    "FeedLink",
    "Guest",
    "Judge",
    "Mark",
    "Opening",
    "Place",
    "Plan",
    "PlanItem",
    "Presence",
    "Result",
    "Round",
    "Scan",
    "ScanVerdict",
    "Scheme",
    "Season",
    "Session",
    "Signup",
    "Slip",
    "Standing",
    "Start",
    "SwapRequest",
    "Term",
    "keep_next",
]
