import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people import operations, rules
from shijian.people.enums import Purpose
from shijian.people.models import Appointment, Consent, Message
from shijian.people.queries import charts, panels
from shijian.units.enums import UnitState
from tests.factories.people import MessageFactory, PersonFactory, PositionFactory
from tests.factories.units import OfficeFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def appoint(person, unit, role, actor, **kwargs):
    return operations.appoint(
        person, unit=unit, role=role, actor=actor, **{"starts_on": clock.today()} | kwargs
    )


def place(person, unit, kind, actor, **kwargs):
    return operations.place(
        person, unit=unit, kind=kind, actor=actor, **{"starts_on": clock.today()} | kwargs
    )


def test_an_appointment_gives_its_permissions_at_once(cast, county, actor_of):
    person = PersonFactory(unit=county.station)
    appoint(person, county.station, "station", actor_of(cast.hub))
    assert actor_of(person).may("order:verify", county.station.path)
    assert not actor_of(person).may("order:verify", county.station2.path)
    row = AuditEntry.objects.get(action="appointment.make")
    assert (row.for_person_id, row.changes["role"]) == (person.pk, [None, "station"])


def test_a_term_has_a_first_and_a_last_day(cast, county, actor_of):
    person = PersonFactory(unit=county.station)
    tomorrow = clock.today() + DAY
    appoint(person, county.station, "station", actor_of(cast.hub), starts_on=tomorrow, ends_on=tomorrow)
    assert not actor_of(person).is_staff
    with time_machine.travel(clock.now() + DAY):
        assert actor_of(person).is_staff
    with time_machine.travel(clock.now() + 2 * DAY):
        assert not actor_of(person).is_staff


@pytest.mark.parametrize("role", ["centre", "auditor", "system", "security"])
def test_a_hub_gives_no_role_above_its_own(cast, county, actor_of, role):
    with pytest.raises(NotAllowed):
        appoint(PersonFactory(unit=county.station), county.hub, role, actor_of(cast.hub))


@pytest.mark.parametrize(
    "who", ["station", "leader", "resident", "overseer", "auditor", "system", "security", "stranger"]
)
def test_others_appoint_nobody(cast, county, actor_of, who):
    with pytest.raises(OutOfReach):
        appoint(PersonFactory(unit=county.station), county.station, "station", actor_of(getattr(cast, who)))


