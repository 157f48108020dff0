"""Orders brought to a state by the operations themselves, as the tests of dispatch and service need them."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from shijian.kernel import clock
from shijian.orders.enums import OrderState
from shijian.orders.operations import answer, dispatch, service
from shijian.volunteers.enums import TravelLimit
from tests.conftest import actor_of
from tests.factories.orders import OrderFactory
from tests.factories.people import AccountFactory, PersonFactory
from tests.factories.volunteers import VolunteerFactory


def queued(cast, county, **kwargs):
    """An order of the cast's resident that starts in an hour and waits for dispatch."""
    start = timezone.now() + dt.timedelta(hours=1)
    facts = {
        "state": OrderState.QUEUED,
        "recipient": cast.resident,
        "unit": county.station,
        "handler": county.hub,
    }
    return OrderFactory(**{**facts, "wished_from": start, "verified_at": timezone.now(), **kwargs})


def morning():
    """Nine o'clock tomorrow: what begins then ends on its day, whenever the test runs."""
    return clock.local(clock.now()).replace(hour=9, minute=0) + dt.timedelta(days=1)


def helper(unit, name="帮手", **kwargs):
    """A volunteer with an account who serves the whole county."""
    person = AccountFactory(person__name=name, person__unit=unit).person
    return VolunteerFactory(person=person, travel_limit=TravelLimit.COUNTY, **kwargs)


def resident(unit, name="居民"):
    return PersonFactory(name=name, unit=unit)


def offered(cast, order, volunteers):
    return dispatch.offer_to_volunteers(order, volunteers=volunteers, actor=actor_of(cast.hub))


def accepted(cast, county, headcount=1, **kwargs):
    """An order that `headcount` volunteers have accepted; gives order and assignments."""
    order = queued(cast, county, headcount=headcount, **kwargs)
    helpers = [cast.volunteer.volunteer, *(helper(county.station) for _ in range(headcount - 1))]
    for offer in offered(cast, order, helpers):
        answer.accept_offer(offer, actor=actor_of(offer.volunteer.person))
    order.refresh_from_db()
    return SimpleNamespace(order=order, assignments=list(order.assignments.order_by("pk")), helpers=helpers)


def served(cast, county, **kwargs):
    """An order that was served by the cast's volunteer and waits for its rating."""
    scene = accepted(cast, county, **kwargs)
    actor = actor_of(cast.volunteer)
    service.check_in(scene.assignments[0], actor=actor)
    scene.assignments[0].__class__.objects.update(checked_in_at=timezone.now() - dt.timedelta(minutes=90))
    service.check_out(scene.assignments[0], actor=actor)
    scene.order.refresh_from_db()
    return scene
