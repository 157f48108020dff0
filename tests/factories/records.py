"""Service records of two hours, a day apart."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.records.enums import Grade, Recipient
from shijian.records.models import ServiceRecord
from tests.factories.volunteers import VolunteerFactory

START = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)


class ServiceRecordFactory(DjangoModelFactory):
    class Meta:
        model = ServiceRecord

    volunteer = factory.SubFactory(VolunteerFactory)
    unit = factory.SelfAttribute("volunteer.unit")
    unit_path = factory.SelfAttribute("unit.path")
    source_kind = "order"
    source_id = factory.Sequence(lambda n: n + 1)
    started_at = factory.Sequence(lambda n: START + dt.timedelta(days=n))
    ended_at = factory.LazyAttribute(lambda o: o.started_at + dt.timedelta(hours=2))
    minutes = 120
    grade = Grade.SELF
    recipient = Recipient.ELDER
    content = "陪伴老人"
    recorded_at = factory.LazyFunction(timezone.now)
