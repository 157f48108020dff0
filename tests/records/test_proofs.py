"""The volunteer's card and statements for appraisals: made by whom they are about, signed, checked by anybody."""

import datetime as dt
import io
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from shijian.kernel import attestations, clock
from shijian.kernel.duties import OwnEntry
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.people.models import Message
from shijian.records import rules_certificates as rules
from shijian.records.models import AppraisalStatement, VolunteerCard
from shijian.records.operations import proofs as operations
from shijian.records.queries import proof_papers, proofs
from shijian.volunteers.models import Volunteer
from shijian.volunteers.operations.states import leave_register
from tests.conftest import actor_of
from tests.factories.people import PersonFactory
from tests.factories.records import (
    AppraisalStatementFactory,
    ServiceRecordFactory,
    VolunteerCardFactory,
)
from tests.factories.volunteers import TrainingFactory, VolunteerFactory
from tests.records.test_top_up_pages import upload

pytestmark = pytest.mark.django_db
SITE = "https://xiahe.example.cn"
CARD_SIZE = (243, 153)  # points of 85.6 × 54 mm


def _words(text):
    return re.sub(r"\s+", "", text)


@pytest.fixture
def volunteer(cast):
    cast.volunteer.birth_date = dt.date(1990, 5, 1)
    cast.volunteer.save()
    return cast.volunteer.volunteer


@pytest.fixture
def card(volunteer, cast, county):
    ServiceRecordFactory(volunteer=volunteer, unit=county.station)
    ServiceRecordFactory(
        volunteer=volunteer, unit=county.hub, counts_from=clock.today() + dt.timedelta(days=1)
    )
    return operations.make_card(volunteer, actor=actor_of(cast.volunteer))


def test_the_card_is_one_small_page_with_the_hours_that_count(card, volunteer):
    files = {proof_papers.card_pdf(card, site=SITE) for _n in range(2)}
    assert len(files) == 1
    (page,) = PdfReader(io.BytesIO(files.pop())).pages
    assert tuple(round(side) for side in page.mediabox[2:]) == CARD_SIZE
    text = _words(page.extract_text())
    for word in ("志愿者证", "才让", volunteer.number, volunteer.unit.name, "累计计入2.0小时"):
        assert word in text, word


def test_the_code_says_whether_it_holds_and_little_else(card, cast, volunteer):
    look = reverse("records:card-check", args=[card.code.lower()])
    text = Client().get(look).content.decode()
    for word in ("这张证有效", "才*", volunteer.unit.name):
        assert word in text, word
    for private in ("才让", volunteer.number):
        assert private not in text, private
    leave_register(volunteer, actor=actor_of(cast.volunteer))
    text = Client().get(look).content.decode()
    assert "已失效" in text
    assert "才*" not in text
    again = clock.today() + dt.timedelta(days=1)
    Volunteer.objects.filter(pk=volunteer.pk).update(state="active", registered_on=again, left_on=None)
    assert "已失效" in Client().get(look).content.decode()
    Volunteer.objects.filter(pk=volunteer.pk).update(state="left", left_on=clock.today())
    assert Client().get(reverse("records:card-check", args=["ABCDEFGHJKMN"])).status_code == 404
    with pytest.raises(WrongState):
        operations.make_card(volunteer, actor=actor_of(cast.volunteer))


def test_a_new_card_ends_the_old_one(card, cast, volunteer, tmp_path, capsys):
    file = tmp_path / "card.pdf"
    file.write_bytes(proof_papers.card_pdf(card, site=SITE))
    call_command("verify", "certificate", str(file))
    assert card.code in capsys.readouterr().out
    new = operations.make_card(volunteer, actor=actor_of(cast.volunteer))
    assert list(VolunteerCard.objects.filter(ended_at__isnull=True)) == [new]
    with pytest.raises(SystemExit):
        call_command("verify", "certificate", str(file))
    assert "已失效" in capsys.readouterr().err
    forged = attestations.Attestation({**new.facts, "holder": "别人"}, new.attestation.signature)
    file.write_text(f"{attestations.MARK}{forged.token}")
    with pytest.raises(SystemExit):
        call_command("verify", "certificate", str(file))
    assert "签名不符" in capsys.readouterr().err


