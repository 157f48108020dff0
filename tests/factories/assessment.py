"""Targets that wait for approval."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from shijian.assessment.models import Target
from tests.factories.people import PersonFactory
from tests.factories.units import UnitFactory


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    class Params:
        approved = factory.Trait(
            state="approved",
            decided_by=factory.SubFactory(PersonFactory),
            decided_at=factory.LazyFunction(timezone.now),
        )

    unit = factory.SubFactory(UnitFactory)
    unit_path = factory.SelfAttribute("unit.path")
    year = factory.LazyFunction(lambda: timezone.localdate().year)
    measure = "hours"
    number = 1000
    document_no = "夏文明〔2026〕2号"
    proposed_by = factory.SubFactory(PersonFactory)
    created_at = factory.LazyFunction(timezone.now)
