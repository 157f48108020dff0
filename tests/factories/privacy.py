"""Notices, requests about data, assessments, incidents."""

import datetime as dt
import hashlib

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.people.enums import Cause, Part, RequestKind, Told
from shijian.people.models import (
    DataRequest,
    ImpactAssessment,
    Incident,
    IncidentReport,
    PrivacyNotice,
)
from tests.factories.people import PersonFactory

TEXT = "## 谁在处理\n" + "我们只为安排帮助处理您的信息。" * 20


class PrivacyNoticeFactory(DjangoModelFactory):
    class Meta:
        model = PrivacyNotice

    version = factory.Sequence(lambda n: n + 100)
    language = "zh-hans"
    text = TEXT
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.text.encode()).hexdigest())
    valid_from = dt.date(2026, 1, 1)
    published_at = factory.LazyFunction(timezone.now)


class DataRequestFactory(DjangoModelFactory):
    class Meta:
        model = DataRequest

    person = factory.SubFactory(PersonFactory)
    kind = RequestKind.DELETE
    parts = [Part.ADDRESS.value]
    asked_by = factory.SelfAttribute("person")
    channel = "web"
    created_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=21))


class ImpactAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = ImpactAssessment

    title = "志愿者名册导入"
    causes = [Cause.SENSITIVE.value]
    necessity = "登记志愿者必须核对身份。"
    risks = "名册外泄。"
    measures = "加密，按单位授权。"
    outcome = "可以实施"
    made_on = dt.date(2026, 3, 1)
    keep_until = dt.date(2029, 3, 1)
    recorded_at = factory.LazyFunction(timezone.now)


class IncidentFactory(DjangoModelFactory):
    class Meta:
        model = Incident

    title = "纸质名册遗失"
    kinds = "姓名、电话"
    noticed_at = factory.LazyFunction(lambda: timezone.now() - dt.timedelta(hours=1))
    due_at = factory.LazyAttribute(lambda o: o.noticed_at + dt.timedelta(hours=24))
    recorded_at = factory.LazyFunction(timezone.now)


class IncidentReportFactory(DjangoModelFactory):
    class Meta:
        model = IncidentReport

    incident = factory.SubFactory(IncidentFactory)
    told = Told.AUTHORITY
    whom = "县委网信办"
    how = "电话报告"
    at = factory.LazyFunction(timezone.now)
    recorded_at = factory.LazyFunction(timezone.now)
