"""Certificates: numbers without gaps, rows that stay, what a number tells the public, papers that verify themselves."""

import datetime as dt
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from shijian.kernel import attestations
from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, Invalid, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people import operations as people
from shijian.records import rules
from shijian.records.models import Certificate, CertificateHolder, CertificateRevocation
from shijian.records.operations import certificates as operations
from shijian.records.queries import certificate_paper
from shijian.records.queries import certificates as reads
from shijian.records.queries.certificates import Named
from tests.conftest import actor_of
from tests.factories.people import PersonFactory
from tests.factories.records import CertificateFactory, CertificateRequestFactory
from tests.factories.units import UnitCodeFactory

pytestmark = pytest.mark.django_db
SITE = "https://xiahe.example.cn"
A4 = (842, 595)


def issue(unit, person, source_id=1, **facts):
    holder = Named(person, facts.pop("name", "东头周家"), "7 号", members=("才让", "周玉兰"))
    usual = {"kind": "prize", "subject": "端午龙舟赛", "honour": "一等奖"} | facts
    return operations.issue_certificate(
        unit, holder=holder, source_kind="test", source_id=source_id, actor=SYSTEM, **usual
    )


def _words(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture
def made(cast, county):
    return issue(county.station, cast.resident)


def test_numbers_run_by_unit_and_year_without_a_gap(cast, county, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 31, 15, 59, tzinfo=dt.UTC))
    UnitCodeFactory(unit=county.station, kind="local", code="xh-017")
    rows = [issue(county.station, cast.resident, n).number for n in (1, 2)]
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(county.station, cast.resident, 3)
        raise RuntimeError
    rows += [issue(county.station, cast.resident, 4).number, issue(county.hub, cast.resident, 5).number]
    time_machine.move_to(dt.datetime(2026, 12, 31, 16, 1, tzinfo=dt.UTC))  # the new year in China
    rows.append(issue(county.station, cast.resident, 6).number)
    assert rows == [
        "ZSXH017-2026-0001", "ZSXH017-2026-0002", "ZSXH017-2026-0003", f"ZSD{county.hub.pk}-2026-0001",
        "ZSXH017-2027-0001",
    ]  # fmt: skip


def test_the_rows_stay_as_they_are(made):
    operations.revoke_certificate(made, reason="名字写错", actor=SYSTEM)
    for table in ("records_certificate", "records_certificaterevocation"):
        for statement in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                _run(statement)


def _run(statement):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_one_source_has_one_certificate_in_force(made, cast, county):
    with pytest.raises(Conflict):
        issue(county.station, cast.resident)
    with pytest.raises(Invalid):
        operations.revoke_certificate(made, reason=" ", actor=SYSTEM)
    operations.revoke_certificate(made, reason="名字写错", actor=SYSTEM)
    with pytest.raises(WrongState):
        operations.revoke_certificate(made, reason="再来", actor=SYSTEM)
    again = issue(county.station, cast.resident)
    assert again.replaces == made
    assert list(Certificate.objects.valid()) == [again]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "certificate.issue", "certificate.revoke", "certificate.issue",
    ]  # fmt: skip


def test_names_are_sealed_in_the_database_and_not_in_the_audit(made):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT names FROM records_certificateholder")
        stored = cursor.fetchone()[0]
    assert "周" not in stored
    assert "周" not in str(AuditEntry.objects.get().changes)
    assert (made.holder.name, made.holder.members) == ("东头周家", ["才让", "周玉兰"])


def test_the_paper_is_one_a4_page_each_with_every_fact_and_equal_each_time(made, cast, county):
    long = issue(
        county.station, cast.resident, 2, subject="题" * 120, name="名" * 60, honour="奖" * 20, kind="prize"
    )
    part = issue(county.station, cast.resident, 3, kind="part", honour="参与奖")
    rows = list(reads.whole(Certificate.objects.order_by("pk")))
    files = {certificate_paper.certificates_pdf(rows, site=SITE) for _n in range(2)}
    assert len(files) == 1
    pages = PdfReader(io.BytesIO(files.pop())).pages
    assert [tuple(round(side) for side in page.mediabox[2:]) for page in pages] == [A4] * 3
    texts = [_words(page.extract_text()) for page in pages]
    for word in (
        made.number,
        "东头周家",
        "端午龙舟赛",
        "一等奖",
        "才让、周玉兰",
        county.station.name,
        "盖章处",
    ):
        assert word in texts[0], word
    assert "题" * 120 in texts[1]
    assert long.number in texts[1]
    assert "参与证书" in texts[2]
    assert part.number in texts[2]


def test_what_people_typed_is_never_markup(cast, county):
    active = "#import $x$ @ref [b] *粗* _斜_ <l> // `c`"
    issue(county.station, cast.resident, name=active, subject=active)
    rows = list(reads.whole(Certificate.objects.all()))
    page = PdfReader(io.BytesIO(certificate_paper.certificates_pdf(rows, site=SITE))).pages[0]
    assert _words(page.extract_text()).count(_words(active)) == 2


@pytest.fixture
def paper(made, tmp_path):
    rows = list(reads.whole(Certificate.objects.all()))
    file = tmp_path / "paper.pdf"
    file.write_bytes(certificate_paper.certificates_pdf(rows, site=SITE))
    return file


