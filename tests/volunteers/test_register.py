"""Entering the register: by oneself, by staff, at every age, and the second half of each registration."""

import datetime as dt

import pytest
import time_machine

from shijian.kernel import policy
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.people.models import Consent, Message
from shijian.volunteers import operations
from shijian.volunteers.enums import VolunteerState
from shijian.volunteers.models import Skill, Volunteer
from shijian.volunteers.operations.numbers import check_digit
from tests.factories.kernel import PolicyValueFactory
from tests.factories.people import AccountFactory, PersonFactory
from tests.factories.volunteers import TeamMemberFactory, VolunteerFactory

TODAY = dt.datetime(2026, 3, 1, 4, tzinfo=dt.UTC)


@pytest.fixture
def person(county):
    return AccountFactory(person__name="卓玛", person__unit=county.station).person


def born(county, day):
    return PersonFactory(unit=county.station, birth_date=day)


def test_the_seed_knows_at_least_thirty_skills(db):
    assert Skill.objects.count() == 48
    assert Skill.objects.get(code="medicine").needs_licence
    assert Skill.objects.filter(needs_licence=True).count() == 11


def test_own_registration_waits_for_the_station(cast, person, actor_of):
    skills = list(Skill.objects.filter(code__in=["haircut", "tibetan"]).order_by("pk"))
    volunteer = operations.register_volunteer(
        person,
        unit=person.unit,
        actor=actor_of(person),
        skills=skills,
        languages=["zh", "bo", "bo"],
        availability=[(6, 480, 720)],
        weekly_minutes=120,
    )
    assert volunteer.state == VolunteerState.PENDING
    assert volunteer.registered_by_id == person.pk
    assert volunteer.confirmed_at is not None
    assert volunteer.languages == ["bo", "zh"]
    assert list(volunteer.skills.order_by("pk")) == skills
    assert [(s.weekday, s.start_minute, s.end_minute) for s in volunteer.availability.all()] == [
        (6, 480, 720)
    ]
    with pytest.raises(NotAllowed):
        operations.confirm_volunteer(volunteer, actor=actor_of(person))
    done = operations.confirm_volunteer(volunteer, actor=actor_of(cast.station))
    assert done.state == VolunteerState.ACTIVE
    assert Message.objects.filter(person=person).count() == 1
    assert FlowLog.objects.get(kind="volunteer", object_id=volunteer.pk).actor_person_id == cast.station.pk


def test_numbers_are_random_with_a_check_digit(cast, person, actor_of):
    volunteer = operations.register_volunteer(person, unit=person.unit, actor=actor_of(person))
    assert len(volunteer.number) == 11
    assert volunteer.number[0] == "V"
    assert volunteer.number[-1] == check_digit(volunteer.number[1:-1])
    assert check_digit("7992739871") == "3"
    assert len(set(operations.new_numbers(2000))) == 2000


def test_registered_by_staff_waits_for_the_volunteers_own_word(cast, person, actor_of):
    volunteer = operations.register_volunteer(person, unit=person.unit, actor=actor_of(cast.station))
    assert (volunteer.state, volunteer.confirmed_at) == (VolunteerState.PENDING, None)
    assert volunteer.registered_by_id == cast.station.pk
    with pytest.raises(OwnEntry):
        operations.confirm_volunteer(volunteer, actor=actor_of(cast.station), evidence="站内档案盒 3")
    with pytest.raises(Invalid) as error:
        operations.confirm_volunteer(volunteer, actor=actor_of(cast.hub))
    assert list(error.value.fields) == ["evidence"]
    done = operations.confirm_volunteer(volunteer, actor=actor_of(person))
    assert done.state == VolunteerState.ACTIVE
    assert done.confirmed_at is not None


def test_the_signed_form_makes_an_entry_by_staff_active_at_once(cast, person, actor_of):
    volunteer = operations.register_volunteer(
        person, unit=person.unit, actor=actor_of(cast.station), evidence="站内档案盒 3"
    )
    assert volunteer.state == VolunteerState.ACTIVE
    assert volunteer.confirmed_at is not None
    assert FlowLog.objects.get(object_id=volunteer.pk, kind="volunteer").note == "站内档案盒 3"


