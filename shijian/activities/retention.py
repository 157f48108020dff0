"""What of activities goes by itself, when, and what stays."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import months_key
from shijian.kernel.retention import erase, minimise, reasons, stays

TAKING_PART, RECORDS = months_key("taking-part"), months_key("service-record")

minimise(
    "signup-words", _("Words of sign-ups and names of guests at the desk"), model="activities.Signup",
    since="made_at", term=TAKING_PART, clear={"reason_note": "", "guest_name": ""}, people=("person",),
)  # fmt: skip
stays("activities.Signup", why=reasons.FIGURES)
minimise(
    "swap-note", _("Messages to substitutes"), model="activities.SwapRequest", since="made_at", term=TAKING_PART,
    clear={"note": ""}, people=("signup__person",),
)  # fmt: skip
stays("activities.SwapRequest", why=reasons.LINK)
stays("activities.Standing", why=reasons.LINK)
minimise(
    "presence-note", _("Notes on attendance"), model="activities.Presence", since="started_at", term=RECORDS,
    clear={"note": ""}, people=("signup__person",),
)  # fmt: skip
stays("activities.Presence", why=reasons.PROOF)
for model in ("Scan", "ScanVerdict", "Slip", "ActivityRiskReading", "Mark", "Result"):
    stays(f"activities.{model}", why=reasons.APPEND_ONLY)
for model in ("Plan", "Activity", "ActivityPhoto", "Cost", "Coverage"):
    stays(f"activities.{model}", why=reasons.OFFICIAL)
minimise(
    "entry-text", _("Texts handed in to contests"), model="activities.Entry", since="made_at", term=TAKING_PART,
    clear={"text": ""}, people=("contact",),
)  # fmt: skip
for model in ("Entry", "Start", "Judge", "Session"):
    stays(f"activities.{model}", why=reasons.PROOF)
minimise(
    "ceremony-names", _("Names of those who had a part in a ceremony"), model="activities.CeremonyPart",
    since="ceremony__activity__ended_at", term=TAKING_PART, clear={"name": ""}, people=("person",),
)  # fmt: skip
stays("activities.CeremonyPart", why=reasons.LINK)
erase(
    "ceremony-guest", _("Guests of ceremonies"), model="activities.Guest", since="ceremony__activity__ended_at",
    term=TAKING_PART, people=("made_by",),
)  # fmt: skip
stays("activities.FeedLink", why=reasons.WITH_PERSON)