def test_the_name_of_a_minor_is_not_on_the_page_of_the_code(county):
    child = VolunteerFactory(
        person=PersonFactory(unit=county.station, birth_date=dt.date(2012, 1, 1), name="扎西")
    )
    card = VolunteerCardFactory(volunteer=child)
    assert "扎" not in Client().get(reverse("records:card-check", args=[card.code])).content.decode()


def test_only_oneself_and_who_answers_for_one_make_and_see_them(cast, county, login, volunteer):
    child = VolunteerFactory(person__unit=county.station, person__guardian=cast.resident)
    for person in (cast.resident, cast.leader, cast.station, cast.centre, cast.auditor):
        for make in (operations.make_card, operations.make_statement):
            with pytest.raises(OutOfReach):
                make(volunteer, actor=actor_of(person))
    operations.make_card(child, actor=actor_of(cast.resident))
    operations.make_statement(child, actor=actor_of(cast.resident))
    strange = (VolunteerCardFactory(volunteer=volunteer), AppraisalStatementFactory(volunteer=volunteer))
    own = (VolunteerCard.objects.get(volunteer=child), AppraisalStatement.objects.get(volunteer=child))
    for person, seen, unseen in ((cast.resident, own, strange), (cast.volunteer, strange, own)):
        actor, client = actor_of(person), login(person)
        for each, other, route in zip(
            seen, unseen, ("records:card-paper", "records:statement-paper"), strict=True
        ):
            assert list(type(each).objects.visible_to(actor)) == [each]
            assert rules.is_own(actor, each.volunteer)
            assert not rules.is_own(actor, other.volunteer)
            assert client.get(reverse(route, args=[each.pk])).status_code == 200
            assert client.get(reverse(route, args=[other.pk])).status_code == 404
    page = login(cast.resident).get(reverse("records:card")).content.decode()
    assert child.number in page
    assert volunteer.number not in page


def test_a_statement_shows_late_hours_apart_and_what_it_may_not_be_used_for(cast, county, login, volunteer):
    ServiceRecordFactory(volunteer=volunteer, unit=county.station)
    ServiceRecordFactory(
        volunteer=volunteer, unit=county.hub, minutes=90, grade="site",
        started_at=dt.datetime(2025, 12, 31, 16, 30, tzinfo=dt.UTC),
        ended_at=dt.datetime(2025, 12, 31, 18, 0, tzinfo=dt.UTC),
    )  # fmt: skip
    ServiceRecordFactory(volunteer=volunteer, unit=county.station, minutes=60, grade="late")
    TrainingFactory(volunteer=volunteer, course="消防安全", organiser="县|消防", minutes=90)
    client = login(cast.volunteer)
    page = client.post(reverse("records:statement-make", args=[volunteer.pk]), follow=True).content.decode()
    row = AppraisalStatement.objects.get()
    assert (row.facts["minutes"], row.facts["apart"]) == (210, 60)
    assert row.facts["years"] == ["2026 site 90", "2026 self 120", "2026 late 60"]
    text = _words(PdfReader(io.BytesIO(proof_papers.statement_pdf(row, site=SITE))).pages[0].extract_text())
    for word in (
        "3.5小时（210分钟）",
        "另列：补录或导入",
        "1.0小时（60分钟）",
        "消防安全",
        "县/消防",
        "不得作为晋升",
        row.number,
    ):
        assert word in _words(page), word
        assert word in text, word
    assert list(AuditEntry.objects.filter(action="statement.make").values_list("object_id", flat=True)) == [
        row.pk
    ]
    look = Client().get(reverse("records:certificate", args=[row.number])).content.decode()
    for word in ("才*", "3.5 小时（210 分钟）"):
        assert word in look, word
    assert "才让" not in look


