"""Which personal data the register holds, and what for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import hold, plain
from shijian.volunteers.enums import Background, Language, Strain

FOR = "volunteering"


def _words_of(kinds: type[TextChoices], name: str) -> Callable[[Any], str]:
    def said(row: Any) -> str:
        values: Iterable[str] = getattr(row, name)
        return "、".join(str(kinds(each).label) if each in kinds.values else str(each) for each in values)

    return said


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


plain(
    "volunteers.Skill",
    "volunteers.Team",
    "volunteers.ColumnMemory",
    "volunteers.TrainingKind",
    "volunteers.AgreementText",
)
hold(
    "volunteers.Volunteer",
    FOR,
    label=_("Entry in the register of volunteers"),
    subject="person",
    fields={
        "number": _("Volunteer number"),
        "state": _("Where it stands"),
        "unit": _("Unit"),
        "employer": _("Employer"),
        "occupation": _("Occupation"),
        "education": _("Education"),
        "political_status": _("Political status"),
        "backgrounds": _("Background"),
        "languages": _("Languages"),
        "travel_limit": _("How far I go"),
        "weekly_minutes": _("Minutes a week at most"),
        "registered_on": _("Registered on"),
        "confirmed_at": _("Confirmed on"),
        "left_on": _("Left on"),
        "guardian_name": _("Guardian"),
        "guardian_phone": _("Phone of the guardian"),
    },
    inner=("person", "unit_path", "registered_by"),
    said={
        "backgrounds": _words_of(Background, "backgrounds"),
        "languages": _words_of(Language, "languages"),
    },
)
hold(
    "volunteers.VolunteerSkill",
    FOR,
    label=_("Skills"),
    subject="volunteer__person",
    fields={"skill": _("Skill"), "licence_no": _("Licence number"), "licence_until": _("Licence until")},
    inner=("volunteer",),
)
hold(
    "volunteers.HealthDeclaration",
    "health",
    label=_("Work that does not suit"),
    subject="volunteer__person",
    fields={"answers": _("What I said"), "declared_at": _("Said on")},
    inner=("volunteer", "declared_by"),
    said={"answers": lambda row: Strain.words(row.strains) or _("Nothing is too much")},
    own_only=True,
)
hold(
    "volunteers.Availability",
    FOR,
    label=_("When I am free"),
    subject="volunteer__person",
    fields={"weekday": _("Weekday"), "start_minute": _("from"), "end_minute": _("until")},
    inner=("volunteer",),
    said={
        "start_minute": lambda row: _clock(row.start_minute),
        "end_minute": lambda row: _clock(row.end_minute),
    },
)
hold(
    "volunteers.FreeDay",
    FOR,
    label=_("Single days"),
    subject="volunteer__person",
    fields={"day": _("Day"), "is_free": _("Free")},
    inner=("volunteer",),
)
hold(
    "volunteers.Insurance",
    FOR,
    label=_("Insurance"),
    subject="volunteer__person",
    fields={
        "insurer": _("Insurer"),
        "policy_no": _("Policy number"),
        "valid_from": _("from"),
        "valid_until": _("until"),
    },
    inner=("volunteer",),
)
hold(
    "volunteers.TeamMember",
    FOR,
    label=_("Teams"),
    subject="volunteer__person",
    fields={"team": _("Team"), "role": _("Role"), "starts_on": _("from"), "ends_on": _("until")},
    inner=("volunteer",),
)
hold(
    "volunteers.JoinRequest",
    FOR,
    label=_("Requests to join"),
    subject="volunteer__person",
    fields={
        "team": _("Team"),
        "words": _("Why"),
        "state": _("Where it stands"),
        "created_at": _("Asked on"),
    },
    inner=("volunteer", "leaving"),
)
hold(
    "volunteers.ImportRun",
    FOR,
    label=_("Imports of rolls"),
    inner=(
        "unit",
        "unit_path",
        "created_by",
        "created_at",
        "finished_at",
        "state",
        "language",
        "file_name",
        "file_key",
        "sha256",
        "sheets",
        "sheet",
        "heading_row",
        "titles",
        "hidden",
        "mapping",
        "choices",
        "evidence",
        "total",
        "done",
        "position",
        "counts",
        "problem",
    ),
)
hold(
    "volunteers.ImportRow",
    FOR,
    label=_("Rows of imported rolls"),
    subject="person",
    fields={"name": _("Name"), "outcome": _("What became of it")},
    inner=("run", "number", "problems", "match", "same_row", "person", "volunteer", "note"),
)
hold(
    "volunteers.Training",
    FOR,
    label=_("Trainings"),
    subject="volunteer__person",
    fields={
        "kind": _("Kind of training"),
        "course": _("Name of the course"),
        "minutes": _("Minutes"),
        "day": _("Held on"),
        "organiser": _("Held by"),
        "place": _("Where"),
        "evidence": _("Where the proof is kept"),
        "valid_until": _("Counts until"),
        "counts_since": _("Counts since"),
        "void_reason": _("Why it does not count"),
    },
    inner=("volunteer", "entered_by", "entered_at", "confirmed_by", "voided_at", "voided_by"),
)
hold(
    "volunteers.GroupInsurance",
    FOR,
    label=_("Group insurance"),
    inner=(
        "unit", "unit_path", "cover", "team", "insurer", "policy_no", "valid_from", "valid_until", "evidence",
        "file_key", "entered_by", "entered_at",
    ),
)  # fmt: skip
hold(
    "volunteers.TeamStanding",
    FOR,
    label=_("What a team is before the law"),
    inner=("team", "kind", "noted_by", "noted_at"),
)
hold(
    "volunteers.CommunityConsent",
    FOR,
    label=_("Consents of the community"),
    inner=("team", "body", "given_on", "ends_on", "evidence", "entered_by"),
)
hold(
    "volunteers.Agreement",
    FOR,
    label=_("Agreements"),
    subject="volunteer__person",
    fields={
        "unit": _("Unit"),
        "text": _("Text"),
        "why": _("Why it is made"),
        "terms": _("What is agreed besides"),
        "state": _("Where it stands"),
        "starts_on": _("from"),
        "ends_on": _("until"),
        "offered_at": _("The unit consented"),
        "signed_at": _("The volunteer consented"),
        "ended_at": _("Ended on"),
        "end_reason": _("Reason"),
    },
    inner=("volunteer", "unit_path", "offered_by", "signed_by", "evidence", "ended_by"),
)
