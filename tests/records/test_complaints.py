import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from shijian.kernel import clock, crypto
from shijian.kernel.actor import ANONYMOUS, Channel
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog, OperationKey
from shijian.people import operations as people
from shijian.people.models import Message
from shijian.records.enums import Authority, ComplaintState, Ground
from shijian.records.models import Complaint
from shijian.records.operations import complaints as operations
from shijian.records.queries import complaints
from tests.conftest import actor_of
from tests.factories.people import PersonFactory
from tests.factories.records import ComplaintFactory, ServiceRecordFactory
from tests.orders import scene

WORDS = "队长说不去就记过，逼我报名。"


def file(person, kind, obj, ground=Ground.CONDUCT, **kwargs):
    actor = actor_of(person) if person else ANONYMOUS
    return operations.file_complaint(
        ground=ground, words=WORDS, kind=kind, object_id=obj.pk, actor=actor, **kwargs
    )


def handled(person, complaint):
    operations.take_complaint(complaint, actor=actor_of(person))
    complaint.refresh_from_db()
    return complaint


def test_a_volunteer_complains_and_reads_the_answer(cast, county):
    made, code = file(cast.volunteer, "team", cast.team)
    assert (made.state, code, made.handler) == (ComplaintState.RECEIVED, "", county.hub)
    assert made.due_at == clock.add_working_days(made.created_at, 3)
    assert Message.objects.filter(person=cast.hub, text__contains=made.number).count() == 1
    made = handled(cast.hub, made)
    assert made.due_at == clock.add_working_days(made.created_at, 15)
    operations.answer_complaint(made, answer="已向队长说明：服务自愿。", actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert (made.state, made.answer, made.due_at) == ("answered", "已向队长说明：服务自愿。", None)
    assert Message.objects.filter(person=cast.volunteer, url="/complaints/").count() == 2


def test_it_is_passed_on_and_told_with_the_day(cast, county):
    made, _code = file(cast.resident, "team", cast.team, Ground.PAYMENT)
    made = handled(cast.hub, made)
    for passed_to, answer in (("nobody", "转送"), (Authority.MARKET, " ")):
        with pytest.raises(Invalid):
            operations.pass_on_complaint(made, passed_to=passed_to, answer=answer, actor=actor_of(cast.hub))
    operations.pass_on_complaint(
        made, passed_to=Authority.MARKET, answer="收费问题由市场监管局处理。", actor=actor_of(cast.hub)
    )
    made.refresh_from_db()
    assert (made.state, made.passed_to, made.over_at.date()) == (
        "passed-on",
        Authority.MARKET,
        timezone.now().date(),
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.update(passed_to="")


@pytest.mark.parametrize(
    ("kind", "ground", "handler"),
    [
        ("unit", Ground.SILENCE, "hub"),  # the station itself is meant
        ("volunteer", Ground.CONDUCT, "station"),
        ("volunteer", Ground.FORCED, "hub"),  # who forces holds office at the station
        ("order", Ground.PRIVACY, "station"),
    ],
)
def test_who_is_meant_never_decides(cast, county, kind, ground, handler):
    order = scene.queued(cast, county)
    subject = {"unit": county.station, "volunteer": cast.volunteer.volunteer, "order": order}[kind]
    person = cast.volunteer if kind == "volunteer" else cast.resident
    made, _code = file(person, kind, subject, ground)
    assert (made.handler, made.outside) == (getattr(county, handler), False)
    seen = Complaint.objects.visible_to(actor_of(cast.station)).filter(pk=made.pk).exists()
    assert seen == (handler == "station")
    assert not Complaint.objects.visible_to(actor_of(cast.stranger)).exists()
    with pytest.raises(OutOfReach):
        operations.take_complaint(made, actor=actor_of(cast.stranger))


def test_an_officer_who_is_meant_in_person_is_passed_over_with_his_unit(cast, county):
    order = scene.queued(cast, county, taken_by=cast.hub)
    made, _code = file(cast.resident, "order", order)
    assert made.handler == county.centre
    assert not Complaint.objects.visible_to(actor_of(cast.hub)).exists()
    with pytest.raises(OutOfReach):
        operations.take_complaint(made, actor=actor_of(cast.hub))
    assert Message.objects.filter(person=cast.hub).count() == 0


def test_against_the_highest_office_it_can_only_be_passed_on(cast, county):
    made, _code = file(cast.resident, "unit", county.centre)
    assert (made.handler, made.outside) == (county.centre, True)
    actor = actor_of(cast.centre)
    with pytest.raises(NotAllowed):
        operations.take_complaint(made, actor=actor)
    with pytest.raises(WrongState):
        operations.answer_complaint(made, answer="没有这回事。", actor=actor)
    operations.pass_on_complaint(made, passed_to=Authority.HOTLINE, answer="已转送 12345。", actor=actor)
    made.refresh_from_db()
    assert made.state == ComplaintState.PASSED_ON


def test_nobody_answers_the_own_complaint_or_one_that_a_colleague_took(cast, county):
    own, _code = file(cast.hub, "team", cast.team)
    with pytest.raises(NotAllowed):
        operations.take_complaint(own, actor=actor_of(cast.hub))
    other, _code = file(cast.resident, "team", cast.team)
    handled(cast.hub, other)
    with pytest.raises(NotAllowed):
        operations.answer_complaint(other, answer="好。", actor=actor_of(cast.centre))
    assert [row.pk for row in complaints.waiting(actor_of(cast.hub))] == [other.pk]
    assert [row.pk for row in complaints.waiting(actor_of(cast.centre))] == [own.pk]


def test_no_trace_tells_who_complained(cast, county):
    for anonymous in (False, True):
        made, _code = file(cast.volunteer, "team", cast.team, Ground.FORCED, anonymous=anonymous)
        operations.withdraw_complaint(made, actor=actor_of(cast.volunteer), by_code=anonymous)
    trail = AuditEntry.objects.filter(action__startswith="complaint.")
    assert set(trail.values_list("actor_person_id", "actor_name", "ip", "for_person_id")) == {
        (None, "", None, None)
    }
    assert set(FlowLog.objects.filter(kind="complaint").values_list("actor_person_id")) == {(None,)}
    assert OperationKey.objects.filter(kind="records.complaint").count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT who, name, phone, words FROM records_complaint ORDER BY id")
        named, unnamed = cursor.fetchall()
    assert not any(word in "".join(named) for word in (cast.volunteer.name, WORDS, cast.volunteer.phone))
    assert unnamed[:3] == ("", "", "")


def test_only_the_officer_who_took_it_reads_the_name(cast, county, login):
    made, _code = file(cast.volunteer, "team", cast.team)
    page = login(cast.hub).get(f"/office/complaints/{made.pk}/").content.decode()
    assert cast.volunteer.name not in page
    handled(cast.hub, made)
    assert cast.volunteer.name in login(cast.hub).get(f"/office/complaints/{made.pk}/").content.decode()
    assert (
        cast.volunteer.name not in login(cast.centre).get(f"/office/complaints/{made.pk}/").content.decode()
    )
    assert login(cast.leader).get(f"/office/complaints/{made.pk}/").status_code == 404
    looks = AuditEntry.objects.filter(action="data.look", actor_person_id=cast.hub.pk)
    assert list(looks.values_list("purpose_kind", "object_id")) == [("complaint", made.pk)]


def test_it_is_looked_at_again_once_by_the_level_above(cast, county):
    made, _code = file(cast.resident, "team", cast.team)
    made = handled(cast.hub, made)
    operations.answer_complaint(made, answer="没有问题。", actor=actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        operations.reopen_complaint(made, words="还是不对", actor=actor_of(cast.stranger))
    operations.reopen_complaint(made, words="还是不对", actor=actor_of(cast.resident))
    made.refresh_from_db()
    assert (made.state, made.handler, made.handled_by) == ("received", county.centre, None)
    with pytest.raises(OutOfReach):
        operations.take_complaint(made, actor=actor_of(cast.hub))
    made = handled(cast.centre, made)
    operations.answer_complaint(made, answer="已批评教育。", actor=actor_of(cast.centre))
    with pytest.raises(WrongState):
        operations.reopen_complaint(made, words="再看", actor=actor_of(cast.resident))


def test_it_is_handed_up_until_the_top(cast, county):
    made, _code = file(cast.resident, "team", cast.team)
    operations.hand_up_complaint(made, reason="涉及我所", actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert made.handler == county.centre
    with pytest.raises(Conflict):
        operations.hand_up_complaint(made, reason="再上", actor=actor_of(cast.centre))


def test_staff_write_it_down_for_a_caller(cast, county):
    made, code = file(
        cast.station, "team", cast.team, channel=Channel.PHONE, name="李奶奶", phone="13900001111"
    )
    assert (made.taken_by, made.channel, made.who_index, len(code)) == (cast.station, "phone", "", 8)
    assert complaints.by_code(made.number.lower(), f" {code.lower()} ") == made
    with pytest.raises(NotAllowed):
        file(cast.volunteer, "team", cast.team, channel=Channel.PHONE, phone="13900001111")


@pytest.mark.parametrize(("phone", "fits"), [("13900001111", True), ("", False), ("abc", False)])
def test_a_visitor_gives_a_phone_or_stays_anonymous(cast, county, phone, fits):
    if fits:
        assert file(None, "unit", county.station, phone=phone)[0].phone == phone
    else:
        with pytest.raises(Invalid):
            file(None, "unit", county.station, phone=phone)
    assert file(None, "unit", county.station, anonymous=True)[0].phone == ""


def test_nobody_complains_about_what_he_does_not_see(cast, county):
    day = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
    record = ServiceRecordFactory(volunteer=cast.volunteer.volunteer, started_at=day)
    assert file(cast.volunteer, "record", record, Ground.RECORD)[0].about == "2026-03-02 的服务记录"
    for person in (None, cast.resident):
        for kind, obj in (("record", record), ("volunteer", cast.volunteer.volunteer), ("cat", record)):
            with pytest.raises(OutOfReach):
                file(person, kind, obj, anonymous=person is None)


def test_a_visitor_s_way_over_the_pages(cast, county):
    client = Client()
    data = {"ground": "silence", "words": WORDS, "anonymous": "on", "phone": "", "name": ""}
    answer = client.post(f"/complaints/new/?about=unit-{county.station.pk}", data)
    made = Complaint.objects.get()
    code = answer.context["code"]
    assert answer.status_code == 200
    assert code in answer.content.decode()
    assert client.get(f"/complaints/{made.pk}/").status_code == 200
    stranger = Client()
    assert stranger.get(f"/complaints/{made.pk}/").status_code == 404
    wrong = stranger.post("/complaints/look/", {"number": made.number, "code": "AAAAAAAA"})
    assert (wrong.status_code, stranger.get(f"/complaints/{made.pk}/").status_code) == (200, 404)
    found = stranger.post("/complaints/look/", {"number": made.number, "code": code})
    assert found.url == f"/complaints/{made.pk}/"
    assert WORDS in stranger.get(found.url).content.decode()
    assert stranger.post(f"/complaints/{made.pk}/withdraw/").status_code == 302
    assert stranger.post(f"/complaints/{made.pk}/reopen/", {"words": "还是要说"}).status_code == 302
    assert Complaint.objects.get().state == ComplaintState.RECEIVED
    assert Client().get("/complaints/new/?about=volunteer-1").status_code == 404


def test_the_office_takes_and_answers_on_its_pages(cast, county, login):
    made, _code = file(cast.resident, "team", cast.team)
    client = login(cast.hub)
    address = f"/office/complaints/{made.pk}/"
    assert client.post(f"{address}do/answer/", {"answer": "好"}).status_code == 302
    assert Complaint.objects.get().state == ComplaintState.RECEIVED
    client.post(f"{address}do/take/")
    client.post(f"{address}do/answer/", {"answer": "已处理。"})
    assert "已处理。" in login(cast.resident).get(f"/complaints/{made.pk}/").content.decode()
    assert login(cast.stranger).post(f"{address}do/take/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_however_long(cast, county, login, django_assert_num_queries, rows):
    for _row in range(rows):
        file(cast.resident, "team", cast.team)
    hub, resident = login(cast.hub), login(cast.resident)
    hub.get("/"), resident.get("/")
    with django_assert_num_queries(9):
        assert hub.get("/office/complaints/").content.decode().count("TS2") == rows
    with django_assert_num_queries(6):
        assert resident.get("/complaints/").content.decode().count("/complaints/") >= rows


def test_a_merged_person_keeps_the_complaints(cast, county):
    made, _code = file(cast.resident, "team", cast.team)
    kept = PersonFactory(unit=county.station)
    people.merge_persons(cast.resident, into=kept, actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert (made.is_by(kept.pk), made.who) == (True, str(kept.pk))


def test_figures_can_be_counted_again(cast, county):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        ComplaintFactory(unit=county.station, ground=Ground.PAYMENT, due_at=now - dt.timedelta(days=1))
        ComplaintFactory(unit=county.station_other)
        found = complaints.figures(county.hub.path, now - dt.timedelta(days=1), now + dt.timedelta(days=1))
    assert (found.total, found.open, found.late, found.grounds) == (1, 1, 1, [(Ground.PAYMENT.label, 1)])


def test_audit_is_written_with_the_deed(cast, county, monkeypatch):
    made, _code = file(cast.resident, "team", cast.team)

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("shijian.kernel.audit.record", broken)
    with pytest.raises(RuntimeError):
        operations.take_complaint(made, actor=actor_of(cast.hub))
    made.refresh_from_db()
    assert (made.state, made.handled_by) == ("received", None)


def test_the_code_is_kept_only_as_a_fingerprint(cast, county):
    made, code = file(None, "unit", county.station, anonymous=True)
    assert made.code_index == crypto.blind_index(code, "complaint.code")
    assert code not in str(list(AuditEntry.objects.order_by("pk").values_list("changes")))
