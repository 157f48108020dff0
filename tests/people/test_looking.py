"""Whole numbers: so many an hour for one officer, and somebody watches when it is more."""

import datetime as dt

import pytest
import time_machine

from shijian.kernel import clock, policy
from shijian.kernel.errors import OutOfReach
from shijian.kernel.models import AuditEntry
from shijian.people import operations, privacy_policies
from shijian.people.models import Message
from tests.factories.people import AppointmentFactory, PersonFactory

pytestmark = pytest.mark.django_db
LIMIT = 3
START = dt.datetime(2026, 3, 4, 9, 0, tzinfo=clock.ZONE)


@pytest.fixture
def limit(cast, actor_of):
    with time_machine.travel(START - dt.timedelta(days=1), tick=False):
        policy.set_value(
            privacy_policies.UNMASK_PER_HOUR,
            LIMIT,
            valid_from=clock.today(),
            document_no="1",
            actor=actor_of(cast.centre),
        )


def look(actor, person, after=dt.timedelta(0)):
    with time_machine.travel(START + after, tick=False):
        return operations.look_closely(person, purpose="contact", note="回访", actor=actor)


def looks(**lookup):
    return AuditEntry.objects.filter(action="person.unmask", **lookup).count()


def warnings():
    return Message.objects.filter(key__startswith="unmask:")


def test_the_limit_is_thirty_unless_the_county_says_otherwise(cast, actor_of):
    assert policy.get(privacy_policies.UNMASK_PER_HOUR) == 30
    for _ in range(30):
        look(actor_of(cast.station), cast.resident)
    with pytest.raises(operations.TooManyLooks):
        look(actor_of(cast.station), cast.resident)
    assert (looks(success=True), looks(success=False)) == (30, 1)


def test_one_past_the_limit_is_refused_noted_and_told_once_an_hour(cast, actor_of, limit):
    actor = actor_of(cast.station)
    for _ in range(LIMIT):
        look(actor, cast.resident)
    assert not warnings().exists()
    for _ in range(2):
        with pytest.raises(operations.TooManyLooks):
            look(actor, cast.resident, dt.timedelta(minutes=10))
    refused = AuditEntry.objects.filter(action="person.unmask", success=False)
    assert list(refused.values_list("actor_person_id", "for_person_id", "changes", "purpose")) == [
        (cast.station.pk, cast.resident.pk, {}, "回访"),
        (cast.station.pk, cast.resident.pk, {}, "回访"),
    ]
    told = warnings().get()
    assert (told.person_id, told.url) == (cast.security.pk, f"/people/{cast.station.pk}/")
    assert cast.station.name in told.text
    assert cast.resident.name not in told.text


def test_the_hour_slides_and_a_refusal_does_not_count(cast, actor_of, limit):
    actor, hour, moment = actor_of(cast.station), dt.timedelta(hours=1), dt.timedelta(seconds=1)
    for _ in range(LIMIT):
        look(actor, cast.resident)
    with pytest.raises(operations.TooManyLooks):
        look(actor, cast.resident, hour - moment)
    for _ in range(LIMIT):
        look(actor, cast.resident, hour)
    with pytest.raises(operations.TooManyLooks):
        look(actor, cast.resident, hour)
    assert warnings().filter(person=cast.security).count() == 2


def test_another_officer_goes_on_and_a_far_administrator_hears_nothing(cast, county, actor_of, limit):
    far = PersonFactory(unit=county.station_other)
    AppointmentFactory(person=far, unit=county.station_other, role="security")
    for _ in range(LIMIT):
        look(actor_of(cast.station), cast.resident)
    with pytest.raises(operations.TooManyLooks):
        look(actor_of(cast.station), cast.resident)
    look(actor_of(cast.hub), cast.resident)
    assert list(warnings().values_list("person_id", flat=True)) == [cast.security.pk]
    assert looks(actor_person_id=cast.hub.pk, success=True) == 1


def test_a_stranger_learns_nothing_and_uses_nothing_up(cast, actor_of, limit):
    for _ in range(LIMIT + 1):
        with pytest.raises(OutOfReach):
            look(actor_of(cast.stranger), cast.resident)
    assert not looks()
    assert not warnings().exists()


def test_the_page_says_why_and_shows_no_number(cast, login, limit):
    page, data = f"/people/{cast.resident.pk}/unmask/", {"purpose": "contact", "note": "回访"}
    with time_machine.travel(START, tick=False):
        client = login(cast.station)
        for _ in range(LIMIT):
            assert cast.resident.phone in client.post(page, data).content.decode()
        html = client.post(page, data).content.decode()
    assert "已到上限" in html
    assert cast.resident.phone not in html
    assert looks(success=False) == 1
