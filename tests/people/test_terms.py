"""Terms end by date, to the hour; those concerned learn of it in time; exclusive roles never overlap."""

import datetime as dt
from contextlib import nullcontext

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM, Permission
from shijian.kernel.errors import Conflict
from shijian.kernel.models import AuditEntry
from shijian.people import operations, rules
from shijian.people.enums import Role
from shijian.people.models import Appointment, Message
from shijian.people.operations import terms
from shijian.people.roles import PERMISSIONS
from shijian.units import operations as units
from tests.conftest import enter_with_factor
from tests.factories.people import AccountFactory, ApiTokenFactory, AppointmentFactory, PersonFactory
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LAST = dt.date(2026, 3, 31)


def at(hour, minute=0, day=LAST):
    """A moment of the county's wall clock."""
    return dt.datetime.combine(day, dt.time(hour, minute), clock.ZONE)


@pytest.fixture
def officer(county):
    person = AccountFactory(person__name="任满站长", person__unit=county.station).person
    AppointmentFactory(person=person, unit=county.station, ends_on=LAST)
    return person


@pytest.mark.parametrize(
    ("moment", "holds"),
    [
        (at(0, 30), True), (at(8), True), (at(23, 1), True), (at(23, 59), True),
        (at(0, 0, LAST + DAY), False), (at(0, 59, LAST + DAY), False), (at(8, 1, LAST + DAY), False),
    ],
)  # fmt: skip
def test_the_rights_end_with_the_last_day_in_the_county(county, officer, actor_of, moment, holds):
    ApiTokenFactory(
        account=officer.account, secret="until", passed_factor=True, expires_at=at(0, day=LAST + 30 * DAY)
    )
    VolunteerFactory(person__unit=county.station)
    with time_machine.travel(moment, tick=False):
        client = Client()
        enter_with_factor(client, officer)
        assert actor_of(officer).may(Permission.ORDER_VERIFY, county.station.path) is holds
        assert actor_of(officer).is_staff is holds
        assert (client.get("/office/orders/").status_code == 200) is holds
        api = Client(headers={"Authorization": "Bearer until"})
        assert len(api.get("/api/v1/volunteers").json()["items"]) == int(holds)


def test_a_session_that_was_open_loses_the_rights_at_midnight(county, officer):
    client = Client()
    with time_machine.travel(at(23, 58), tick=False) as clockwork:
        enter_with_factor(client, officer)
        assert client.get("/people/").status_code == 200
        clockwork.move_to(at(0, 1, LAST + DAY))
        assert client.get("/people/").status_code == 404


def test_the_end_of_a_term_is_told_twice_and_noted_once(cast, county, officer):
    term = Appointment.objects.get(person=officer)

    def told(who):
        return Message.objects.filter(person=who, key__startswith=f"term:{term.pk}:").count()

    counts = {}
    for days in (15, 14, 13, 3, 2, 0, -1, -2):
        with time_machine.travel(at(9, day=LAST - days * DAY), tick=False):
            terms.sweep()
            terms.sweep()
        counts[days] = (told(officer), told(cast.hub))
    assert counts == {
        15: (0, 0), 14: (1, 1), 13: (1, 1), 3: (2, 2), 2: (2, 2), 0: (2, 2), -1: (3, 3), -2: (3, 3)
    }  # fmt: skip
    assert told(cast.stranger) == 0
    row = AuditEntry.objects.get(action="appointment.over")
    assert (row.for_person_id, row.actor_name) == (officer.pk, "system")
    first = Message.objects.filter(person=officer).order_by("pk").first()
    assert first.text == "您在塔哇村新时代文明实践站担任的站长，任期到2026-03-31结束。"


def test_a_renewed_term_is_announced_again_and_not_noted(cast, county, officer, actor_of):
    term = Appointment.objects.get(person=officer)
    with time_machine.travel(at(9, day=LAST - 2 * DAY), tick=False):
        terms.sweep()
        operations.end_appointment(term, on=LAST + 90 * DAY, actor=actor_of(cast.hub))
    with time_machine.travel(at(9, day=LAST + DAY), tick=False):
        assert terms.sweep() == 0
    assert not AuditEntry.objects.filter(action="appointment.over").exists()


def test_what_is_noted_falls_with_its_transaction(officer):
    term = Appointment.objects.get(person=officer)
    with time_machine.travel(at(9, day=LAST + DAY), tick=False):
        with pytest.raises(RuntimeError), transaction.atomic():
            assert operations.note_end(term.pk, actor=SYSTEM)
            raise RuntimeError
        assert not AuditEntry.objects.filter(action="appointment.over").exists()
        assert not Message.objects.exists()
        assert terms.sweep() == 1


