"""Kinds and states of volunteers and teams."""

from collections.abc import Iterable

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class VolunteerState(TextChoices):
    """Where a volunteer stands in the register."""

    PENDING = "pending", _("Waiting for confirmation")
    CONSENT = "consent", _("Waiting for the guardian's consent")
    ACTIVE = "active", _("On the register")
    PAUSED = "paused", _("Paused")
    LEFT = "left", _("Left")


class Background(TextChoices):
    """Where volunteers come from, in the words of the plans."""

    PARTY = "party", _("Party member")
    STAFF = "staff", _("Public employee")
    FIVE_ELDERS = "five-elders", _("Five elders")
    CULTURE = "culture", _("Local culture talent")
    TECH = "tech", _("Science and farming expert")
    LAWYER = "lawyer", _("Lawyer")
    MODEL = "model", _("Moral model")
    STUDENT = "student", _("University student")
    RETURNED = "returned", _("Returned entrepreneur")
    SAGE = "sage", _("New village sage")
    ARTS = "arts", _("Arts volunteer")
    DOCTOR = "doctor", _("Doctor or nurse")
    TEACHER = "teacher", _("Teacher")
    FARMER = "farmer", _("Farmer or herder")
    OTHER = "other", _("Other")


class Language(TextChoices):
    """Languages in which a volunteer can serve."""

    MANDARIN = "zh", _("Mandarin")
    DIALECT = "zh-local", _("Local dialect")
    TIBETAN = "bo", _("Tibetan")
    MONGOLIAN = "mn", _("Mongolian")
    UYGHUR = "ug", _("Uyghur")
    SIGN = "sgn", _("Sign language")
    ENGLISH = "en", _("English")


class Strain(TextChoices):
    """What a task asks of the body; a volunteer may say of each that it is not for him. No illness is ever named."""

    LIFTING = "lifting", _("Lifting and carrying heavy things")
    HEIGHT = "height", _("Climbing ladders, working high up")
    STANDING = "standing", _("Standing or walking for hours")
    WEATHER = "weather", _("Long outdoors in heat or cold")
    NIGHT = "night", _("Driving or going about at night")
    ILLNESS = "illness", _("Close contact with sick people")
    DUST = "dust", _("Dust, smoke, paint or disinfectant")

    @classmethod
    def words(cls, codes: Iterable[str]) -> str:
        """The strains of a list of codes in words, in the order of the list above."""
        known = set(codes)
        return gettext(", ").join(str(each.label) for each in cls if each in known)


class TravelLimit(IntegerChoices):
    """How far a volunteer goes."""

    VILLAGE = 1, _("Own village or community")
    TOWN = 2, _("Own town or street")
    COUNTY = 3, _("Whole county")


class Weekday(IntegerChoices):
    """ISO weekday."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class TeamLevel(IntegerChoices):
    """Ranks of the hierarchy of teams."""

    GENERAL = 1, _("General team")
    BRANCH = 2, _("Professional or town team")
    SQUAD = 3, _("Village team")
    SUB_SQUAD = 4, _("Small team")


class TeamKind(TextChoices):
    """What a team is made of."""

    EXPERT = "expert", _("Experts")
    PROFESSIONAL = "professional", _("Professionals")
    FIVE_ELDERS = "five-elders", _("Five elders")
    TALKS = "talks", _("People's speakers")
    VOLUNTEERS = "volunteers", _("Volunteers")


class Platform(TextChoices):
    """The five platforms."""

    THEORY = "theory", _("Theory talks")
    EDUCATION = "education", _("Education")
    CULTURE = "culture", _("Culture")
    SCIENCE = "science", _("Science and technology")
    SPORT = "sport", _("Health and sports")


class TeamRole(TextChoices):
    """What a member is in the team."""

    LEADER = "leader", _("Leader")
    DEPUTY = "deputy", _("Deputy leader")
    MEMBER = "member", _("Member")


class AgreementState(TextChoices):
    """Where an agreement stands."""

    OFFERED = "offered", _("Waits for the volunteer")
    SIGNED = "signed", _("Signed by both sides")
    DECLINED = "declined", _("Declined by the volunteer")
    ENDED = "ended", _("Agreement ended")


class AgreementWhy(TextChoices):
    """Why an agreement is made; provincial rules name these."""

    RISK = "risk", _("The service is risky")
    LONG = "long", _("The service lasts a month or longer")
    LARGE = "large", _("A large event or an emergency")
    OUTSIDE = "outside", _("The service lies outside the county")
    FOREIGN = "foreign", _("People from abroad take part")
    ASKED = "asked", _("One of both sides asks for it")


class Cover(TextChoices):
    """Whom an insurance of a group covers."""

    UNIT = "unit", _("All volunteers of the unit and below")
    TEAM = "team", _("The members of a team")
    NAMED = "named", _("Only those who are named")


class Standing(TextChoices):
    """What a team is before the law."""

    PART = "part", _("Part of a unit, a village committee or a public body")
    REGISTERED = "registered", _("Registered as an organisation of its own")
    UNREGISTERED = "unregistered", _("Not registered; serves inside its own community")


class JoinState(TextChoices):
    """Where a join or transfer request stands."""

    WAITING = "waiting", _("Waiting")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Not taken in")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Risk(IntegerChoices):
    """How dangerous a service is for the volunteer."""

    NONE = 0, _("No special risk")
    SOME = 1, _("Some risk")
    DANGER = 2, _("May endanger the person")
