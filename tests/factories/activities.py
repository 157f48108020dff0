"""Schemes, plans, activities with a session and openings, sign-ups, scans and slips."""

import datetime as dt
import uuid

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.activities.enums import ActivityState, PlanSpan, SchemeUse, SignupState
from shijian.activities.models import (
    Activity,
    ActivityPhoto,
    ActivityRiskReading,
    Budget,
    Ceremony,
    CeremonyPart,
    CeremonyPoint,
    Contest,
    Cost,
    Coverage,
    Entry,
    FeedLink,
    Guest,
    Judge,
    Mark,
    Opening,
    Place,
    Plan,
    PlanItem,
    Presence,
    Result,
    Round,
    Scan,
    ScanVerdict,
    Scheme,
    Season,
    Session,
    Signup,
    Slip,
    Standing,
    Start,
    SwapRequest,
    Term,
)
from shijian.activities.queries import seats
from tests.factories.people import PersonFactory
from tests.factories.units import UnitFactory


class SchemeFactory(DjangoModelFactory):
    class Meta:
        model = Scheme

    code = factory.Sequence("scheme-{}".format)
    name = "四个讲堂"
    use = SchemeUse.SUBJECT
    in_use = True
    position = 90


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    scheme = factory.SubFactory(SchemeFactory)
    code = factory.Sequence("term-{}".format)
    name = "道德讲堂"


class SeasonFactory(DjangoModelFactory):
    class Meta:
        model = Season

    kind = "farming"
    name = factory.Sequence("青稞收割{}".format)
    first_month, first_day, last_month, last_day = 8, 15, 9, 10


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    span = PlanSpan.YEAR
    year = 2026
    made_by = factory.SubFactory(PersonFactory)
    made_at = factory.LazyFunction(timezone.now)


class PlanItemFactory(DjangoModelFactory):
    class Meta:
        model = PlanItem

    plan = factory.SubFactory(PlanFactory)
    title = "包粽子，话端午"
    first_day = dt.date(2026, 6, 15)
    last_day = dt.date(2026, 6, 19)


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    class Params:
        published = factory.Trait(
            state=ActivityState.PUBLISHED, published_at=factory.LazyFunction(timezone.now)
        )

    number = factory.Sequence("H{:010d}".format)
    title = factory.Sequence("端午包粽子{}".format)
    summary = "一起包粽子，送给独居老人。"
    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    organiser = factory.SubFactory(PersonFactory)
    made_by = factory.SelfAttribute("organiser")
    made_at = factory.LazyFunction(timezone.now)
    risk_note = "无特殊风险"


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place

    activity = factory.SubFactory(ActivityFactory)
    name = factory.Sequence("文化广场{}".format)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    activity = factory.SubFactory(ActivityFactory, published=True)
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=3))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + dt.timedelta(hours=2))
    code_key = factory.LazyFunction(lambda: uuid.uuid4().hex)


class OpeningFactory(DjangoModelFactory):
    class Meta:
        model = Opening

    class Params:
        for_residents = factory.Trait(audience="resident", task="part")

    activity = factory.SubFactory(ActivityFactory, published=True)
    audience = "volunteer"
    task = "helper"
    capacity = 5


class StandingFactory(DjangoModelFactory):
    class Meta:
        model = Standing

    opening = factory.SubFactory(OpeningFactory)
    person = factory.SubFactory(PersonFactory)
    since = factory.LazyFunction(timezone.now)


class SignupFactory(DjangoModelFactory):
    class Meta:
        model = Signup

    session = factory.SubFactory(SessionFactory)
    opening = factory.SubFactory(
        OpeningFactory, for_residents=True, activity=factory.SelfAttribute("..session.activity")
    )
    state = SignupState.TAKEN
    person = factory.SubFactory(PersonFactory)
    seat = factory.LazyAttribute(lambda o: next(seats.free(o.session, o.opening)))
    made_at = factory.LazyFunction(timezone.now)
    channel = "web"


class SwapRequestFactory(DjangoModelFactory):
    class Meta:
        model = SwapRequest

    signup = factory.SubFactory(SignupFactory)
    made_at = factory.LazyFunction(timezone.now)


class ActivityRiskReadingFactory(DjangoModelFactory):
    class Meta:
        model = ActivityRiskReading

    activity = factory.SubFactory(ActivityFactory)
    person = factory.SubFactory(PersonFactory)
    version = "0123456789abcdef"
    read_at = factory.LazyFunction(timezone.now)


class ScanFactory(DjangoModelFactory):
    class Meta:
        model = Scan

    nonce = factory.LazyFunction(lambda: uuid.uuid4().hex)
    signup = factory.SubFactory(SignupFactory)
    kind = "in"
    way = "staff"
    at = factory.LazyFunction(timezone.now)
    received_at = factory.SelfAttribute("at")