def test_a_statement_verifies_and_a_forged_one_does_not(cast, volunteer, tmp_path, capsys):
    row = operations.make_statement(volunteer, actor=actor_of(cast.volunteer))
    file = tmp_path / "statement.pdf"
    file.write_bytes(proof_papers.statement_pdf(row, site=SITE))
    call_command("verify", "certificate", str(file))
    assert row.number in capsys.readouterr().out
    unknown = attestations.seal({**row.facts, "number": "CK1-2026-0001"})
    file.write_text(f"{attestations.MARK}{unknown.token}")
    with pytest.raises(SystemExit):
        call_command("verify", "certificate", str(file))
    assert "没有这个编号" in capsys.readouterr().err


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_three(cast, county, login, count, django_assert_num_queries):
    for _n in range(count):
        ward = VolunteerFactory(person__unit=county.station, person__guardian=cast.resident)
        VolunteerCardFactory(volunteer=ward)
        AppraisalStatementFactory(volunteer=ward)
    client = login(cast.resident)
    for name in ("records:card", "records:statements"):
        client.get(reverse(name))
        with django_assert_num_queries(7):
            client.get(reverse(name))


def test_nothing_of_a_card_is_readable_in_the_database(card):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM records_volunteercard")
        stored = cursor.fetchone()[0]
    assert stored != card.token
    assert proofs.card_checked(card.code).public_name == "才*"


def test_on_a_signed_paper_an_officer_makes_one_statement_and_the_volunteer_is_told(
    cast, county, login, volunteer
):
    url, client = reverse("records:statement-for", args=[volunteer.pk]), login(cast.station)
    facts = {"given_on": clock.today().isoformat(), "asker": "县教育局", "purpose": "职称评审参考"}
    assert list(client.post(url, facts).context["form"].errors) == ["photo"]
    old = clock.today() - dt.timedelta(days=31)
    late = client.post(url, {**facts, "given_on": old.isoformat(), "photo": upload(8)})
    assert list(late.context["form"].errors) == ["given_on"]
    page = client.post(url, {**facts, "photo": upload(8)}, follow=True).content.decode()
    row = AppraisalStatement.objects.get()
    assert (row.made_by_id, row.consent.asker, row.facts["purpose"]) == (
        cast.station.pk, "县教育局", "职称评审参考",
    )  # fmt: skip
    text = _words(PdfReader(io.BytesIO(proof_papers.statement_pdf(row, site=SITE))).pages[0].extract_text())
    for word in ("县教育局", "职称评审参考", "不得作为晋升"):
        assert word in _words(page), word
        assert word in text, word
    entry = AuditEntry.objects.get(action="statement.make-for")
    assert (entry.object_id, entry.for_person_id) == (row.pk, cast.volunteer.pk)
    assert Message.objects.filter(person=cast.volunteer).count() == 1
    paper, shown = (reverse(f"records:{name}", args=[row.pk]) for name in ("statement-consent", "statement"))
    for person, status in ((cast.volunteer, 200), (cast.station, 200), (cast.hub, 404), (cast.stranger, 404)):
        answers = [login(person).get(each) for each in (paper, shown)]
        assert [answer.status_code for answer in answers] == [status, status]
        if status == 200:
            assert b"".join(answers[0].streaming_content)
    for person in (cast.stranger, cast.leader, cast.resident, cast.volunteer, cast.overseer):
        assert login(person).get(url).status_code == 404
    facts = {
        "given_on": row.consent.given_on,
        "asker": " 县教育局",
        "purpose": "职称评审参考 ",
        "file_key": "pictures/again",
    }
    with pytest.raises(Conflict, match=row.number):
        operations.make_consented_statement(cast.volunteer.volunteer, actor=actor_of(cast.station), **facts)
    assert AppraisalStatement.objects.count() == 1


def test_nobody_makes_one_on_paper_for_a_minor_or_himself(cast, county):
    facts = {"given_on": clock.today(), "asker": "学校", "purpose": "升学", "file_key": "pictures/none"}
    child = VolunteerFactory(person__unit=county.station, person__birth_date=dt.date(2015, 1, 1))
    with pytest.raises(Invalid, match="监护人"):
        operations.make_consented_statement(child, actor=actor_of(cast.station), **facts)
    own = VolunteerFactory(person=cast.station)
    with pytest.raises(OwnEntry):
        operations.make_consented_statement(own, actor=actor_of(cast.station), **facts)
    with pytest.raises(OutOfReach):
        operations.make_consented_statement(own, actor=actor_of(cast.stranger), **facts)
    assert not AppraisalStatement.objects.exists()
