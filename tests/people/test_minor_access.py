"""Staff open a minor's data only with the leave of another, with a purpose, and leave a trace each time."""

import datetime as dt

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from shijian.kernel import clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people.enums.minors import AccessState
from shijian.people.models import Message, MinorAccess
from shijian.people.operations.minors import access as operations
from shijian.people.queries.minors import access
from shijian.volunteers.operations.exports import export_roll
from tests.conftest import actor_of
from tests.factories.minors import MinorAccessFactory, born
from tests.factories.people import PersonFactory
from tests.factories.volunteers import VolunteerFactory

NAME = "达娃央金"


@pytest.fixture
def minor(county):
    return PersonFactory(unit=county.station, name=NAME, birth_date=born(15), address="雪山路9号")


def given(cast, minor=None, unit=None, days=0):
    row = operations.ask_access(
        minor=minor, unit=unit, purpose="安排志愿服务", days=days, actor=actor_of(cast.station)
    )
    return operations.decide_access(row, approve=True, actor=actor_of(cast.hub))


def look(client, minor, **more):
    return client.post(
        reverse("people:minor-look", args=[minor.pk]),
        {"purpose": "contact", "note": "电话联系", **more},
        follow=True,
    )


def test_without_leave_the_record_stays_shut(cast, login, minor):
    client = login(cast.station)
    page = client.get(reverse("people:detail", args=[minor.pk])).content.decode()
    for secret in (NAME, "雪山路", minor.phone, str(minor.birth_date)):
        assert secret not in page
    assert "达**" in page
    look(client, minor)
    refused = AuditEntry.objects.get(action="minor.refused")
    assert (refused.purpose, refused.purpose_kind) == ("电话联系", "contact")
    for route in ("change", "merge"):
        assert client.get(reverse(f"people:{route}", args=[minor.pk])).status_code == 403
    unmask = client.post(reverse("people:unmask", args=[minor.pk]), {"purpose": "contact"})
    assert unmask.status_code == 403


def test_with_leave_and_purpose_it_opens_for_half_an_hour(cast, login, minor):
    given(cast, minor)
    client, page = login(cast.station), reverse("people:detail", args=[minor.pk])
    assert NAME not in client.get(page).content.decode()
    start = clock.now()
    with time_machine.travel(start, tick=False):
        assert NAME in look(client, minor).content.decode()
    with time_machine.travel(start + dt.timedelta(minutes=29), tick=False):
        assert NAME in client.get(page).content.decode()
    with time_machine.travel(start + dt.timedelta(minutes=31), tick=False):
        client = login(cast.station)
        assert NAME not in client.get(page).content.decode()
    assert [(e.purpose, e.object_id) for e in AuditEntry.objects.filter(action="minor.look")] == [
        ("电话联系", minor.pk)
    ]


def test_a_leave_is_for_one_officer_one_place_and_until_a_day(cast, county, minor):
    row = given(cast, unit=county.station, days=10)
    other = PersonFactory(unit=county.station2, birth_date=born(15))
    assert access.may_open(actor_of(cast.station), minor)
    assert not access.may_open(actor_of(cast.hub), minor)
    assert not access.may_open(actor_of(cast.station), other)
    with time_machine.travel(clock.now() + dt.timedelta(days=10), tick=False):
        assert access.may_open(actor_of(cast.station), minor)
    with time_machine.travel(clock.now() + dt.timedelta(days=11), tick=False):
        assert not access.may_open(actor_of(cast.station), minor)
    operations.end_access(row, actor=actor_of(cast.hub))
    assert not access.may_open(actor_of(cast.station), minor)


def test_nobody_gives_himself_a_leave(cast, county, minor):
    row = operations.ask_access(minor=minor, purpose="家访", actor=actor_of(cast.hub))
    with pytest.raises(NotAllowed):
        operations.decide_access(row, approve=True, actor=actor_of(cast.hub))
    for person in (cast.stranger, cast.resident, cast.auditor):
        with pytest.raises(OutOfReach):
            operations.decide_access(row, approve=True, actor=actor_of(person))
    operations.decide_access(row, approve=False, note="没有必要", actor=actor_of(cast.centre))
    with pytest.raises(WrongState):
        operations.decide_access(row, approve=True, actor=actor_of(cast.centre))
    with pytest.raises(DatabaseError), transaction.atomic():
        MinorAccess.objects.filter(pk=row.pk).update(decided_by=cast.hub)
    with pytest.raises(DatabaseError), transaction.atomic():
        MinorAccessFactory(unit=county.station, state=AccessState.APPROVED)


def test_what_is_asked_is_bounded(cast, county, minor):
    actor = actor_of(cast.station)
    for facts in ({"purpose": " "}, {"purpose": "家访", "days": 91}):
        with pytest.raises(Invalid):
            operations.ask_access(minor=minor, actor=actor, **facts)
    with pytest.raises(Invalid):
        operations.ask_access(minor=PersonFactory(unit=county.station), purpose="家访", actor=actor)
    for person in (cast.stranger, cast.resident):
        with pytest.raises(OutOfReach):
            operations.ask_access(minor=minor, purpose="家访", actor=actor_of(person))
    with pytest.raises(OutOfReach):
        operations.ask_access(unit=county.station2, purpose="家访", actor=actor)


