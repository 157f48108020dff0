"""A unit that is merged gives everything that lives there to the other; one with somebody in it is not closed."""

import pytest

from shijian.kernel import clock, search
from shijian.kernel.errors import WrongState
from shijian.kernel.models import AuditEntry
from shijian.orders.enums import OrderState
from shijian.orders.models import Order
from shijian.people.models import Appointment, Person
from shijian.units.operations import close_unit, merge_unit
from shijian.volunteers.models import Team, Volunteer
from tests.conftest import actor_of
from tests.factories.orders import OrderFactory
from tests.factories.people import AppointmentFactory, PersonFactory, PositionFactory
from tests.factories.units import UnitFactory
from tests.factories.volunteers import TeamFactory, VolunteerFactory


@pytest.fixture
def village(county):
    """A station with a volunteer, a team, an open and a finished order, a head in office."""
    unit = UnitFactory(
        parent=county.hub, kind=county.station.kind, name="九甲村新时代文明实践站", place_name="九甲村"
    )
    volunteer = VolunteerFactory(person=PersonFactory(unit=unit, name="九甲人"))
    TeamFactory(unit=unit)
    resident = PersonFactory(unit=unit)
    facts = {"recipient": resident, "unit": unit, "handler": unit}
    OrderFactory(state=OrderState.VERIFYING, **facts)
    OrderFactory(state=OrderState.CLOSED, **facts)
    AppointmentFactory(person=resident, unit=unit, role="station")
    PositionFactory(person=resident, unit=unit)
    search.index("person", volunteer.person_id, names=["九甲人"], unit_path=unit.path)
    return unit


def test_everything_living_moves_and_history_stays(village, county, cast):
    merge_unit(village, into=county.station, on=clock.today(), actor=actor_of(cast.centre))
    assert not Person.objects.filter(unit=village).exists()
    assert {Volunteer.objects.get(person__name="九甲人").unit_path} == {county.station.path}
    assert Team.objects.filter(unit=village).count() == 0
    still, moved = Order.objects.filter(unit=village).get(), Order.objects.exclude(unit=village).get()
    assert (still.state, still.handler_path) == (OrderState.CLOSED, village.path)
    assert (moved.unit_path, moved.handler_path) == (county.station.path, county.station.path)
    assert Appointment.objects.filter(unit=village, ends_on__isnull=True).count() == 0
    entry = AuditEntry.objects.get(action="unit.merge")
    assert entry.changes["persons"] == [0, 2]
    assert (entry.changes["orders"], entry.changes["appointments"]) == ([0, 1], [0, 1])


def test_the_receiving_station_sees_and_finds_who_came(village, county, cast):
    assert list(search.find("person", "九甲人", under=[county.station.path])) == []
    merge_unit(village, into=county.station, on=clock.today(), actor=actor_of(cast.centre))
    newcomer = Person.objects.get(name="九甲人")
    assert Person.objects.visible_to(actor_of(cast.station)).filter(pk=newcomer.pk).exists()
    assert not Person.objects.visible_to(actor_of(cast.stranger)).filter(pk=newcomer.pk).exists()
    assert list(search.find("person", "九甲人", under=[county.station.path])) == [newcomer.pk]


def test_a_unit_with_somebody_in_it_is_not_closed_and_says_who(village, cast):
    with pytest.raises(WrongState) as refused:
        close_unit(village, on=clock.today(), actor=actor_of(cast.centre))
    for words in ("2 人", "1 名志愿者", "1 支队伍", "1 张未办结的单"):
        assert words in str(refused.value)
    village.refresh_from_db()
    assert village.closed_on is None
    assert Appointment.objects.filter(unit=village, ends_on__isnull=True).count() == 1


def test_an_empty_unit_closes_and_its_terms_end(county, cast):
    unit = UnitFactory(
        parent=county.hub, kind=county.station.kind, name="空村新时代文明实践站", place_name="空村"
    )
    AppointmentFactory(person=cast.station, unit=unit, role="station")
    close_unit(unit, on=clock.today(), actor=actor_of(cast.centre))
    assert Appointment.objects.get(unit=unit).ends_on == clock.today()