def test_the_command_verifies_a_paper_and_names_what_is_wrong(made, paper, capsys):
    call_command("verify", "certificate", str(paper))
    assert made.number in capsys.readouterr().out
    operations.revoke_certificate(made, reason="名字写错", actor=SYSTEM)
    with pytest.raises(SystemExit):
        call_command("verify", "certificate", str(paper))
    assert "撤销" in capsys.readouterr().err
    forged = attestations.Attestation({**made.facts, "honour": "特等奖"}, made.attestation.signature)
    paper.write_text(f"{attestations.MARK}{forged.token}")
    with pytest.raises(SystemExit):
        call_command("verify", "certificate", str(paper))
    assert "签名不符" in capsys.readouterr().err
    unknown = attestations.seal({**made.facts, "number": "ZS1-2026-0001"})
    paper.write_text(f"{attestations.MARK}{unknown.token}")
    with pytest.raises(SystemExit):
        call_command("verify", "certificate", str(paper))
    assert "没有这个编号" in capsys.readouterr().err


def test_the_command_says_what_it_cannot_read(tmp_path):
    empty, broken = tmp_path / "empty.pdf", tmp_path / "broken.pdf"
    empty.write_bytes(b"%PDF-1.7")
    broken.write_text(f"{attestations.MARK}AAAA")
    for file in (empty, broken, tmp_path / "missing.pdf"):
        with pytest.raises(CommandError):
            call_command("verify", "certificate", str(file))
    with pytest.raises(CommandError):
        call_command("verify", "certificate")


def test_a_number_tells_the_public_what_it_may_know_and_no_more(made):
    page = Client().get(reverse("records:certificate", args=[made.number.lower()]))
    text = page.content.decode()
    for word in (made.number, "一等奖", "端午龙舟赛", made.issuer, "7 号", "真实有效"):
        assert word in text, word
    for private in ("东头周家", "才让", "周玉兰"):
        assert private not in text
    operations.revoke_certificate(made, reason="名字写错", actor=SYSTEM)
    text = Client().get(reverse("records:certificate", args=[made.number])).content.decode()
    assert "已撤销" in text
    assert "7 号" not in text
    assert "名字写错" not in text


def test_a_number_that_nobody_gave_is_said_so(made):
    guessed = made.number[:-4] + "0099"
    page = Client().get(reverse("records:certificate", args=[guessed]))
    assert page.status_code == 404
    assert "没有查到" in page.content.decode()
    typed = Client().get(reverse("records:certificate-look"), {"number": f" {made.number.lower()} "})
    assert typed.headers["Location"] == reverse("records:certificate", args=[made.number])
    assert Client().get(reverse("records:certificate-look"), {"number": "<script>"}).status_code == 422
    assert Client().get(reverse("records:certificate-look")).status_code == 200


def test_guessing_is_slowed_down(made, settings):
    settings.RATE_LIMITS = True
    client = Client(REMOTE_ADDR="203.0.113.77")
    codes = [
        client.get(reverse("records:certificate", args=[f"ZS1-2026-{n:04d}"])).status_code for n in range(22)
    ]
    assert codes == [404] * 20 + [429] * 2


def test_the_holder_the_guardian_and_the_leader_see_it_a_stranger_does_not(cast, county, login):
    child = PersonFactory(unit=county.station, guardian=cast.resident, birth_date=dt.date(2015, 1, 1))
    of_child = CertificateFactory(unit=county.station_other, holder={"person": child})
    of_team = CertificateFactory(
        unit=county.station_other,
        holder={"person": PersonFactory(unit=county.station_other), "team": cast.team},
    )
    strange = CertificateFactory(unit=county.station_other, holder={"names": "陌生人家"})
    for person, seen in ((cast.resident, of_child), (cast.leader, of_team)):
        actor = actor_of(person)
        assert list(reads.mine(actor)) == [seen]
        for row in (of_child, of_team, strange):
            visible = Certificate.objects.visible_to(actor).filter(pk=row.pk).exists()
            assert visible is rules.can_see_certificate(actor, row) is (row == seen)
        page = login(person).get(reverse("records:my-certificates")).content.decode()
        assert seen.number in page
        assert strange.number not in page
        assert login(person).get(reverse("records:certificate-paper", args=[seen.pk])).status_code == 200
        assert login(person).get(reverse("records:certificate-paper", args=[strange.pk])).status_code == 404


def test_a_revoked_one_is_listed_and_not_printed(made, cast, login):
    operations.revoke_certificate(made, reason="名字写错", actor=SYSTEM)
    page = login(cast.resident).get(reverse("records:my-certificates")).content.decode()
    assert "名字写错" in page
    assert login(cast.resident).get(reverse("records:certificate-paper", args=[made.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(cast, county, login, count, django_assert_num_queries):
    for _n in range(count):
        CertificateFactory(unit=county.station, holder={"person": cast.resident})
    client = login(cast.resident)
    client.get(reverse("records:my-certificates"))
    with django_assert_num_queries(7):
        client.get(reverse("records:my-certificates"))


def test_a_merge_takes_the_certificates_along(made, cast, county):
    kept = PersonFactory(unit=county.station)
    assert operations.move_certificates(cast.resident, kept, SYSTEM) == {
        "certificates": 1, "certificate_requests": 0, "proofs": 0,
    }  # fmt: skip
    assert list(CertificateHolder.objects.values_list("person", flat=True)) == [kept.pk]
    assert operations.move_certificates in people.MERGERS
    CertificateRequestFactory(asked_by=kept, handled_by=cast.hub)
    with pytest.raises(Conflict):
        operations.move_certificates(kept, cast.hub, SYSTEM)


def test_a_revocation_has_a_reason_in_the_database(made):
    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateRevocation.objects.create(certificate=made, reason="", at=made.at)