def test_nobody_appoints_himself_or_persons_out_of_reach(cast, county, actor_of):
    with pytest.raises(NotAllowed):
        appoint(cast.hub, county.station, "station", actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        appoint(PersonFactory(unit=county.station_other), county.station, "station", actor_of(cast.hub))


def test_who_watches_does_not_work(cast, county):
    for holder, role in (
        (cast.auditor, "station"),
        (cast.station, "auditor"),
        (cast.system, "security"),
        (cast.security, "auditor"),
        (cast.overseer, "system"),
    ):
        with pytest.raises(Conflict):
            appoint(holder, county.centre, role, SYSTEM)
    future = clock.today() + 30 * DAY
    ended = appoint(PersonFactory(unit=county.centre), county.centre, "hub", SYSTEM, ends_on=future - DAY)
    assert appoint(ended.person, county.centre, "auditor", SYSTEM, starts_on=future)


def test_clash_is_symmetric():
    assert rules.clash("auditor", "hub")
    assert rules.clash("hub", "auditor")
    assert not rules.clash("hub", "station")
    assert not rules.clash("auditor", "auditor")


def test_the_same_role_twice_and_wrong_terms(cast, county, actor_of):
    person, actor = PersonFactory(unit=county.station), actor_of(cast.hub)
    appoint(person, county.station, "station", actor)
    with pytest.raises(Conflict):
        appoint(person, county.station, "station", actor)
    with pytest.raises(Invalid):
        appoint(person, county.station2, "station", actor, ends_on=clock.today() - DAY)
    with pytest.raises(Invalid):
        appoint(person, county.station2, "emperor", actor)
    county.station2.state = UnitState.CLOSED
    with pytest.raises(WrongState):
        appoint(person, county.station2, "station", actor)


def test_ending_an_appointment(cast, county, actor_of):
    row = Appointment.objects.get(person=cast.station)
    for who, error in ((cast.stranger, OutOfReach), (cast.station, OutOfReach), (cast.overseer, OutOfReach)):
        with pytest.raises(error):
            operations.end_appointment(row, actor=actor_of(who))
    with pytest.raises(NotAllowed):
        operations.end_appointment(Appointment.objects.get(person=cast.auditor), actor=actor_of(cast.centre))
    with pytest.raises(Invalid):
        operations.end_appointment(row, on=clock.today() - 2 * DAY, actor=actor_of(cast.hub))
    operations.end_appointment(row, on=clock.today() - DAY, actor=actor_of(cast.hub))
    assert not actor_of(cast.station).is_staff
    with pytest.raises(WrongState):
        operations.end_appointment(row, actor=actor_of(cast.hub))


def test_a_new_liaison_relieves_the_one_before(cast, county, actor_of):
    first, second = (PersonFactory(unit=county.station) for _ in range(2))
    actor, start = actor_of(cast.station), clock.today() - 30 * DAY
    old = place(first, county.station, "liaison", actor, public_phone="0941 7123456", starts_on=start)
    place(second, county.station, "liaison", actor, public_phone="13900001111")
    old.refresh_from_db()
    assert (old.ends_on, old.public_phone) == (clock.today() - DAY, "09417123456")
    assert charts.liaison_of(charts.current_positions(county.station)).person == second
    assert [each.person for each in charts.past_positions(county.station)] == [first]
    third = place(PersonFactory(unit=county.station), county.station, "liaison", actor, public_phone="12345")
    assert charts.liaison_of(charts.current_positions(county.station)) == third
    with pytest.raises(Invalid):
        place(first, county.station, "liaison", actor, public_phone="12345", starts_on=start)


@pytest.mark.parametrize(
    ("kind", "facts", "field"),
    [
        ("liaison", {}, "public_phone"),
        ("head", {"public_phone": "abc"}, "public_phone"),
        ("emperor", {}, "kind"),
        ("head", {"title": "长" * 61}, "title"),
    ],
)
def test_wrong_positions_name_their_field(cast, county, actor_of, kind, facts, field):
    with pytest.raises(Invalid) as caught:
        place(PersonFactory(unit=county.station), county.station, kind, actor_of(cast.station), **facts)
    assert list(caught.value.fields) == [field]


def test_positions_keep_to_unit_and_reach(cast, county, actor_of):
    person, foreign = PersonFactory(unit=county.station), OfficeFactory(unit=county.hub)
    with pytest.raises(Invalid):
        place(person, county.station, "member", actor_of(cast.station), office=foreign)
    for who in (cast.stranger, cast.overseer, cast.resident):
        with pytest.raises(OutOfReach):
            place(person, county.station, "head", actor_of(who))
    row = place(person, county.station, "head", actor_of(cast.station))
    with pytest.raises(Conflict):
        place(person, county.station, "head", actor_of(cast.station))
    for act in (
        operations.leave_position,
        lambda p, actor: operations.change_public_phone(p, public_phone="12345", actor=actor),
    ):
        with pytest.raises(OutOfReach):
            act(row, actor=actor_of(cast.stranger))
    operations.change_public_phone(row, public_phone="139 0000 1111", actor=actor_of(cast.station))
    operations.leave_position(row, actor=actor_of(cast.station))
    with pytest.raises(WrongState):
        operations.leave_position(row, actor=actor_of(cast.station))


def test_the_database_keeps_one_liaison(county):
    PositionFactory(unit=county.station, person__unit=county.station, kind="liaison", public_phone="12345")
    with pytest.raises(IntegrityError), transaction.atomic():
        PositionFactory(
            unit=county.station, person__unit=county.station, kind="liaison", public_phone="12345"
        )


def test_the_panel_shows_heads_and_liaison(cast, county, actor_of, django_assert_num_queries):
    head = PositionFactory(unit=county.station, person__unit=county.station)
    liaison = PositionFactory(
        unit=county.station, person__unit=county.station, kind="liaison", public_phone="12345"
    )
    PositionFactory(unit=county.station, person__unit=county.station, ends_on=clock.today() - DAY)
    actor = actor_of(cast.resident)
    with django_assert_num_queries(1):
        template, context = panels.panel(county.station, actor)
    assert template == "people/unit_panel.html"
    assert (context["heads"], context["liaison"], context["may_place"]) == ([head], liaison, False)


def test_a_message_arrives_once(cast):
    one = operations.notify(
        cast.resident.pk, key="order:1", text="王师傅明天来", url="/orders/1/", actor=SYSTEM
    )
    two = operations.notify(cast.resident.pk, key="order:1", text="别的话", actor=SYSTEM)
    assert one == two
    assert Message.objects.get().text == "王师傅明天来"
    assert len(operations.notify(cast.resident.pk, key="long", text="长" * 400, actor=SYSTEM).text) == 300
    for url in ("https://elsewhere.example", "//elsewhere.example", "javascript:alert(1)"):
        with pytest.raises(Invalid):
            operations.notify(cast.resident.pk, key="x", text="x", url=url, actor=SYSTEM)


def test_only_own_messages_are_read(cast, actor_of):
    mine, other, theirs = (MessageFactory(person=p) for p in (cast.resident, cast.resident, cast.leader))
    assert operations.mark_read([mine.pk, theirs.pk], actor=actor_of(cast.resident)) == 1
    assert set(Message.objects.filter(read_at__isnull=True)) == {other, theirs}
    assert operations.mark_read(actor=actor_of(cast.resident)) == 1
    with pytest.raises(NotAllowed):
        operations.mark_read(actor=SYSTEM)


def test_consents_are_given_once_and_withdrawn(cast, actor_of):
    actor = actor_of(cast.resident)
    first = operations.give_consent(cast.resident, purpose=Purpose.PUBLIC_NAME, actor=actor)
    assert first.given_by == cast.resident
    assert operations.give_consent(cast.resident, purpose=Purpose.PUBLIC_NAME, actor=actor) == first
    assert operations.withdraw_consent(cast.resident, purpose=Purpose.PUBLIC_NAME, actor=actor) == first
    assert operations.withdraw_consent(cast.resident, purpose=Purpose.PUBLIC_NAME, actor=actor) is None
    again = operations.give_consent(cast.resident, purpose=Purpose.PUBLIC_NAME, actor=actor)
    assert Consent.objects.count() == 2
    assert again.withdrawn_at is None


def test_staff_note_a_consent_with_its_evidence(cast, actor_of):
    actor = actor_of(cast.station)
    for purpose, evidence in ((Purpose.REGISTER, ""), ("everything", "柜 1")):
        with pytest.raises(Invalid):
            operations.give_consent(cast.resident, purpose=purpose, evidence=evidence, actor=actor)
    row = operations.give_consent(
        cast.resident, purpose=Purpose.REGISTER, evidence="柜 1", given_by_name="王秀兰", actor=actor
    )
    assert (row.given_by, row.given_by_name, row.evidence) == (None, "王秀兰", "柜 1")
    for who in (cast.stranger, cast.leader):
        with pytest.raises(OutOfReach):
            operations.give_consent(cast.resident, purpose=Purpose.REGISTER, actor=actor_of(who))
        with pytest.raises(OutOfReach):
            operations.withdraw_consent(cast.resident, purpose=Purpose.REGISTER, actor=actor_of(who))
