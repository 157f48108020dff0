import datetime as dt

import pytest

from shijian.kernel import search
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people import operations
from shijian.people.enums import Purpose, Sex
from shijian.people.models import Account, ApiToken, Consent, Message, Person, Position
from shijian.people.operations.persons import Registered
from shijian.people.queries import persons
from shijian.units.enums import UnitState
from tests.factories.people import (
    AccountFactory,
    ApiTokenFactory,
    AppointmentFactory,
    ConsentFactory,
    MessageFactory,
    PersonFactory,
    PositionFactory,
)

pytestmark = pytest.mark.django_db
ID = "11010519491231002X"


def register(actor, unit, **facts):
    return operations.register_person(name=facts.pop("name", "扎西"), unit=unit, actor=actor, **facts)


def test_registering_keeps_normal_forms_and_derives_birth_and_sex(cast, county, actor_of):
    person = register(
        actor_of(cast.station),
        county.station,
        phone="+86 139 0000 1111",
        document_number="11010519491231002x",
    )
    stored = Person.objects.get(pk=person.pk)
    assert (stored.phone, stored.document_number, stored.document_type) == ("13900001111", ID, "111")
    assert (stored.birth_date, stored.sex) == (dt.date(1949, 12, 31), Sex.FEMALE)
    assert stored.unit_path == county.station.path
    assert list(search.find("person", "zhaxi")) == [person.pk]


def test_registering_leaves_no_number_in_the_trail(cast, county, actor_of):
    person = register(actor_of(cast.station), county.station, phone="13900001111", document_number=ID)
    operations.change_person(person, actor=actor_of(cast.station), phone="13900002222", name="扎西次仁")
    rows = AuditEntry.objects.filter(object_kind="people.person", object_id=person.pk).order_by("id")
    assert [row.action for row in rows] == ["person.register", "person.change"]
    assert rows[1].changes == {"name": ["set", "changed"], "phone": ["set", "changed"]}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "12"}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"phone": "123"}, "phone"),
        ({"document_number": "110105194912310021"}, "document_number"),
        ({"document_number": "E1234567", "document_type": "999"}, "document_type"),
        ({"document_number": ID, "birth_date": dt.date(1950, 1, 1)}, "birth_date"),
        ({"document_number": ID, "sex": Sex.MALE}, "sex"),
        ({"birth_date": dt.date(2100, 1, 1)}, "birth_date"),
        ({"sex": 7}, "sex"),
        ({"address": "街" * 201}, "address"),
    ],
)
def test_wrong_facts_name_their_field(cast, county, actor_of, facts, field):
    before = Person.objects.count()
    with pytest.raises(Invalid) as caught:
        register(actor_of(cast.station), county.station, **facts)
    assert list(caught.value.fields) == [field]
    assert Person.objects.count() == before


@pytest.mark.parametrize("who", ["stranger", "resident", "volunteer", "overseer", "auditor", "system"])
def test_others_register_nobody_here(cast, county, actor_of, who):
    with pytest.raises(OutOfReach):
        register(actor_of(getattr(cast, who)), county.station)


def test_nobody_is_registered_at_a_closed_unit(cast, county, actor_of):
    county.station.state = UnitState.CLOSED
    with pytest.raises(Invalid):
        register(actor_of(cast.hub), county.station)


def test_the_same_document_is_registered_once(cast, county, actor_of):
    register(actor_of(cast.station), county.station, document_number=ID)
    with pytest.raises(Registered):
        register(actor_of(cast.stranger), county.station_other, document_number=ID)


def test_a_second_press_registers_nobody_new(cast, county, actor_of):
    actor = actor_of(cast.station)
    first = register(actor, county.station, idempotency_key="press-0001")
    assert register(actor, county.station, idempotency_key="press-0001") == first