def test_a_stranger_registers_nobody(cast, person, actor_of, county):
    for actor, unit in [
        (actor_of(cast.stranger), county.station),
        (actor_of(cast.stranger), county.hub2),
        (actor_of(cast.resident), county.station),
        (actor_of(cast.leader), county.station),
        (actor_of(cast.overseer), county.station),
        (actor_of(cast.auditor), county.station),
        (actor_of(None), county.station),
    ]:
        with pytest.raises(OutOfReach):
            operations.register_volunteer(person, unit=unit, actor=actor)
    assert not Volunteer.objects.filter(person=person).exists()


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("birth", "state"),
    [
        (dt.date(2013, 3, 1), None),
        (dt.date(2012, 3, 2), None),
        (dt.date(2012, 3, 1), "consent"),
        (dt.date(2009, 3, 1), "consent"),
        (dt.date(2008, 3, 2), "consent"),
        (dt.date(2008, 3, 1), "pending"),
        (dt.date(2008, 2, 29), "pending"),
        (dt.date(1950, 1, 1), "pending"),
    ],
    ids=["13", "one day to 14", "14 today", "17", "one day to 18", "18 today", "18 on a leap day", "76"],
)
def test_age_decides(cast, county, actor_of, birth, state):
    person = born(county, birth)
    if state is None:
        with pytest.raises(operations.TooYoung) as error:
            operations.register_volunteer(person, unit=county.station, actor=actor_of(person))
        assert list(error.value.fields) == ["birth_date"]
        return
    volunteer = operations.register_volunteer(person, unit=county.station, actor=actor_of(person))
    assert volunteer.state == state


@time_machine.travel(TODAY, tick=False)
def test_the_county_may_set_another_least_age(cast, county, actor_of):
    PolicyValueFactory(key="volunteer.min_age", value=12)
    assert policy.get("volunteer.min_age") == 12
    person = born(county, dt.date(2013, 3, 1))
    volunteer = operations.register_volunteer(person, unit=county.station, actor=actor_of(person))
    assert volunteer.state == VolunteerState.CONSENT


def test_without_date_of_birth_nobody_is_entered(cast, county, actor_of):
    person = born(county, None)
    with pytest.raises(Invalid):
        operations.register_volunteer(person, unit=county.station, actor=actor_of(cast.station))
    volunteer = operations.register_volunteer(
        person, unit=county.station, actor=actor_of(cast.station), birth_date=dt.date(1990, 1, 1)
    )
    person.refresh_from_db()
    assert (volunteer.state, person.birth_date) == ("pending", dt.date(1990, 1, 1))


@pytest.fixture
def minor(county, actor_of):
    guardian = AccountFactory(person__name="家长", person__unit=county.station).person
    child = AccountFactory(person__name="小明", person__unit=county.station).person
    child.birth_date, child.guardian = dt.date.today() - dt.timedelta(days=16 * 366), guardian
    child.save()
    return operations.register_volunteer(
        child, unit=county.station, actor=actor_of(child), guardian_name="家长", guardian_phone="13900000000"
    )


def test_staff_with_the_paper_make_a_minor_active(cast, minor, actor_of):
    with pytest.raises(WrongState):
        operations.confirm_volunteer(minor, actor=actor_of(cast.station))
    with pytest.raises(Invalid):
        operations.give_guardian_consent(minor, guardian_name="家长", actor=actor_of(cast.station))
    minor.refresh_from_db()
    assert minor.state == VolunteerState.CONSENT
    done = operations.give_guardian_consent(
        minor, guardian_name="家长", evidence="同意书第 7 号", actor=actor_of(cast.station)
    )
    consent = Consent.objects.get(person=minor.person, purpose="guardian")
    assert (done.state, consent.given_by_name, consent.evidence) == ("active", "家长", "同意书第 7 号")


def test_the_minor_cannot_consent_for_the_guardian(minor, actor_of):
    with pytest.raises(NotAllowed):
        operations.give_guardian_consent(
            minor, guardian_name="家长", evidence="x", actor=actor_of(minor.person)
        )
    assert not Consent.objects.exists()


