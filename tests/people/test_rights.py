"""My data: see, copy, correct, delete, close; answered by somebody who may, in time, with reasons."""

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse

from shijian.kernel import clock, worklist
from shijian.kernel.actor import Channel
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people import operations
from shijian.people.enums import Purpose
from shijian.people.models import Account, Consent, DataRequest, Message, Person
from tests.factories.orders import OrderFactory
from tests.factories.people import ConsentFactory, MessageFactory, PersonFactory
from tests.factories.privacy import DataRequestFactory
from tests.factories.records import ServiceRecordFactory

pytestmark = pytest.mark.django_db
DOCUMENT = "11010519491231002X"


def url(name, *args):
    return reverse(f"people:{name}", args=args)


@pytest.fixture
def resident(cast):
    Person.objects.filter(pk=cast.resident.pk).update(address="三组 5 号", ethnicity="藏族")
    cast.resident.refresh_from_db()
    return cast.resident


def _ask(person, actor, kind="close", **values):
    return operations.ask_about_data(person, kind=kind, actor=actor, **values)


def test_everything_held_and_who_looked_is_shown(cast, resident, login, actor_of):
    OrderFactory(recipient=resident, unit=resident.unit, title="修水管", contact_phone="13900001234")
    OrderFactory(recipient=cast.leader, unit=resident.unit, title="别人的点单")
    ConsentFactory(person=resident, purpose=Purpose.PUBLIC_NAME)
    operations.look_closely(resident, purpose="contact", note="核对电话", actor=actor_of(cast.station))
    operations.look_closely(cast.leader, purpose="contact", note="别人的用途", actor=actor_of(cast.station))
    html = login(resident).get(url("my-data")).content.decode()
    for words in (
        "修水管",
        "13900001234",
        "三组 5 号",
        "公开显示我的姓名",
        "查看完整号码",
        "核对电话",
        "站*",
    ):
        assert words in html, words
    for words in ("别人的点单", "别人的用途", cast.leader.name, "person.unmask"):
        assert words not in html, words
    assert "no-store" in login(resident).get(url("my-data")).headers["Cache-Control"]


@pytest.mark.parametrize("rows", [1, 3])
def test_my_data_costs_the_same_for_any_number_of_rows(resident, login, django_assert_num_queries, rows):
    for _ in range(rows):
        OrderFactory(recipient=resident, unit=resident.unit)
        MessageFactory(person=resident)
    client = login(resident)
    with django_assert_num_queries(MY_DATA_QUERIES):
        client.get(url("my-data"))