def test_the_end_of_the_only_officer_goes_to_the_next_unit_up(cast, county):
    term = AppointmentFactory(person=PersonFactory(unit=county.station2), ends_on=clock.today() + 3 * DAY)
    assert list(terms.renewers(term)) == [cast.hub.pk]
    own = Appointment.objects.get(person=cast.hub)
    assert list(terms.renewers(own)) == [cast.centre.pk]


SEPARATE = [Role.AUDITOR, Role.SYSTEM, Role.SECURITY]


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("other", Role.values)
def test_the_database_agrees_with_the_rule_on_roles(county, role, other):
    person = PersonFactory(unit=county.centre)
    AppointmentFactory(person=person, unit=county.centre, role=role, ends_on=LAST)
    clash = rules.clash(role, other)
    refused = pytest.raises(IntegrityError, match="appointment_exclusive_roles") if clash else nullcontext()
    with refused, transaction.atomic():
        AppointmentFactory(person=person, unit=county.hub, role=other, starts_on=LAST)
    AppointmentFactory(person=PersonFactory(unit=county.centre), unit=county.hub, role=other)


def test_the_database_refuses_a_change_into_a_clash_too(county):
    person = PersonFactory(unit=county.centre)
    AppointmentFactory(person=person, role=Role.AUDITOR, starts_on=LAST + DAY)
    before = AppointmentFactory(person=person, role=Role.HUB, unit=county.hub, ends_on=LAST)
    for change in ({"ends_on": LAST + DAY}, {"ends_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.filter(pk=before.pk).update(**change)
    stranger = AppointmentFactory(person=PersonFactory(unit=county.centre), role=Role.SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=stranger.pk).update(person=person)


def test_a_term_is_not_lengthened_into_a_clash(cast, county):
    today = clock.today()
    person = PersonFactory(unit=county.centre)
    first = operations.appoint(
        person, unit=county.hub, role="hub", starts_on=today, ends_on=today + 5 * DAY, actor=SYSTEM
    )
    operations.appoint(person, unit=county.centre, role="auditor", starts_on=today + 6 * DAY, actor=SYSTEM)
    with pytest.raises(Conflict):
        operations.end_appointment(first, on=today + 6 * DAY, actor=SYSTEM)
    assert operations.end_appointment(first, on=today + 4 * DAY, actor=SYSTEM).ends_on == today + 4 * DAY


def test_a_merge_brings_no_exclusive_roles_together(cast, county, actor_of):
    for role in SEPARATE:
        old, kept = PersonFactory(unit=county.centre), PersonFactory(unit=county.centre)
        AppointmentFactory(person=old, role=role)
        AppointmentFactory(person=kept, role=Role.STATION)
        with pytest.raises(Conflict):
            operations.merge_persons(old, into=kept, actor=actor_of(cast.centre))
        assert not Appointment.objects.filter(person=kept, role=role).exists()


def test_terms_end_with_their_unit_and_stay_over_when_it_reopens(cast, county):
    station, today = county.station2, clock.today()
    dated = AppointmentFactory(person=PersonFactory(unit=county.hub), unit=station, ends_on=today + 300 * DAY)
    past = AppointmentFactory(person=PersonFactory(unit=county.hub), unit=station, ends_on=today - 30 * DAY)
    elsewhere = AppointmentFactory(person=PersonFactory(unit=county.station), ends_on=today + 300 * DAY)
    units.close_unit(station, on=today, actor=SYSTEM)
    units.reopen_unit(station, actor=SYSTEM)
    for row, day in ((dated, today), (past, today - 30 * DAY), (elsewhere, today + 300 * DAY)):
        row.refresh_from_db()
        assert row.ends_on == day


@pytest.mark.parametrize("giver", Role.values)
@pytest.mark.parametrize("given", Role.values)
def test_nobody_gives_what_he_lacks_at_any_reach(cast, county, actor_of, giver, given):
    actor = AppointmentFactory(person=PersonFactory(unit=county.hub), unit=county.hub, role=giver).person
    allowed = Permission.STAFF_APPOINT in PERMISSIONS[giver] and PERMISSIONS[given] <= PERMISSIONS[giver]
    for unit, reached in (
        (county.hub, True), (county.station, True), (county.centre, False),
        (county.hub2, False), (county.station_other, False),
    ):  # fmt: skip
        assert rules.can_grant(actor_of(actor), given, unit) is (allowed and reached), unit.name
