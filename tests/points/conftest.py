"""A rule that holds since the beginning of the year, and a way to let the days of publicity pass."""

import datetime as dt

import pytest
from django.utils import timezone

from shijian.people.enums import Role
from shijian.points.operations import crediting
from tests.factories.people import AccountFactory, AppointmentFactory
from tests.factories.points import PointsRuleFactory
from tests.factories.records import ServiceRecordFactory

LONG_AGO = timezone.now() - dt.timedelta(days=30)


@pytest.fixture
def rule(db):
    return PointsRuleFactory(valid_from=dt.date(2026, 1, 1))


@pytest.fixture
def served(cast, county):
    """`served(minutes=120, …)`: a record of the volunteer of the cast that has stood open long enough."""

    def make(**facts):
        facts = {"volunteer": cast.volunteer.volunteer, "recorded_at": LONG_AGO, **facts}
        return ServiceRecordFactory(**facts)

    return make


@pytest.fixture
def credit():
    return crediting.run


@pytest.fixture(autouse=True)
def _second_centre(request):
    """`cast.centre2`, `cast.centre3`: more officers of the centre, for a second and a third person."""
    if "cast" not in request.fixturenames:
        return
    cast, county = request.getfixturevalue("cast"), request.getfixturevalue("county")
    for name in ("centre2", "centre3"):
        person = AccountFactory(person__name=name, person__unit=county.centre).person
        AppointmentFactory(person=person, unit=county.centre, role=Role.CENTRE)
        setattr(cast, name, person)
