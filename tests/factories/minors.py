"""Guardians, papers, notices, approvals, compulsory reports, yearly audits."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.kernel import clock
from shijian.people.models import (
    ChildNotice,
    ChildRefusal,
    ConsentPaper,
    Guardianship,
    HarmReport,
    HarmStep,
    MinorAccess,
    MinorAudit,
)
from tests.factories.people import ConsentFactory, PersonFactory
from tests.factories.units import UnitFactory


def born(age, day=None):
    """A date of birth of somebody who is `age` and a half on `day` (today)."""
    day = day or clock.today()
    return day - dt.timedelta(days=round(365.25 * (age + 0.5)))


class GuardianshipFactory(DjangoModelFactory):
    class Meta:
        model = Guardianship

    ward = factory.SubFactory(PersonFactory)
    guardian = factory.SubFactory(PersonFactory)
    kind = "parent"
    evidence = "户口簿"
    starts_on = dt.date(2024, 1, 1)


class ConsentPaperFactory(DjangoModelFactory):
    class Meta:
        model = ConsentPaper

    consent = factory.SubFactory(ConsentFactory)
    checked_at = factory.LazyFunction(timezone.now)


class ChildNoticeFactory(DjangoModelFactory):
    class Meta:
        model = ChildNotice

    version = factory.Sequence(lambda n: n + 1)
    contact_name = "李梅"
    contact_phone = "0941-7120000"
    document_no = "夏文明委〔2026〕3号"
    sha256 = "0" * 64
    published_at = factory.LazyFunction(timezone.now)


class ChildRefusalFactory(DjangoModelFactory):
    class Meta:
        model = ChildRefusal

    ward = factory.SubFactory(PersonFactory)
    notice = 1
    at = factory.LazyFunction(timezone.now)


class MinorAccessFactory(DjangoModelFactory):
    class Meta:
        model = MinorAccess

    officer = factory.SubFactory(PersonFactory)
    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    purpose = "日常服务"
    days = 30
    asked_at = factory.LazyFunction(timezone.now)


class HarmReportFactory(DjangoModelFactory):
    class Meta:
        model = HarmReport

    reporter = factory.SubFactory(PersonFactory)
    unit = factory.SelfAttribute("reporter.unit")
    unit_path = factory.SelfAttribute("unit.path")
    what = "孩子身上有伤"
    who = "村东头第二户"
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(minutes=30))


class HarmStepFactory(DjangoModelFactory):
    class Meta:
        model = HarmStep

    report = factory.SubFactory(HarmReportFactory)
    kind = "note"
    by = factory.SubFactory(PersonFactory)
    at = factory.LazyFunction(timezone.now)


class MinorAuditFactory(DjangoModelFactory):
    class Meta:
        model = MinorAudit

    year = factory.Sequence(lambda n: 2000 + n)
    figures = factory.LazyFunction(dict)
    sha256 = "0" * 64
    closed_at = factory.LazyFunction(timezone.now)
