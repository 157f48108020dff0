"""What of the register of volunteers goes by itself, when, and what stays."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from shijian.kernel import ages
from shijian.kernel.purposes import months_key
from shijian.kernel.retention import Rule, elsewhere, erase, minimise, past, reasons, stays
from shijian.kernel.retention.rules import special
from shijian.volunteers.enums import JoinState

TERM, MINORS, HEALTH = months_key("volunteering"), months_key("minors"), months_key("health")
BY_CHOICE = {
    "employer": "", "occupation": "", "education": "", "political_status": "", "backgrounds": [],
    "languages": [],
}  # fmt: skip
OWN, OF = ("person",), ("volunteer__person",)


def _guardians() -> QuerySet[Any]:
    """Volunteers who left, or have been grown up for so long that nobody asks for the guardian any more."""
    table = apps.get_model("volunteers.Volunteer")
    grown = past(table, "person__birth_date", MINORS, plus=12 * ages.Age.ADULT)
    rows = table.objects.filter(past(table, "left_on", TERM) | grown)
    return rows.annotate(long=Length("guardian_phone")).filter(~Q(guardian_name="") | Q(long__gt=0))


special(
    Rule(
        "volunteer-guardian", _("Guardians of volunteers who grew up or left"), "volunteers.Volunteer", MINORS,
        _guardians, lambda rows: rows.update(guardian_name="", guardian_phone=""),
        ("guardian_name", "guardian_phone"), people=OWN,
    )
)  # fmt: skip
minimise(
    "volunteer-profile", _("What volunteers who left had told by choice"), model="volunteers.Volunteer",
    since="left_on", term=TERM, clear=BY_CHOICE, people=OWN,
)  # fmt: skip
stays("volunteers.Volunteer", why=reasons.PROOF)
for key, label, model in (
    ("volunteer-skill", _("Skills and licences of volunteers who left"), "volunteers.VolunteerSkill"),
    ("volunteer-week", _("Free hours of volunteers who left"), "volunteers.Availability"),
):
    erase(key, label, model=model, since="volunteer__left_on", term=TERM, people=OF)
erase(
    "volunteer-health", _("What volunteers who left said of their health"), model="volunteers.HealthDeclaration",
    since="volunteer__left_on", term=HEALTH, people=OF,
)  # fmt: skip
erase(
    "volunteer-day", _("Single free days long over"), model="volunteers.FreeDay", since="day", term=TERM,
    people=OF,
)  # fmt: skip
erase(
    "insurance", _("Insurances long over"), model="volunteers.Insurance", since="valid_until", term=TERM,
    people=OF,
)  # fmt: skip
erase(
    "membership", _("Memberships of teams long over"), model="volunteers.TeamMember", since="ends_on",
    term=TERM, people=OF,
)  # fmt: skip
erase(
    "join-request", _("Answered requests to join a team"), model="volunteers.JoinRequest",
    since="created_at", term=TERM, where=lambda: ~Q(state=JoinState.WAITING), people=OF,
)  # fmt: skip
elsewhere("volunteers.ImportRow", by="volunteer-imports")
elsewhere("volunteers.ImportRun", "file_key", by="volunteer-imports")
stays("volunteers.ImportRun", why=reasons.OFFICIAL)
stays("volunteers.Training", why=reasons.PROOF)
for model in ("volunteers.GroupInsurance", "volunteers.TeamStanding", "volunteers.CommunityConsent"):
    stays(model, why=reasons.OFFICIAL)
stays("volunteers.Agreement", why=reasons.PROOF)