def test_many_are_registered_at_once_or_not_at_all(cast, county, actor_of):
    facts = [operations.Facts(name=f"村民{number}甲", phone=f"1390000{number:04d}") for number in range(3)]
    made = operations.register_many([(each, county.station) for each in facts], actor=actor_of(cast.station))
    assert [person.name for person in made] == ["村民0甲", "村民1甲", "村民2甲"]
    assert all(person.pk for person in made)
    before = Person.objects.count()
    with pytest.raises(OutOfReach):
        rows = [(facts[0], county.station), (facts[1], county.station_other)]
        operations.register_many(rows, actor=actor_of(cast.station))
    twins = [(operations.Facts(name="双", document_number=ID), county.station)] * 2
    with pytest.raises(Registered):
        operations.register_many(twins, actor=actor_of(cast.station))
    assert Person.objects.count() == before


def test_a_new_phone_becomes_the_login(cast, actor_of):
    operations.change_person(cast.resident, actor=actor_of(cast.resident), phone="139 7777 8888")
    account = Account.objects.get(person=cast.resident)
    assert account.phone_index == Person.objects.get(pk=cast.resident.pk).phone_index != ""


def test_who_gets_another_login_phone_by_somebody_else_is_told(cast, actor_of):
    def told(person):
        return [row.text for row in Message.objects.filter(person=person, key__startswith="phone:")]

    operations.change_person(cast.resident, actor=actor_of(cast.resident), phone="13977778888")
    operations.change_person(cast.resident, actor=actor_of(cast.station), address="三号院")
    assert told(cast.resident) == []
    operations.change_person(cast.resident, actor=actor_of(cast.station), phone="13977779999")
    (words,) = told(cast.resident)
    assert words.startswith(cast.station.name)
    assert "13977779999" not in words
    assert told(cast.station) == told(cast.stranger) == []


def test_a_phone_of_another_account_is_refused_to_oneself(cast, actor_of):
    with pytest.raises(Conflict) as caught:
        operations.change_person(cast.resident, actor=actor_of(cast.resident), phone=cast.leader.phone)
    assert list(caught.value.fields) == ["phone"]


@pytest.mark.parametrize("who", ["stranger", "volunteer", "overseer"])
def test_strangers_change_nobody(cast, actor_of, who):
    with pytest.raises(OutOfReach):
        operations.change_person(cast.resident, actor=actor_of(getattr(cast, who)), address="别处")


def test_a_person_moves_only_within_reach(cast, county, actor_of):
    moved = operations.change_person(cast.resident, actor=actor_of(cast.hub), unit=county.station2)
    assert (moved.unit, moved.unit_path) == (county.station2, county.station2.path)
    with pytest.raises(OutOfReach):
        operations.change_person(cast.resident, actor=actor_of(cast.hub), unit=county.station_other)


def test_reading_whole_numbers_leaves_its_purpose(cast, actor_of):
    operations.look_closely(cast.resident, purpose="contact", note="电话回访", actor=actor_of(cast.station))
    row = AuditEntry.objects.get(action="person.unmask")
    assert (row.purpose_kind, row.purpose, row.for_person_id) == ("contact", "电话回访", cast.resident.pk)
    assert (row.changes, row.unit_path) == (
        {"seen": [None, ["document_number", "phone"]]},
        cast.resident.unit_path,
    )
    for purpose in ("", "好奇", "other"):
        with pytest.raises(Invalid):
            operations.look_closely(cast.resident, purpose=purpose, note=" ", actor=actor_of(cast.station))
    with pytest.raises(OutOfReach):
        operations.look_closely(cast.resident, purpose="contact", actor=actor_of(cast.stranger))
    assert AuditEntry.objects.filter(action="person.unmask").count() == 1


def test_search_stays_within_reach(cast, county, actor_of):
    here = register(
        actor_of(cast.station), county.station, name="卓玛", phone="13900001111", document_number=ID
    )
    there = register(actor_of(cast.stranger), county.station_other, name="卓玛")
    assert list(persons.matching(actor_of(cast.station), "卓玛")) == [here]
    assert set(persons.matching(actor_of(cast.centre), "zhuoma")) == {here, there}
    assert list(persons.matching(actor_of(cast.station), "139 0000 1111")) == [here]
    assert list(persons.matching(actor_of(cast.station), ID.lower())) == [here]
    assert list(persons.matching(actor_of(cast.stranger), "13900001111")) == []
    assert list(persons.matching(actor_of(cast.stranger), ID)) == []