def test_the_copy_is_a_file_with_every_kind(cast, resident, login):
    Person.objects.filter(pk=resident.pk).update(birth_date=dt.date(1949, 12, 31))
    OrderFactory(recipient=cast.leader, unit=resident.unit, title="别人的点单")
    response = login(resident).post(url("my-copy"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    found = json.loads(response.content)
    kinds = {each["kind"]: each["rows"] for each in found["data"]}
    assert kinds["people.Person"][0]["birth_date"] == "1949-12-31"
    assert kinds["orders.Order"] == []
    assert "别人的点单" not in response.content.decode()
    assert "password" not in response.content.decode()
    assert AuditEntry.objects.get(action="person.copy").for_person_id == resident.pk


def test_own_identity_is_corrected_by_request_and_contact_at_once(cast, resident, login, actor_of):
    with pytest.raises(Invalid) as caught:
        operations.change_person(resident, name="王秀蓝", actor=actor_of(resident))
    assert set(caught.value.fields) == {"name"}
    client = login(resident)
    client.post(url("contact"), {"phone": "13912345678", "address": "五组"})
    assert Person.objects.get(pk=resident.pk).phone == "13912345678"
    response = client.post(url("ask", "correct"), {"name": "王秀蓝", "words": "户口本上是蓝"})
    row = DataRequest.objects.get()
    assert response.url == url("my-request", row.pk)
    assert json.loads(row.wish) == {"name": "王秀蓝"}
    assert Person.objects.get(pk=resident.pk).name == "王秀兰"
    officer = login(cast.station)
    html = officer.get(url("request", row.pk)).content.decode()
    assert "王秀蓝" in html
    assert officer.post(url("request-grant", row.pk), {"answer": "已改"}).status_code == 302
    assert Person.objects.get(pk=resident.pk).name == "王秀蓝"
    row.refresh_from_db()
    assert (row.state, row.answer, row.decided_by_id) == ("granted", "已改", cast.station.pk)
    assert "已改" in client.get(url("my-request", row.pk)).content.decode()


def test_a_correction_must_change_something_that_can_be(resident, actor_of):
    for wish, field in (
        ({"name": resident.name}, "name"),
        ({"document_number": "1234567890"}, "document_number"),
    ):
        with pytest.raises(Invalid) as caught:
            _ask(resident, actor_of(resident), "correct", wish=wish)
        assert field in caught.value.fields
    assert DataRequest.objects.count() == 0


def test_the_answer_is_due_after_fifteen_working_days(resident, actor_of):
    with time_machine.travel(dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC), tick=False):
        row = _ask(resident, actor_of(resident), "delete", parts=["address"])
        assert clock.local(row.due_at).date() == dt.date(2026, 3, 23)
        assert not row.is_overdue
    with time_machine.travel(dt.datetime(2026, 3, 24, 2, tzinfo=dt.UTC), tick=False):
        assert row.is_overdue


def test_deleting_parts(cast, resident, login, actor_of):
    order = OrderFactory(recipient=resident, unit=resident.unit, state="closed", address="三组 5 号")
    open_order = OrderFactory(recipient=resident, unit=resident.unit, state="queued", address="三组 5 号")
    strange = OrderFactory(recipient=cast.leader, unit=resident.unit, state="closed", address="四组")
    MessageFactory(person=resident)
    response = login(resident).post(url("ask", "delete"), {"parts": ["address", "messages"]})
    assert response.status_code == 302
    operations.grant_request(DataRequest.objects.get(), actor=actor_of(cast.station))
    person = Person.objects.get(pk=resident.pk)
    assert (person.address, person.ethnicity, person.phone != "") == ("", "藏族", True)
    addresses = [type(each).objects.get(pk=each.pk).address for each in (order, open_order, strange)]
    assert addresses == ["", "三组 5 号", "四组"]
    assert [row.key for row in Message.objects.filter(person=resident)] == [
        f"data-request:{DataRequest.objects.get().pk}"
    ]


def test_identity_and_phone_do_not_go_by_themselves(resident, actor_of):
    for parts in ([], ["identity"], ["phone"], ["everything"]):
        with pytest.raises(Invalid):
            _ask(resident, actor_of(resident), "delete", parts=parts)


def test_a_refusal_names_ground_and_reason(cast, resident, login):
    DataRequestFactory(person=resident)
    row = DataRequest.objects.get()
    client = login(cast.station)
    assert client.post(url("request-refuse", row.pk), {"ground": "", "answer": ""}).status_code == 422
    data = {"ground": "kept", "answer": "服务记录依法保存"}
    assert client.post(url("request-refuse", row.pk), data).status_code == 302
    html = login(resident).get(url("my-request", row.pk)).content.decode()
    assert "服务记录依法保存" in html
    assert "第四十七条" in html
    with pytest.raises(WrongState):
        operations.grant_request(row, actor=operations_actor(cast.station))


def operations_actor(person):
    from tests.conftest import actor_of

    return actor_of(person)


def test_closing_ends_the_login_and_takes_contact_away_at_once(cast, resident, login, actor_of):
    ConsentFactory(person=resident, purpose=Purpose.PUBLIC_NAME)
    MessageFactory(person=resident)
    client = login(resident)
    assert client.get(url("ask", "close")).status_code == 200
    client.post(url("ask", "close"), {})
    operations.grant_request(DataRequest.objects.get(), actor=actor_of(cast.station))
    person, account = Person.objects.get(pk=resident.pk), Account.objects.get(person=resident)
    assert (person.phone, person.phone_index, person.address, person.closed_at is None) == ("", "", "", False)
    assert (person.name, person.erased_at is None) == ("(—)", False)
    assert (account.is_active, account.phone_index, account.login_name) == (
        False,
        None,
        f"closed-{account.pk}",
    )
    assert Consent.objects.filter(person=person, withdrawn_at__isnull=True).count() == 0
    assert Message.objects.filter(person=person).count() == 0
    assert client.get(url("profile")).status_code == 302
    assert Person.objects.get(pk=cast.leader.pk).phone != ""


def test_service_records_keep_the_name_and_the_person_reads_why(cast, login, actor_of):
    ServiceRecordFactory(volunteer=cast.volunteer.volunteer)
    html = login(cast.volunteer).get(url("ask", "close")).content.decode()
    assert "1 条服务记录" in html
    row = _ask(cast.volunteer, actor_of(cast.volunteer))
    done = operations.grant_request(row, actor=actor_of(cast.station))
    person = Person.objects.get(pk=cast.volunteer.pk)
    assert (person.name, person.phone, person.erased_at) == ("才让", "", None)
    assert person.volunteer.state == "left"
    assert "GB/T 40143" in done.answer


@pytest.mark.parametrize("what", ["order", "office", "ward"])
def test_what_goes_on_holds_the_closure_up_and_says_so(cast, county, actor_of, what):
    person = cast.resident
    if what == "order":
        OrderFactory(recipient=person, unit=person.unit, state="queued")
    elif what == "ward":
        PersonFactory(guardian=person, unit=person.unit)
    else:
        person = cast.station
    row = _ask(person, actor_of(person))
    with pytest.raises(WrongState):
        operations.grant_request(row, actor=actor_of(cast.hub))
    row.refresh_from_db()
    assert (row.state, row.decided_at) == ("open", None)
    assert Person.objects.get(pk=person.pk).closed_at is None


def test_nobody_answers_his_own_and_no_stranger_answers(cast, resident, actor_of, login):
    own = _ask(cast.station, actor_of(cast.station), "delete", parts=["messages"])
    with pytest.raises(NotAllowed):
        operations.grant_request(own, actor=actor_of(cast.station))
    row = _ask(resident, actor_of(resident), "delete", parts=["messages"])
    for who in (cast.stranger, cast.leader, cast.security):
        with pytest.raises(OutOfReach):
            operations.grant_request(row, actor=actor_of(who))
        assert login(who).get(url("request", row.pk)).status_code == 404
        assert login(who).get(url("my-request", row.pk)).status_code == 404
    with pytest.raises(NotAllowed):
        operations.refuse_request(row, ground="kept", answer="x", actor=actor_of(resident))


def test_on_paper_somebody_else_of_the_staff_answers(cast, resident, login, actor_of):
    client = login(cast.station)
    page = url("request-paper", resident.pk, "delete")
    assert client.get(page).status_code == 200
    assert client.post(page, {"parts": "address"}).status_code == 422
    assert client.post(page, {"parts": "address", "evidence": "柜 3 第 8 号"}).status_code == 302
    row = DataRequest.objects.get()
    assert (row.channel, row.evidence, row.asked_by_id) == (Channel.PAPER, "柜 3 第 8 号", cast.station.pk)
    with pytest.raises(NotAllowed):
        operations.grant_request(row, actor=actor_of(cast.station))
    operations.grant_request(row, actor=actor_of(cast.hub))
    assert login(cast.stranger).get(page).status_code == 404
    with pytest.raises(OutOfReach):
        _ask(resident, actor_of(cast.stranger), evidence="x")


def test_the_copy_on_paper_says_for_whom_and_is_noted(cast, resident, login):
    client = login(cast.station)
    assert client.post(url("copy", resident.pk), {"purpose": ""}).status_code == 302
    html = client.post(url("copy", resident.pk), {"purpose": "本人到站，已看身份证"}).content.decode()
    assert "三组 5 号" in html
    assert client.post(url("copy", resident.pk), {"purpose": "本人", "file": "1"}).json()["format"]
    assert AuditEntry.objects.filter(action="person.copy", for_person_id=resident.pk).count() == 2
    assert login(cast.stranger).post(url("copy", resident.pk), {"purpose": "x"}).status_code == 404
    assert login(cast.leader).post(url("copy", resident.pk), {"purpose": "x"}).status_code == 404


def test_a_guardian_acts_for_the_ward_and_for_no_other_child(cast, login, actor_of):
    ward = PersonFactory(guardian=cast.resident, unit=cast.resident.unit, name="小扎西")
    child = PersonFactory(guardian=cast.leader, unit=cast.resident.unit, name="别家孩子")
    client = login(cast.resident)
    assert "小扎西" in client.get(url("my-data")).content.decode()
    assert "小扎西" in client.get(url("ward-data", ward.pk)).content.decode()
    assert client.get(url("ward-data", child.pk)).status_code == 404
    assert client.get(url("ward-ask", child.pk, "delete")).status_code == 404
    assert client.post(url("my-copy"), {"ward": child.pk}).status_code == 404
    assert client.post(url("my-copy"), {"ward": ward.pk}).status_code == 200
    client.post(url("ward-ask", ward.pk, "delete"), {"parts": "address"})
    assert DataRequest.objects.get().person_id == ward.pk


def test_the_same_request_waits_once_and_can_be_taken_back(resident, login, actor_of):
    row = _ask(resident, actor_of(resident))
    with pytest.raises(Conflict):
        _ask(resident, actor_of(resident))
    login(resident).post(url("my-request-withdraw", row.pk))
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("withdrawn", None)
    assert _ask(resident, actor_of(resident)).state == "open"


@pytest.mark.parametrize("rows", [1, 3])
def test_staff_see_what_waits_in_their_reach(
    cast, resident, login, actor_of, django_assert_num_queries, rows
):
    for number in range(rows):
        DataRequestFactory(person=PersonFactory(unit=resident.unit, name=f"居民{number}"))
    DataRequestFactory(person=PersonFactory(unit=cast.stranger.unit, name="外乡人"))
    client = login(cast.station)
    with django_assert_num_queries(REQUESTS_QUERIES):
        html = client.get(url("requests")).content.decode()
    assert html.count("居民") >= rows
    assert "外乡人" not in html
    waiting, _more = worklist.waiting(actor_of(cast.station), kind="data-request")
    assert len(waiting) == rows
    assert login(resident).get(url("requests")).status_code == 404


def test_no_value_of_a_request_gets_into_the_audit(cast, resident, actor_of):
    row = _ask(resident, actor_of(resident), "correct", wish={"name": "王秀蓝", "document_number": DOCUMENT})
    operations.grant_request(row, actor=actor_of(cast.station))
    for entry in AuditEntry.objects.all():
        assert "王秀蓝" not in json.dumps(entry.changes, ensure_ascii=False)
        assert DOCUMENT not in json.dumps(entry.changes)


MY_DATA_QUERIES = 97
REQUESTS_QUERIES = 6