def test_a_guardian_who_consents_here_still_leaves_the_station_to_look(cast, minor, actor_of):
    guardian = minor.person.guardian
    done = operations.give_guardian_consent(minor, guardian_name="家长", actor=actor_of(guardian))
    assert done.state == VolunteerState.PENDING
    assert operations.confirm_volunteer(done, actor=actor_of(cast.station)).state == VolunteerState.ACTIVE
    after = operations.withdraw_guardian_consent(done, actor=actor_of(guardian))
    assert after.state == VolunteerState.CONSENT
    assert Consent.objects.get(purpose="guardian").withdrawn_at is not None
    assert actor_of(minor.person).volunteer_id is None


def test_a_stranger_gives_no_consent(cast, minor, actor_of):
    for stranger in (cast.stranger, cast.resident, cast.leader, cast.volunteer, cast.auditor):
        with pytest.raises(OutOfReach):
            operations.give_guardian_consent(minor, guardian_name="x", evidence="x", actor=actor_of(stranger))


def test_who_comes_of_age_needs_no_consent_any_more(cast, minor, actor_of):
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=3 * 366)):
        assert (
            operations.confirm_volunteer(minor, actor=actor_of(cast.station)).state == VolunteerState.ACTIVE
        )


def test_nobody_is_entered_twice_but_may_come_back_under_the_old_number(cast, person, actor_of):
    actor = actor_of(person)
    first = operations.register_volunteer(
        person, unit=person.unit, actor=actor, idempotency_key="key-12345678"
    )
    again = operations.register_volunteer(
        person, unit=person.unit, actor=actor, idempotency_key="key-12345678"
    )
    assert again.pk == first.pk
    with pytest.raises(operations.AlreadyRegistered):
        operations.register_volunteer(person, unit=person.unit, actor=actor)
    operations.leave_register(first, actor=actor)
    back = operations.register_volunteer(person, unit=person.unit, actor=actor)
    assert (back.pk, back.number, back.state, back.left_on) == (first.pk, first.number, "pending", None)


def test_staff_enter_a_new_person_in_one_step(cast, county, actor_of):
    volunteer = operations.register_new_volunteer(
        name="扎西",
        unit=county.station,
        actor=actor_of(cast.station),
        person_facts={"phone": "13800138000", "birth_date": dt.date(1985, 2, 3)},
        evidence="表格",
    )
    assert (volunteer.person.name, volunteer.state) == ("扎西", "active")


def test_leaving_ends_memberships_and_requests(cast, actor_of):
    row = VolunteerFactory(person=AccountFactory(person__unit=cast.station.unit).person)
    member = TeamMemberFactory(volunteer=row)
    request = operations.request_join(cast.team, volunteer=row, actor=actor_of(row.person))
    operations.leave_register(row, actor=actor_of(row.person), reason="搬家")
    member.refresh_from_db()
    request.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, member.ends_on, row.left_on, request.state) == (
        "left",
        row.left_on,
        row.left_on,
        "withdrawn",
    )


def test_a_pause_by_staff_is_ended_by_staff_only(cast, actor_of):
    row, own = Volunteer.objects.get(person=cast.volunteer), actor_of(cast.volunteer)
    operations.pause_volunteer(row, actor=own)
    operations.resume_volunteer(row, actor=own)
    with pytest.raises(Invalid):
        operations.pause_volunteer(row, actor=actor_of(cast.station))
    operations.pause_volunteer(row, actor=actor_of(cast.station), reason="保险到期")
    with pytest.raises(NotAllowed):
        operations.resume_volunteer(row, actor=own)
    with pytest.raises(OutOfReach):
        operations.resume_volunteer(row, actor=actor_of(cast.stranger))
    assert operations.resume_volunteer(row, actor=actor_of(cast.station)).state == VolunteerState.ACTIVE


def test_the_audit_trail_names_no_personal_data(cast, person, actor_of):
    volunteer = operations.register_volunteer(person, unit=person.unit, actor=actor_of(person))
    operations.change_volunteer(volunteer, actor=actor_of(person), employer="夏河县中学", occupation="教师")
    rows = AuditEntry.objects.filter(object_kind="volunteers.volunteer").order_by("id")
    assert [row.action for row in rows] == ["volunteer.register", "volunteer.change"]
    assert rows[1].changes == {"employer": ["set", "changed"], "occupation": ["set", "changed"]}
