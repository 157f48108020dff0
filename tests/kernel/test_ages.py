"""8, 14, 16, 18 at the boundary, in the county's time, and for those born on 29 February."""

import datetime as dt

import pytest
import time_machine

from shijian.kernel import ages, clock
from shijian.people.enums import Purpose
from shijian.people.models import Person
from shijian.people.queries.minors import access, wards
from tests.factories.people import PersonFactory


@pytest.mark.parametrize("age", list(ages.Age))
@pytest.mark.parametrize("born", [dt.date(2008, 5, 17), dt.date(2008, 2, 29), dt.date(2008, 12, 31)])
def test_a_threshold_is_reached_on_the_birthday_and_not_a_day_before(age, born):
    day = ages.birthday(born, age)
    assert [ages.is_under(born, age, day + dt.timedelta(days=d)) for d in (-1, 0, 1)] == [True, False, False]
    for each in (day - dt.timedelta(days=1), day, day + dt.timedelta(days=1)):
        assert (born <= ages.latest_birth(age, each)) == (not ages.is_under(born, age, each))


def test_born_on_29_february_one_comes_of_age_on_1_march():
    born = dt.date(2008, 2, 29)
    assert ages.birthday(born, 18) == dt.date(2026, 3, 1)
    assert ages.is_under(born, 18, dt.date(2026, 2, 28))
    assert ages.birthday(born, 8) == dt.date(2016, 2, 29)


def test_every_day_of_four_years_agrees_with_the_filter():
    born = [dt.date(2006, 1, 1) + dt.timedelta(days=n) for n in range(0, 1461, 7)] + [dt.date(2008, 2, 29)]
    for n in range(0, 1461, 5):
        day = dt.date(2023, 6, 1) + dt.timedelta(days=n)
        limit = ages.latest_birth(18, day)
        assert [b <= limit for b in born] == [not ages.is_under(b, 18, day) for b in born]


def test_bands_and_the_unknown():
    day = dt.date(2026, 5, 17)
    found = [ages.band_on(day.replace(year=day.year - age), day) for age in (7, 8, 13, 14, 15, 16, 17, 18)]
    assert found == ["0-7", "8-13", "8-13", "14-15", "14-15", "16-17", "16-17", "18+"]
    assert ages.band_on(None, day) == "unknown"
    assert ages.is_under(None, 8, day)


@pytest.mark.parametrize(
    ("moment", "protected"),
    [("2026-05-16T15:59:00Z", True), ("2026-05-16T16:01:00Z", False)],
)
def test_the_county_s_midnight_decides(db, moment, protected):
    person = PersonFactory(birth_date=dt.date(2008, 5, 17))
    with time_machine.travel(moment, tick=False):
        assert access.is_protected(person) is protected
        assert Person.objects.filter(access.protected(), pk=person.pk).exists() is protected


def test_what_guardians_are_asked_shrinks_with_age(db):
    child, teen, grown = (
        PersonFactory.build(birth_date=clock.today() - dt.timedelta(days=366 * y)) for y in (10, 15, 20)
    )
    assert wards.asked_of(child) == [Purpose.CHILD_DATA, Purpose.GUARDIAN, Purpose.PHOTO]
    assert wards.asked_of(teen) == [Purpose.GUARDIAN, Purpose.PHOTO]
    assert wards.asked_of(grown) == []
