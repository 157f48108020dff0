"""Active volunteers, teams, memberships."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.volunteers.enums import TeamKind, TeamLevel, VolunteerState
from shijian.volunteers.imports.enums import Outcome
from shijian.volunteers.models import (
    Agreement,
    AgreementText,
    Availability,
    ColumnMemory,
    CommunityConsent,
    FreeDay,
    GroupInsurance,
    HealthDeclaration,
    ImportRow,
    ImportRun,
    Insurance,
    JoinRequest,
    Skill,
    Team,
    TeamMember,
    TeamStanding,
    Training,
    TrainingKind,
    Volunteer,
    VolunteerSkill,
)
from tests.factories.people import ConsentFactory, PersonFactory
from tests.factories.units import UnitFactory


class SkillFactory(DjangoModelFactory):
    class Meta:
        model = Skill

    code = factory.Sequence("test-skill-{}".format)
    name = factory.Sequence("测试技能{}".format)


class VolunteerFactory(DjangoModelFactory):
    class Meta:
        model = Volunteer

    person = factory.SubFactory(PersonFactory)
    number = factory.Sequence("T{:08d}".format)
    state = VolunteerState.ACTIVE
    unit = factory.SelfAttribute("person.unit")
    unit_path = factory.SelfAttribute("unit.path")
    registered_on = dt.date(2024, 1, 1)


class VolunteerSkillFactory(DjangoModelFactory):
    class Meta:
        model = VolunteerSkill

    volunteer = factory.SubFactory(VolunteerFactory)
    skill = factory.SubFactory(SkillFactory)


class AvailabilityFactory(DjangoModelFactory):
    class Meta:
        model = Availability

    volunteer = factory.SubFactory(VolunteerFactory)
    weekday = 1
    start_minute = 8 * 60
    end_minute = 20 * 60


class FreeDayFactory(DjangoModelFactory):
    class Meta:
        model = FreeDay

    volunteer = factory.SubFactory(VolunteerFactory)
    day = dt.date(2026, 12, 1)


class InsuranceFactory(DjangoModelFactory):
    class Meta:
        model = Insurance

    volunteer = factory.SubFactory(VolunteerFactory)
    insurer = "人保财险"
    policy_no = factory.Sequence("P{:06d}".format)
    valid_from = dt.date(2020, 1, 1)
    valid_until = dt.date(2099, 12, 31)


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team

    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    name = factory.Sequence("志愿服务队{}".format)
    level = TeamLevel.BRANCH
    kind = TeamKind.VOLUNTEERS
    founded_on = dt.date(2020, 1, 1)


class TeamMemberFactory(DjangoModelFactory):
    class Meta:
        model = TeamMember

    team = factory.SubFactory(TeamFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    starts_on = dt.date(2020, 1, 1)


class JoinRequestFactory(DjangoModelFactory):
    class Meta:
        model = JoinRequest

    team = factory.SubFactory(TeamFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    created_at = factory.LazyFunction(timezone.now)


class ImportRunFactory(DjangoModelFactory):
    class Meta:
        model = ImportRun

    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    created_at = factory.LazyFunction(timezone.now)
    language = "zh-hans"
    file_name = "名册.xlsx"
    sha256 = "0" * 64
    sheet = "Sheet1"


class ImportRowFactory(DjangoModelFactory):
    class Meta:
        model = ImportRow

    run = factory.SubFactory(ImportRunFactory)
    number = factory.Sequence(lambda n: n + 2)
    outcome = Outcome.WRONG


class ColumnMemoryFactory(DjangoModelFactory):
    class Meta:
        model = ColumnMemory

    unit = factory.SubFactory(UnitFactory)
    fingerprint = factory.Sequence("{:032d}".format)


class TrainingKindFactory(DjangoModelFactory):
    class Meta:
        model = TrainingKind

    code = factory.Sequence("test-training-{}".format)
    name = factory.Sequence("测试培训{}".format)


class TrainingFactory(DjangoModelFactory):
    class Meta:
        model = Training

    volunteer = factory.SubFactory(VolunteerFactory)
    kind = factory.SubFactory(TrainingKindFactory)
    course = "春季班"
    minutes = 120
    day = dt.date(2025, 3, 1)
    organiser = "县红十字会"
    evidence = "证书12号"
    entered_at = factory.LazyFunction(timezone.now)
    counts_since = factory.LazyFunction(timezone.now)


class GroupInsuranceFactory(DjangoModelFactory):
    class Meta:
        model = GroupInsurance

    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    cover = "unit"
    insurer = "人保财险"
    policy_no = factory.Sequence("G{:06d}".format)
    valid_from = dt.date(2020, 1, 1)
    valid_until = dt.date(2099, 12, 31)
    evidence = "站内档案"
    entered_at = factory.LazyFunction(timezone.now)


class TeamStandingFactory(DjangoModelFactory):
    class Meta:
        model = TeamStanding

    team = factory.SubFactory(TeamFactory)
    kind = "unregistered"
    noted_at = factory.LazyFunction(timezone.now)


class CommunityConsentFactory(DjangoModelFactory):
    class Meta:
        model = CommunityConsent

    team = factory.SubFactory(TeamFactory)
    body = "塔哇村民委员会"
    given_on = dt.date(2025, 1, 1)
    evidence = "会议记录"


class AgreementTextFactory(DjangoModelFactory):
    class Meta:
        model = AgreementText

    version = factory.Sequence(lambda n: n + 1000)
    title = "志愿服务协议"
    text = "双方自愿订立本协议。"
    published_at = factory.LazyFunction(timezone.now)


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    volunteer = factory.SubFactory(VolunteerFactory)
    unit = factory.SelfAttribute("volunteer.unit")
    unit_path = factory.SelfAttribute("unit.path")
    text = factory.SubFactory(AgreementTextFactory)
    why = "long"
    terms = "每周两次陪护，上午在村里，两人同行。"
    starts_on = dt.date(2025, 1, 1)
    offered_at = factory.LazyFunction(timezone.now)


class HealthDeclarationFactory(DjangoModelFactory):
    """With the consent without which there is none; `strains` are what is not for the volunteer."""

    class Meta:
        model = HealthDeclaration

    class Params:
        strains = ("lifting",)

    volunteer = factory.SubFactory(VolunteerFactory)
    answers = factory.LazyAttribute(lambda o: HealthDeclaration.sealed(o.strains))
    declared_at = factory.LazyFunction(timezone.now)
    declared_by = factory.SelfAttribute("volunteer.person")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        person, giver = kwargs["volunteer"].person, kwargs["declared_by"]
        ConsentFactory(person=person, purpose="health", given_by=giver)
        return super()._create(model_class, *args, **kwargs)