class ScanVerdictFactory(DjangoModelFactory):
    class Meta:
        model = ScanVerdict

    scan = factory.SubFactory(ScanFactory)
    outcome = "counted"
    at = factory.LazyFunction(timezone.now)


class PresenceFactory(DjangoModelFactory):
    class Meta:
        model = Presence

    came = factory.SubFactory(ScanFactory)
    signup = factory.SelfAttribute("came.signup")
    started_at = factory.SelfAttribute("came.at")


class SlipFactory(DjangoModelFactory):
    class Meta:
        model = Slip

    session = factory.SubFactory(SessionFactory)
    satisfaction = 5
    again = True
    channel = "web"
    token = factory.LazyFunction(lambda: uuid.uuid4().hex)
    at = factory.LazyFunction(timezone.now)


class ActivityPhotoFactory(DjangoModelFactory):
    class Meta:
        model = ActivityPhoto

    activity = factory.SubFactory(ActivityFactory, published=True)
    file_key = factory.Sequence("pictures/activity{}".format)
    width = 1280
    height = 960
    digest = factory.LazyFunction(lambda: uuid.uuid4().hex)
    at = factory.LazyFunction(timezone.now)


class BudgetFactory(DjangoModelFactory):
    class Meta:
        model = Budget

    activity = factory.SubFactory(ActivityFactory, published=True)
    kind = "goods"
    fen = 50000


class CostFactory(DjangoModelFactory):
    class Meta:
        model = Cost

    activity = factory.SubFactory(ActivityFactory, published=True)
    what = "糯米、粽叶"
    fen = 32000
    at = factory.LazyFunction(timezone.now)


class CoverageFactory(DjangoModelFactory):
    class Meta:
        model = Coverage

    activity = factory.SubFactory(ActivityFactory, published=True)
    medium = "县融媒体中心"
    title = "粽叶飘香，情暖夏河"
    on = dt.date(2026, 6, 20)


class FeedLinkFactory(DjangoModelFactory):
    class Meta:
        model = FeedLink

    person = factory.SubFactory(PersonFactory)
    token_hash = factory.LazyFunction(lambda: uuid.uuid4().hex * 2)
    made_at = factory.LazyFunction(timezone.now)


class ContestFactory(DjangoModelFactory):
    class Meta:
        model = Contest

    activity = factory.SubFactory(ActivityFactory, published=True)
    scoring = "points"
    entry_kind = "person"
    awards = factory.LazyFunction(lambda: [["一等奖", 1], ["二等奖", 2]])


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = Entry

    contest = factory.SubFactory(ContestFactory)
    number = factory.Sequence(lambda n: n % 3000 + 1)
    name = factory.Sequence("队伍{}".format)
    contact = factory.SubFactory(PersonFactory)
    made_at = factory.LazyFunction(timezone.now)


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    contest = factory.SubFactory(ContestFactory)
    number = 1
    name = "决赛"
    seed = "0123456789abcdef"
    drawn_at = factory.LazyFunction(timezone.now)


class StartFactory(DjangoModelFactory):
    class Meta:
        model = Start

    round = factory.SubFactory(RoundFactory)
    entry = factory.SubFactory(EntryFactory, contest=factory.SelfAttribute("..round.contest"))
    heat = 1
    lane = factory.Sequence(lambda n: n % 3000 + 1)


class JudgeFactory(DjangoModelFactory):
    class Meta:
        model = Judge

    contest = factory.SubFactory(ContestFactory)
    person = factory.SubFactory(PersonFactory)


class MarkFactory(DjangoModelFactory):
    class Meta:
        model = Mark

    start = factory.SubFactory(StartFactory)
    value = 880
    at = factory.LazyFunction(timezone.now)


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = Result

    entry = factory.SubFactory(EntryFactory)
    rank = 1
    at = factory.LazyFunction(timezone.now)


class CeremonyFactory(DjangoModelFactory):
    class Meta:
        model = Ceremony

    activity = factory.SubFactory(ActivityFactory, published=True)
    kind = "wedding"


class CeremonyPartFactory(DjangoModelFactory):
    class Meta:
        model = CeremonyPart

    ceremony = factory.SubFactory(CeremonyFactory)
    role = "主持人"
    name = "李老师"


class CeremonyPointFactory(DjangoModelFactory):
    class Meta:
        model = CeremonyPoint

    ceremony = factory.SubFactory(CeremonyFactory)
    what = "新人入场"


class GuestFactory(DjangoModelFactory):
    class Meta:
        model = Guest

    ceremony = factory.SubFactory(CeremonyFactory)
    name = "男方亲友"