def test_look_alikes_share_document_or_name_with_phone_or_birth(cast, county, actor_of):
    one = PersonFactory(name="同名", birth_date=dt.date(1960, 1, 1), unit=county.station)
    two = PersonFactory(name="同名", birth_date=dt.date(1960, 1, 1), unit=county.station)
    PersonFactory(name="同名", birth_date=dt.date(1970, 1, 1), unit=county.station)
    PersonFactory(name="同名", birth_date=dt.date(1960, 1, 1), unit=county.station_other)
    assert persons.look_alikes(actor_of(cast.station), one) == [two]


def test_merging_moves_what_belongs_to_the_person(cast, county, actor_of):
    kept = PersonFactory(unit=county.station, phone="", name="央金")
    account = AccountFactory(person__unit=county.station, person__name="央金")
    old = account.person
    ward = PersonFactory(unit=county.station, guardian=old)
    ConsentFactory(person=old, purpose=Purpose.REGISTER)
    ConsentFactory(person=old)
    ConsentFactory(person=kept)
    PositionFactory(person=old)
    MessageFactory(person=old, key="both")
    MessageFactory(person=kept, key="both")
    MessageFactory(person=old)
    operations.merge_persons(old, into=kept, actor=actor_of(cast.station))
    old, kept = Person.objects.get(pk=old.pk), Person.objects.get(pk=kept.pk)
    assert old.merged_into == kept
    assert Account.objects.get(pk=account.pk).person == kept
    assert kept.phone == old.phone != ""
    standing = (
        Consent.objects.filter(withdrawn_at__isnull=True).order_by("purpose").values_list("person", "purpose")
    )
    assert list(standing) == [(kept.pk, "public-name"), (kept.pk, "register")]
    assert Position.objects.get().person == kept
    assert Message.objects.filter(person=kept).count() == 2
    assert Person.objects.get(pk=ward.pk).guardian == kept
    row = AuditEntry.objects.get(action="person.merge")
    said = {name: pair[1] for name, pair in row.changes.items()}
    assert said == {
        "merged_into": kept.pk,
        "account": 1,
        "consents": 1,
        "positions": 1,
        "messages": 1,
        "wards": 1,
    }
    assert old not in persons.within_reach(actor_of(cast.hub))
    assert list(search.find("person", "央金")) == []
    with pytest.raises(WrongState):
        operations.change_person(old, actor=actor_of(cast.station), address="新")
    with pytest.raises(WrongState):
        operations.merge_persons(old, into=kept, actor=actor_of(cast.station))


def test_of_two_accounts_the_kept_one_stays(cast, county, actor_of):
    kept, old = (AccountFactory(person__unit=county.station) for _ in range(2))
    token = ApiTokenFactory(account=old)
    operations.merge_persons(old.person, into=kept.person, actor=actor_of(cast.station))
    old.refresh_from_db()
    assert (old.is_active, old.phone_index) == (False, None)
    assert ApiToken.objects.get(pk=token.pk).revoked_at is not None


def test_a_merge_gives_nobody_an_office(cast, county, actor_of):
    officer = PersonFactory(unit=county.station)
    AppointmentFactory(person=officer, unit=county.centre, role="centre")
    own = AccountFactory(person__unit=county.station)
    operations.merge_persons(own.person, into=officer, actor=actor_of(cast.station))
    assert not Account.objects.filter(person=officer).exists()
    assert not Account.objects.get(pk=own.pk).is_active


def test_who_and_what_cannot_be_merged(cast, county, actor_of):
    one, two = (PersonFactory(unit=county.station) for _ in range(2))
    other = PersonFactory(unit=county.station_other)
    with pytest.raises(Invalid):
        operations.merge_persons(one, into=one, actor=actor_of(cast.station))
    with pytest.raises(OutOfReach):
        operations.merge_persons(one, into=other, actor=actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        operations.merge_persons(one, into=two, actor=actor_of(one))
    with pytest.raises(Conflict):
        operations.merge_persons(cast.station, into=two, actor=actor_of(cast.hub))
    for each, number in ((one, "E1234567"), (two, "E7654321")):
        operations.change_person(
            each, actor=actor_of(cast.station), document_type="414", document_number=number
        )
    with pytest.raises(Conflict):
        operations.merge_persons(one, into=two, actor=actor_of(cast.station))