def test_breaking_the_glass_tells_those_in_charge_who_review_it(cast, login, minor):
    client = login(cast.station)
    page = client.post(
        reverse("people:minor-emergency", args=[minor.pk]), {"purpose": "孩子走失"}, follow=True
    ).content.decode()
    assert NAME in page
    row = MinorAccess.objects.get()
    assert (row.state, row.is_emergency) == (AccessState.EMERGENCY, True)
    assert Message.objects.filter(person=cast.hub, text__contains="紧急查看").count() == 1
    with pytest.raises(NotAllowed):
        operations.decide_access(row, approve=True, actor=actor_of(cast.station))
    operations.decide_access(row, approve=False, note="并无走失", actor=actor_of(cast.hub))
    assert not access.may_open(actor_of(cast.station), minor)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_mask_minors(cast, county, login, rows, django_assert_num_queries):
    for n in range(rows):
        VolunteerFactory(person__name=f"{NAME}{n}", person__unit=county.station, person__birth_date=born(15))
        PersonFactory(unit=county.station, name=f"{NAME}小{n}", birth_date=born(9), phone="")
    client = login(cast.station)
    for route in ("people:list", "volunteers:list", "web:dashboard"):
        assert NAME not in client.get(reverse(route)).content.decode(), route
    with django_assert_num_queries(COSTS["people:list"]):
        page = client.get(reverse("people:list")).content.decode()
    assert "小朋友" in page
    assert "8至13岁" in page
    given(cast, unit=county.station)
    assert NAME in client.get(reverse("people:list")).content.decode()


COSTS = {"people:list": 7}


def test_the_picker_masks_minors(cast, login, minor):
    client = login(cast.station)
    from shijian.kernel import search

    search.bulk_index([search.Row("person", minor.pk, names=(NAME,), unit_path=minor.unit_path, title=NAME)])
    words = {"words": NAME, "permission": "person:view"}
    assert NAME not in client.post(reverse("web:pick", args=["person"]), words).content.decode()


def test_the_api_masks_minors(api, cast, county):
    row = VolunteerFactory(person__name=NAME, person__unit=county.station, person__birth_date=born(15))
    call = api(cast.station)
    assert NAME not in call("GET", "volunteers").content.decode()
    assert call("GET", f"volunteers/{row.pk}").json()["name"] == "达**"
    given(cast, unit=county.station)
    assert call("GET", f"volunteers/{row.pk}").json()["name"] == NAME


@pytest.mark.parametrize("full", [False, True])
def test_exports_keep_minors_back(cast, county, full):
    from openpyxl import load_workbook

    VolunteerFactory(
        person__name=NAME, person__unit=county.station, person__birth_date=born(15), person__address="雪山路9号",
        guardian_name="央金妈",
    )  # fmt: skip

    def text():
        file = export_roll(county.station, purpose="service", full=full, actor=actor_of(cast.station))
        return str([cell.value for line in load_workbook(file).active.iter_rows() for cell in line])

    shut = text()
    assert not any(secret in shut for secret in (NAME, "雪山路", "央金妈"))
    assert "达**" in shut
    given(cast, unit=county.station)
    assert NAME in text()


def test_the_volunteer_page_of_a_minor_is_shut_to_staff_and_leaders(cast, county, login):
    row = VolunteerFactory(person__name=NAME, person__unit=county.station, person__birth_date=born(15))
    page = reverse("volunteers:detail", args=[row.pk])
    shut = login(cast.station).get(page).content.decode()
    assert NAME not in shut
    assert row.number in shut
    assert login(cast.station).get(reverse("volunteers:change", args=[row.pk])).status_code == 403
    given(cast, row.person)
    client = login(cast.station)
    assert NAME in look(client, row.person, next=page).content.decode()


def test_guardians_and_the_minor_himself_see_all_and_grown_ups_are_as_before(cast, county, minor):
    minor.guardian = cast.resident
    minor.save()
    assert access.shows_whole(actor_of(cast.resident), minor)
    assert access.shows_whole(actor_of(minor), minor)
    assert access.shows_whole(SYSTEM, minor)
    assert access.shows_whole(actor_of(cast.station), PersonFactory(unit=county.station))
    unknown = PersonFactory(unit=county.station, birth_date=None)
    assert access.shows_whole(actor_of(cast.station), unknown)
    unknown.guardian = cast.resident
    assert not access.shows_whole(actor_of(cast.station), unknown)


def test_the_page_of_leaves_and_its_forms(cast, county, login):
    client = login(cast.station)
    assert client.get(reverse("people:access")).status_code == 200
    client.post(reverse("people:access-ask"), {"unit": county.station.pk, "purpose": "每日服务", "days": ""})
    row = MinorAccess.objects.get()
    page = reverse("people:access-decide", args=[row.pk])
    assert client.get(page).status_code == 200
    client.post(page, {"approve": "1"})
    row.refresh_from_db()
    assert row.state == AccessState.ASKED
    login(cast.hub).post(page, {"approve": "1"})
    row.refresh_from_db()
    assert (row.state, row.until) == (AccessState.APPROVED, clock.today() + dt.timedelta(days=90))
    assert login(cast.stranger).get(page).status_code == 404
