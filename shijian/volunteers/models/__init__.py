"""The register, teams, and imports of rolls."""

from shijian.volunteers.models.agreements import Agreement, AgreementText
from shijian.volunteers.models.health import HealthDeclaration, known_strains
from shijian.volunteers.models.imports import ColumnMemory, ImportRow, ImportRun, ImportRunQuerySet
from shijian.volunteers.models.rights import (
    CommunityConsent,
    GroupInsurance,
    TeamStanding,
    Training,
    TrainingKind,
    may_serve_at,
)
from shijian.volunteers.models.volunteers import (
    Availability,
    FreeDay,
    Insurance,
    JoinRequest,
    Skill,
    Team,
    TeamMember,
    TeamMemberQuerySet,
    TeamQuerySet,
    Volunteer,
    VolunteerQuerySet,
    VolunteerSkill,
)

__all__ = [
    "Agreement",
    "AgreementText",
    "Availability",
    "ColumnMemory",
    "CommunityConsent",
    "FreeDay",
    "GroupInsurance",
    "HealthDeclaration",
    "ImportRow",
    "ImportRun",
    "ImportRunQuerySet",
    "Insurance",
    "JoinRequest",
    "Skill",
    "Team",
    "TeamMember",
    "TeamMemberQuerySet",
    "TeamQuerySet",
    "TeamStanding",
    "Training",
    "TrainingKind",
    "Volunteer",
    "VolunteerQuerySet",
    "VolunteerSkill",
    "known_strains",
    "may_serve_at",
]
