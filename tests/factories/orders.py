"""Menu items, orders in any state, offers, assignments, ratings."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.orders.enums import Category, ItemState, OrderState, PlanState
from shijian.orders.models import (
    Assignment,
    BlockedPair,
    ChanceModel,
    MenuItem,
    Offer,
    Order,
    Rating,
    SpanPrice,
)
from shijian.orders.models.plans import DispatchLine, DispatchNeed, DispatchPlan
from shijian.orders.models.rights import Absence, Command, OrderInsurance, RiskReading
from shijian.volunteers.rules import risk_version
from tests.factories.people import PersonFactory
from tests.factories.units import UnitFactory
from tests.factories.volunteers import TeamFactory, VolunteerFactory


class MenuItemFactory(DjangoModelFactory):
    class Meta:
        model = MenuItem

    team = factory.SubFactory(TeamFactory)
    unit = factory.SelfAttribute("team.unit")
    unit_path = factory.SelfAttribute("unit.path")
    title = factory.Sequence("理发上门{}".format)
    description = "为行动不便的老人上门理发。"
    category = Category.ELDERS
    risk_note = "无特殊风险"
    state = ItemState.LISTED
    listed_on = dt.date(2026, 1, 5)


class OrderFactory(DjangoModelFactory):
    class Meta:
        model = Order

    number = factory.Sequence("T{:010d}".format)
    state = OrderState.VERIFYING
    title = "陪我去看病"
    category = Category.ELDERS
    recipient = factory.SubFactory(PersonFactory)
    asked_by = factory.SelfAttribute("recipient")
    unit = factory.SelfAttribute("recipient.unit")
    unit_path = factory.SelfAttribute("unit.path")
    handler = factory.SelfAttribute("unit")
    handler_path = factory.SelfAttribute("handler.path")
    wished_from = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))
    wished_until = factory.LazyAttribute(lambda o: o.wished_from + dt.timedelta(hours=4))
    created_at = factory.LazyFunction(timezone.now)
    risk_note = "无特殊风险"


class OfferFactory(DjangoModelFactory):
    class Meta:
        model = Offer

    class Params:
        to_team = factory.Trait(volunteer=None, team=factory.SubFactory(TeamFactory))

    order = factory.SubFactory(OrderFactory, state=OrderState.OFFERED)
    volunteer = factory.SubFactory(VolunteerFactory)
    round = 1
    made_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=1))


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    order = factory.SubFactory(OrderFactory, state=OrderState.ACCEPTED)
    volunteer = factory.SubFactory(VolunteerFactory)
    committed_at = factory.LazyFunction(timezone.now)


class RatingFactory(DjangoModelFactory):
    class Meta:
        model = Rating

    order = factory.SubFactory(OrderFactory, state=OrderState.CLOSED)
    stars = 5
    rated_by = factory.SelfAttribute("order.recipient")
    channel = "web"
    rated_at = factory.LazyFunction(timezone.now)


class BlockedPairFactory(DjangoModelFactory):
    class Meta:
        model = BlockedPair

    person = factory.SubFactory(PersonFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    reason = "双方要求"


class RiskReadingFactory(DjangoModelFactory):
    class Meta:
        model = RiskReading

    order = factory.SubFactory(OrderFactory)
    person = factory.SubFactory(PersonFactory)
    risk = factory.SelfAttribute("order.risk")
    risk_note = factory.SelfAttribute("order.risk_note")
    version = factory.LazyAttribute(lambda o: risk_version(o.risk, o.risk_note))
    read_at = factory.LazyFunction(timezone.now)


class AbsenceFactory(DjangoModelFactory):
    class Meta:
        model = Absence

    assignment = factory.SubFactory(AssignmentFactory, state="no-show")
    kind = "no-show"
    at = factory.LazyFunction(timezone.now)


class CommandFactory(DjangoModelFactory):
    class Meta:
        model = Command

    order = factory.SubFactory(OrderFactory, urgency=2)
    body = "县应急管理局"
    contact = "现场指挥 张"
    noted_at = factory.LazyFunction(timezone.now)


class OrderInsuranceFactory(DjangoModelFactory):
    class Meta:
        model = OrderInsurance

    order = factory.SubFactory(OrderFactory)
    insurer = "人保财险"
    policy_no = factory.Sequence("O{:06d}".format)
    valid_from = dt.date(2020, 1, 1)
    valid_until = dt.date(2099, 12, 31)
    evidence = "站内档案"


class DispatchPlanFactory(DjangoModelFactory):
    class Meta:
        model = DispatchPlan

    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    week = dt.date(2026, 3, 2)
    state = PlanState.DRAFT
    made_at = factory.LazyFunction(timezone.now)


class DispatchNeedFactory(DjangoModelFactory):
    class Meta:
        model = DispatchNeed

    plan = factory.SubFactory(DispatchPlanFactory)
    order = factory.SubFactory(
        OrderFactory, state=OrderState.QUEUED, unit=factory.SelfAttribute("..plan.unit")
    )
    seats = 1


class DispatchLineFactory(DjangoModelFactory):
    class Meta:
        model = DispatchLine

    need = factory.SubFactory(DispatchNeedFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    span = 0


class ChanceModelFactory(DjangoModelFactory):
    class Meta:
        model = ChanceModel

    at = factory.LazyFunction(timezone.now)
    answers = 240
    weights = [-0.6, 0.4, -0.6, 0.5, -0.6, 1.2, 0.2]
    off = 0.03
    groups = [[0.35, 0.38, 120], [0.7, 0.68, 120]]


class SpanPriceFactory(DjangoModelFactory):
    class Meta:
        model = SpanPrice

    plan = factory.SubFactory(DispatchPlanFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    span = 0
    price = 120
