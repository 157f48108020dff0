"""Certificates of service: who recorded certifies, two persons, a list that adds up, publicity, an end."""

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from shijian.kernel import attestations, clock
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.models import AuditEntry
from shijian.people.models import Message
from shijian.records import operations as records
from shijian.records import rules_certificates as rules
from shijian.records.models import Certificate, CertificateRequest, ServiceRecord
from shijian.records.operations import certificate_requests as operations
from shijian.records.queries import certificates, service_paper
from shijian.records.queries import service_certificates as reads
from shijian.units import operations as units
from tests.conftest import actor_of
from tests.factories.people import PersonFactory
from tests.factories.records import (
    CertificateRequestFactory,
    RecordObjectionFactory,
    ServiceCertificateFactory,
    ServiceRecordFactory,
)
from tests.factories.volunteers import VolunteerFactory

pytestmark = pytest.mark.django_db
SITE = "https://xiahe.example.cn"
START, END = dt.date(2026, 3, 1), dt.date(2026, 6, 30)
NOW = dt.datetime(2026, 7, 1, 2, 0, tzinfo=dt.UTC)


def _words(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture(autouse=True)
def _in_july(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def volunteer(cast):
    person = cast.volunteer
    person.birth_date, person.document_type, person.document_number = (
        dt.date(1990, 5, 1),
        "111",
        "623027199005010017",
    )
    person.save()
    return person.volunteer


def served(volunteer, unit, minutes=125, day=3, **facts):
    start = dt.datetime(2026, 3, day, 1, 0, tzinfo=dt.UTC)
    facts = {"started_at": start, "ended_at": start + dt.timedelta(minutes=minutes)} | facts
    return ServiceRecordFactory(volunteer=volunteer, unit=unit, minutes=minutes, **facts)


def ask(volunteer, unit, by=None, **facts):
    facts = {"starts_on": START, "ends_on": END} | facts
    return operations.ask_certificate(volunteer, unit=unit, actor=actor_of(by or volunteer.person), **facts)


def issued(cast, volunteer, unit, **facts):
    row = ask(volunteer, unit, **facts)
    operations.check_certificate_request(row, actor=actor_of(cast.station))
    return operations.approve_certificate_request(row, actor=actor_of(cast.hub))


def paper_of(row):
    return certificates.whole(Certificate.objects.filter(pk=reads.latest(row).pk)).get()


def test_only_what_the_unit_itself_recorded_and_what_counts_is_certified(cast, county, volunteer):
    mine = [served(volunteer, county.station), served(volunteer, county.station, 50, day=4, grade="late")]
    served(volunteer, county.station2, day=5)
    served(volunteer, county.station, day=6, counts_from=dt.date(2026, 7, 2))
    served(volunteer, county.station, day=7, state="void", void_reason="错", voided_at=NOW)
    RecordObjectionFactory(record=served(volunteer, county.station, day=8))
    served(volunteer, county.station, day=9, started_at=dt.datetime(2026, 2, 28, 15, 0, tzinfo=dt.UTC),
           ended_at=dt.datetime(2026, 2, 28, 15, 59, tzinfo=dt.UTC))  # fmt: skip
    served(VolunteerFactory(person__unit=county.station), county.station)
    paper = paper_of(issued(cast, volunteer, county.station))
    assert paper.service.records == mine
    assert paper.service.minutes == 175
    assert [(grade.value, minutes) for grade, minutes in paper.service.by_grade] == [
        ("self", 125),
        ("late", 50),
    ]
    assert (paper.issuer, paper.service.handler, paper.service.approver) == (
        county.station.name,
        "站长",
        "所长",
    )
    assert paper.attestation.holds
    assert reads.issuers([volunteer]) == [county.station, county.station2]


def test_a_unit_that_recorded_nothing_certifies_nothing(cast, county, volunteer):
    served(volunteer, county.station)
    for facts in (
        {"unit": county.station2},
        {"unit": county.hub},
        {"unit": county.station, "ends_on": START},
    ):
        with pytest.raises(Invalid):
            ask(volunteer, **facts)
    with pytest.raises(Invalid):
        ask(volunteer, county.station, ends_on=clock.today() + dt.timedelta(days=1))
    assert not CertificateRequest.objects.exists()


def test_who_asks(cast, county, volunteer):
    served(volunteer, county.station)
    child = VolunteerFactory(person__unit=county.station, person__guardian=cast.resident)
    served(child, county.station)
    for person, whose in ((cast.stranger, volunteer), (cast.leader, volunteer), (cast.resident, volunteer)):
        with pytest.raises(OutOfReach):
            ask(whose, county.station, by=person)
    assert ask(child, county.station, by=cast.resident).asked_by == cast.resident
    assert ask(volunteer, county.station, by=cast.station).asked_by == cast.station
    with pytest.raises(Conflict):
        ask(volunteer, county.station)


def test_two_persons_of_the_line_and_nobody_else(cast, county, volunteer):
    served(volunteer, county.station)
    row = ask(volunteer, county.station, by=cast.station)
    with pytest.raises(OutOfReach):
        operations.check_certificate_request(row, actor=actor_of(cast.stranger))
    operations.check_certificate_request(row, actor=actor_of(cast.hub))
    for person in (cast.hub, cast.station, cast.volunteer):
        with pytest.raises(NotAllowed):
            operations.approve_certificate_request(row, actor=actor_of(person))
    done = operations.approve_certificate_request(row, actor=actor_of(cast.centre))
    assert (done.state, done.handled_by, done.decided_by) == ("issued", cast.hub, cast.centre)
    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateRequest.objects.filter(pk=row.pk).update(decided_by=cast.hub)
    kept = AuditEntry.objects.filter(action__startswith="certificate").order_by("pk")
    assert list(kept.values_list("action", flat=True)) == [
        "certificate-request.ask", "certificate-request.check", "certificate.issue", "certificate-request.approve",
    ]  # fmt: skip


def test_what_changed_since_the_check_is_checked_again(cast, county, volunteer):
    record = served(volunteer, county.station)
    other = served(volunteer, county.station, 60, day=5)
    row = ask(volunteer, county.station)
    operations.check_certificate_request(row, actor=actor_of(cast.station))
    records.void_record(record, reason="录错了", actor=actor_of(cast.hub))
    with pytest.raises(Conflict):
        operations.approve_certificate_request(row, actor=actor_of(cast.hub))
    assert not Certificate.objects.exists()
    operations.check_certificate_request(row, actor=actor_of(cast.station))
    records.void_record(other, reason="录错了", actor=actor_of(cast.hub))
    served(volunteer, county.station, 60, day=6)
    with pytest.raises(Conflict):
        operations.approve_certificate_request(row, actor=actor_of(cast.hub))
    operations.check_certificate_request(row, actor=actor_of(cast.station))
    operations.approve_certificate_request(row, actor=actor_of(cast.hub))
    assert paper_of(row).service.minutes == 60


def test_the_paper_is_not_for_those_who_may_only_look_at_records(cast, county, volunteer, login):
    served(volunteer, county.station)
    page = reverse("records:certificate-paper", args=[paper_of(issued(cast, volunteer, county.station)).pk])
    assert [login(who).get(page).status_code for who in (cast.volunteer, cast.station, cast.hub)] == [200] * 3
    for who in (cast.overseer, cast.auditor, cast.stranger, cast.resident):
        assert login(who).get(page).status_code == 404


def test_a_minor_who_asks_is_not_named_to_the_office(cast, county, login):
    born = clock.today() - dt.timedelta(days=16 * 365)
    child = VolunteerFactory(person__unit=county.station, person__name="欧阳小满", person__birth_date=born)
    served(child, county.station)
    row = ask(child, county.station)
    page = login(cast.station).get(reverse("records:certificate-request", args=[row.pk])).content.decode()
    assert "小满" not in page
    paper = paper_of(issued_again(cast, row))
    sheet = reverse("records:certificate-paper", args=[paper.pk])
    assert login(cast.station).get(sheet).status_code == 404


def issued_again(cast, row):
    operations.check_certificate_request(row, actor=actor_of(cast.station))
    return operations.approve_certificate_request(row, actor=actor_of(cast.hub))


def test_publicity_then_in_force_then_revoked(cast, county, volunteer, time_machine):
    served(volunteer, county.station)
    row = issued(cast, volunteer, county.station)
    assert paper_of(row).service.in_force_from == dt.date(2026, 7, 9)
    look = reverse("records:certificate", args=[paper_of(row).number])
    page = reverse("records:publicity", args=[county.station.pk])
    text = Client().get(look).content.decode()
    assert "公示中" in text
    assert volunteer.number in Client().get(page).content.decode()
    time_machine.move_to(NOW + dt.timedelta(days=8))
    text = Client().get(look).content.decode()
    for word in (
        "真实有效",
        "才*",
        "2.1 小时（125 分钟）",
        county.station.name,
        "2026年3月1日至2026年6月30日",
    ):
        assert word in text, word
    for private in ("才让", volunteer.number, "62302719", "站长", "陪伴老人"):
        assert private not in text, private
    assert volunteer.number not in Client().get(page).content.decode()
    operations.revoke_service_certificate(row, answer="时间写错", actor=actor_of(cast.hub))
    text = Client().get(look).content.decode()
    assert "已撤销" in text
    assert "才*" not in text
    assert "时间写错" not in text


def test_a_voided_record_flags_the_certificate_and_a_new_one_replaces_it(cast, county, volunteer):
    record = served(volunteer, county.station)
    served(volunteer, county.station, 60, day=5)
    other = VolunteerFactory(person__unit=county.station)
    served(other, county.station)
    row, untouched = issued(cast, volunteer, county.station), issued(cast, other, county.station)
    assert list(reads.waiting(actor_of(cast.hub))) == []
    records.void_record(record, reason="录错了", actor=actor_of(cast.hub))
    untouched.refresh_from_db()
    assert untouched.flagged_at is None
    assert list(reads.waiting(actor_of(cast.hub))) == [row]
    assert list(reads.waiting(actor_of(cast.station))) == list(reads.waiting(actor_of(cast.stranger))) == []
    old = paper_of(row)
    again = operations.replace_service_certificate(row, answer="一次服务已作废", actor=actor_of(cast.hub))
    assert (again.state, again.flagged_at, again.handled_by) == ("asked", None, None)
    operations.check_certificate_request(row, actor=actor_of(cast.station))
    operations.approve_certificate_request(row, actor=actor_of(cast.hub))
    new = paper_of(row)
    assert (new.replaces, new.service.minutes) == (old, 60)
    assert certificates.checked(old.number).status == certificates.Status.REPLACED
    assert "已被替换" in Client().get(reverse("records:certificate", args=[old.number])).content.decode()


def test_a_unit_that_took_another_over_certifies_for_it(cast, county, volunteer):
    served(volunteer, county.station2)
    served(volunteer, county.station, 60, day=5)
    row = ask(volunteer, county.station2)
    units.merge_unit(county.station2, into=county.station, on=clock.today(), actor=actor_of(cast.centre))
    row.refresh_from_db()
    assert row.unit == county.station
    assert reads.issuers([volunteer]) == [county.station]
    operations.check_certificate_request(row, actor=actor_of(cast.station))
    operations.approve_certificate_request(row, actor=actor_of(cast.hub))
    assert (paper_of(row).issuer, paper_of(row).service.minutes) == (county.station.name, 185)


def test_refused_with_a_reason_and_taken_back(cast, county, volunteer):
    served(volunteer, county.station)
    row = ask(volunteer, county.station)
    with pytest.raises(Invalid):
        operations.refuse_certificate_request(row, answer=" ", actor=actor_of(cast.station))
    operations.refuse_certificate_request(row, answer="名字不符", actor=actor_of(cast.station))
    assert "未开具" in Message.objects.filter(person=cast.volunteer).latest("pk").text
    second = ask(volunteer, county.station)
    with pytest.raises(OutOfReach):
        operations.withdraw_certificate_request(second, actor=actor_of(cast.resident))
    assert (
        operations.withdraw_certificate_request(second, actor=actor_of(cast.volunteer)).state == "withdrawn"
    )


def test_a_write_without_its_audit_row_is_undone(cast, county, volunteer, monkeypatch):
    served(volunteer, county.station)
    row = ask(volunteer, county.station)
    operations.check_certificate_request(row, actor=actor_of(cast.station))

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(operations.audit, "record", broken)
    with pytest.raises(RuntimeError):
        operations.approve_certificate_request(row, actor=actor_of(cast.hub))
    row.refresh_from_db()
    assert (row.state, Certificate.objects.count()) == ("checked", 0)


def test_what_was_certified_stays_as_it_is(cast, county, volunteer):
    served(volunteer, county.station)
    issued(cast, volunteer, county.station)
    from django.db import connection

    for table in ("records_servicecertificate", "records_certificateline"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_the_paper_says_everything_and_adds_up(cast, county, volunteer):
    for number in range(40):
        start = dt.datetime(2026, 3, 3, tzinfo=dt.UTC) + dt.timedelta(days=number)
        minutes = 61 + number
        served(
            volunteer, county.station, minutes, content=f"第{number}次理发", started_at=start,
            ended_at=start + dt.timedelta(minutes=minutes),
        )  # fmt: skip
    row = issued(cast, volunteer, county.station, purpose="交给学校")
    paper = paper_of(row)
    total = sum(61 + number for number in range(40))
    files = {service_paper.service_certificate_pdf(paper, site=SITE) for _n in range(2)}
    assert len(files) == 1
    pages = PdfReader(io.BytesIO(files.pop())).pages
    text = _words("".join(page.extract_text() for page in pages))
    for word in (
        "志愿服务证明", "才让", volunteer.number, "居民身份证6***************17", "交给学校", paper.number,
        county.station.name, f"准确为{total}分钟", f"明细合计：{total}分钟", "第0次理发", "第39次理发", "本人签到",
        "负责人：所长", "经办人：站长", "2026年7月9日起生效",
    ):  # fmt: skip
        assert word in text, word
    assert "623027199005010017" not in text
    minutes = [int(line.split("|")[1]) for line in paper.facts["list"]]
    assert (sum(minutes), len(minutes)) == (paper.service.minutes, 40)


def test_a_list_that_is_not_wanted_is_not_in_the_file_either(cast, county, volunteer):
    served(volunteer, county.station)
    row = issued(cast, volunteer, county.station, with_list=False, whole_document=True)
    content = service_paper.service_certificate_pdf(paper_of(row), site=SITE)
    (found,) = attestations.found_in(content)
    assert found.facts["list"] == []
    assert found.facts["document"].endswith("623027199005010017")
    assert "陪伴老人" not in "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_command_verifies_it_and_finds_a_forged_one(
    cast, county, volunteer, tmp_path, capsys, time_machine
):
    served(volunteer, county.station)
    paper = paper_of(issued(cast, volunteer, county.station))
    file = tmp_path / "paper.pdf"
    file.write_bytes(service_paper.service_certificate_pdf(paper, site=SITE))
    with pytest.raises(SystemExit):
        call_command("verify", "certificate", str(file))
    assert "尚未生效" in capsys.readouterr().err
    time_machine.move_to(NOW + dt.timedelta(days=8))
    call_command("verify", "certificate", str(file))
    assert paper.number in capsys.readouterr().out
    forged = attestations.Attestation({**paper.facts, "minutes": 12500}, paper.attestation.signature)
    file.write_text(f"{attestations.MARK}{forged.token}")
    with pytest.raises(SystemExit):
        call_command("verify", "certificate", str(file))
    assert "签名不符" in capsys.readouterr().err
    ServiceRecord.objects.filter(volunteer=volunteer).update(content="改过")
    assert not paper_of(CertificateRequest.objects.get()).attestation.holds
    assert Client().get(reverse("records:certificate", args=[paper.number[:-4] + "0099"])).status_code == 404


def test_who_sees_a_wish(cast, county, volunteer):
    served(volunteer, county.station)
    row = ask(volunteer, county.station)
    strange = CertificateRequestFactory(volunteer=VolunteerFactory(person__unit=county.station_other))
    for person, seen in (
        (cast.volunteer, {row}), (cast.station, {row}), (cast.hub, {row}), (cast.centre, {row, strange}),
        (cast.resident, set()), (cast.leader, set()), (cast.overseer, set()), (cast.stranger, {strange}),
    ):  # fmt: skip
        actor = actor_of(person)
        assert set(CertificateRequest.objects.visible_to(actor)) == seen, person
        for each in (row, strange):
            assert rules.can_see(actor, each) is (each in seen)


def test_the_name_of_a_minor_is_not_public(cast, county):
    child = VolunteerFactory(
        person=PersonFactory(unit=county.station, birth_date=dt.date(2012, 1, 1), name="扎西")
    )
    served(child, county.station)
    row = ask(child, county.station, by=cast.station)
    operations.check_certificate_request(row, actor=actor_of(cast.hub))
    paper = paper_of(operations.approve_certificate_request(row, actor=actor_of(cast.centre)))
    assert "扎" not in Client().get(reverse("records:certificate", args=[paper.number])).content.decode()


def test_flagging_is_for_certificates_in_force_only(cast, county):
    service = ServiceCertificateFactory(request__volunteer__person__unit=county.station)
    assert operations.flag_certificates(service.records[0], actor=SYSTEM) == 0
    service.request.handled_by, service.request.decided_by = cast.station, cast.hub
    service.request.state, service.request.over_at = "issued", NOW
    service.request.save()
    assert operations.flag_certificates(service.records[0], actor=SYSTEM) == 1
    assert operations.flag_certificates(service.records[0], actor=SYSTEM) == 0
