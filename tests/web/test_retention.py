"""What is not needed any more goes by itself; what the law asks for, and whoever has something open, stays."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, transaction

from shijian.kernel import clock, photos, search
from shijian.kernel.actor import SYSTEM
from shijian.kernel.models import AuditEntry, PolicyValue, RetentionBatch, SearchEntry
from shijian.kernel.retention import MARK, RULES, run
from shijian.orders.models import Order
from shijian.people import models as people
from shijian.records.models import Complaint, ServiceRecord, index_of
from shijian.volunteers import models as volunteers
from tests.conftest import actor_of
from tests.factories.kernel import RetentionBatchFactory
from tests.factories.minors import ConsentPaperFactory, GuardianshipFactory, HarmReportFactory
from tests.factories.orders import AbsenceFactory, OfferFactory, OrderFactory, RatingFactory
from tests.factories.people import (
    AccountFactory,
    ConsentFactory,
    InvitationFactory,
    MessageFactory,
    PersonFactory,
    PositionFactory,
)
from tests.factories.privacy import DataRequestFactory
from tests.factories.records import (
    ComplaintFactory,
    RecordObjectionFactory,
    ServiceRecordFactory,
    TopUpFactory,
)
from tests.factories.volunteers import InsuranceFactory, VolunteerFactory, VolunteerSkillFactory

pytestmark = pytest.mark.django_db


def ago(months, days=1):
    return clock.now() - dt.timedelta(days=round(months * 30.5) + days)


def carry_out(**options):
    done = {}
    for outcome in run.carry_out(**options):
        before = done.get(outcome.rule.key, (0, 0))
        done[outcome.rule.key] = (before[0] + outcome.done, before[1] + outcome.held)
    return done


def closed_order(months, **facts):
    words = {"address": "达麦路7号", "contact_phone": "13993400077", "description": "腿脚不便"}
    return OrderFactory(state="closed", closed_at=ago(months), **words | facts)


def words_of(order):
    order.refresh_from_db()
    return order.address, order.contact_phone, order.description, order.title


def test_orders_lose_the_contact_first_and_the_words_later():
    fresh, middle, old = (closed_order(months) for months in (5, 7, 25))
    waiting = OrderFactory(state="queued", address="达麦路9号", contact_phone="13993400099")
    search.index("order", old.pk, names=["王秀兰"], text=[old.number], unit_path=old.unit_path, title="陪我")
    assert carry_out() == {"order-contact": (2, 0), "order-words": (1, 0)}
    assert words_of(fresh) == ("达麦路7号", "13993400077", "腿脚不便", "陪我去看病")
    assert words_of(middle) == ("", "", "腿脚不便", "陪我去看病")
    assert words_of(old) == ("", "", "", MARK)
    assert words_of(waiting)[:2] == ("达麦路9号", "13993400099")
    assert not SearchEntry.objects.filter(kind="order").exists()
    assert carry_out() == {}


def test_a_batch_leaves_one_audit_row_of_counts_and_one_of_the_book():
    closed_order(7)
    carry_out()
    batch = RetentionBatch.objects.get()
    assert (batch.rule, batch.due, batch.done, batch.held) == ("order-contact", 1, 1, 0)
    row = AuditEntry.objects.get(action="retention.batch")
    assert row.changes == {"rule": [None, "order-contact"], "done": [0, 1], "held": [0, 0]}
    assert (row.object_id, row.for_person_id, row.actor_name) == (batch.pk, None, "system")
    for change in (lambda: RetentionBatch.objects.filter(pk=batch.pk)._raw_delete("default"),):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_without_its_audit_row_nothing_goes(monkeypatch):
    order = closed_order(7)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(run.audit, "record", broken)
    with pytest.raises(RuntimeError):
        carry_out()
    assert words_of(order)[0] == "达麦路7号"
    assert not RetentionBatch.objects.exists()


def test_it_goes_batch_by_batch_and_on_after_a_stop():
    orders = [closed_order(7) for _each in range(5)]
    first = next(run.carry_out(batch=2))
    assert (first.due, first.done) == (5, 2)
    assert [words_of(order)[0] == "" for order in orders] == [True, True, False, False, False]
    assert carry_out(batch=2) == {"order-contact": (3, 0)}
    assert list(RetentionBatch.objects.order_by("id").values_list("due", "done")) == [(5, 2), (3, 2), (1, 1)]


def test_only_the_system_takes_away(cast):
    order = closed_order(7)
    assert run.do_batch("order-contact", after=0, size=5, actor=actor_of(cast.security)) is None
    assert words_of(order)[0] == "达麦路7号"
    assert run.do_batch("order-contact", after=0, size=5, actor=SYSTEM).done == 1


def test_the_term_is_that_of_the_day_of_the_fact():
    longer = {"key": "retention.order_contact_months", "value": 18, "document_no": "夏文明〔2026〕9号"}
    before, after = closed_order(9), closed_order(7)
    PolicyValue.objects.create(valid_from=ago(8).date(), **longer)
    assert carry_out() == {"order-contact": (1, 0)}
    assert words_of(before)[0] == ""
    assert words_of(after)[0] == "达麦路7号"
    with time_machine.travel(clock.now() + dt.timedelta(days=366), tick=False):
        assert carry_out()["order-contact"] == (1, 0)


@pytest.mark.parametrize("reason", ["request", "harm", "complaint", "complained", "about"])
def test_whoever_has_something_open_is_left_alone_and_counted(reason):
    held, stranger = closed_order(25), closed_order(25)
    person = held.recipient
    if reason == "request":
        DataRequestFactory(person=person)
    elif reason == "harm":
        HarmReportFactory(reporter=person)
    elif reason == "complaint":
        ComplaintFactory(who_index=index_of(person.pk))
    elif reason == "complained":
        ComplaintFactory().against.add(person)
    else:
        ComplaintFactory(source_kind="order", source_id=held.pk)
    assert carry_out() == {"order-contact": (1, 1), "order-words": (1, 1)}
    assert words_of(held) == ("达麦路7号", "13993400077", "腿脚不便", "陪我去看病")
    assert words_of(stranger) == ("", "", "", MARK)
    people.DataRequest.objects.update(state="done", decided_at=clock.now())
    people.HarmReport.objects.update(state="closed", told_at=clock.now(), closed_at=clock.now())
    Complaint.objects.update(state="answered", over_at=clock.now())
    assert carry_out() == {"order-contact": (1, 0), "order-words": (1, 0)}


def test_words_around_a_service_go_and_its_facts_stay():
    rating = RatingFactory(words="大夫人好", reply="谢谢", rated_at=ago(25), follow_up_note="已回访")
    offer = OfferFactory(
        state="refused", refusal="unwell", note="腰疼", made_at=ago(37), explanation={"km": 3}
    )
    absence = AbsenceFactory(
        at=ago(37), note="没来", objection="我病了", objected_at=ago(37), settled_at=ago(36)
    )
    open_one = AbsenceFactory(at=ago(37), note="没来", objection="路断了", objected_at=ago(37))
    done = carry_out()
    assert {key: done[key] for key in ("rating-words", "offer-note", "absence-words")} == {
        "rating-words": (1, 0),
        "offer-note": (1, 0),
        "absence-words": (1, 0),
    }
    for each in (rating, offer, absence, open_one):
        each.refresh_from_db()
    assert (rating.words, rating.reply, rating.follow_up_note, rating.stars) == ("", "", "", 5)
    assert (offer.note, offer.explanation, offer.refusal) == ("", {}, "unwell")
    assert (absence.note, absence.objection) == ("", MARK)
    assert open_one.objection == "路断了"


def test_complaints_keep_what_is_counted_only():
    person = PersonFactory()
    facts = {
        "who": str(person.pk),
        "who_index": index_of(person.pk),
        "name": "王秀兰",
        "phone": "13993400077",
    }
    old = ComplaintFactory(state="answered", over_at=ago(37), answer="已道歉", **facts)
    young = ComplaintFactory(state="answered", over_at=ago(35), **facts)
    assert carry_out() == {"complaint-words": (1, 0)}
    for each in (old, young):
        each.refresh_from_db()
    assert (old.words, old.answer, old.name, old.phone, old.who, old.who_index) == ("",) * 6
    assert (old.ground, old.state) == ("conduct", "answered")
    assert (young.name, young.phone) == ("王秀兰", "13993400077")


def test_objections_and_missing_records_lose_their_words_and_keep_what_proves():
    facts = {"over_at": ago(37), "answer": "已核对"}
    objection = RecordObjectionFactory(state="withdrawn", words="记多了", **facts)
    refused = TopUpFactory(state="refused", decided_by=PersonFactory(), **facts)
    record = ServiceRecordFactory()
    proof = TopUpFactory(state="approved", decided_by=PersonFactory(), record=record, **facts)
    waiting = RecordObjectionFactory(created_at=ago(50), words="没有来")
    assert carry_out() == {"objection-words": (1, 0), "top-up-photo": (1, 0), "top-up-words": (2, 0)}
    for each in (objection, refused, proof, waiting):
        each.refresh_from_db()
    assert (objection.words, objection.answer, objection.ground) == ("", "", "not-there")
    assert (refused.reason, refused.answer, refused.file_key) == ("", "", "")
    assert (proof.reason, proof.file_key, proof.content) == ("", "pictures/none", "扫雪")
    assert waiting.words == "没有来"


def test_inbox_invitations_consents_requests_and_guardianships_go():
    old, new = MessageFactory(created_at=ago(13)), MessageFactory(created_at=ago(11))
    InvitationFactory(expires_at=ago(7))
    ended, standing = ConsentFactory(withdrawn_at=ago(37)), ConsentFactory()
    wish = DataRequestFactory(
        state="done", kind="correct", wish='{"phone": "13993400077"}', decided_at=ago(7)
    )
    DataRequestFactory(state="done", kind="delete", words="请删", decided_at=ago(37))
    GuardianshipFactory(starts_on=dt.date(2010, 1, 1), ends_on=ago(37).date())
    PositionFactory(starts_on=dt.date(2010, 1, 1), ends_on=ago(121).date())
    assert carry_out() == {
        "message": (1, 0),
        "invitation": (1, 0),
        "consent": (1, 0),
        "request-wish": (1, 0),
        "request": (1, 0),
        "guardianship": (1, 0),
        "position": (1, 0),
    }
    assert list(people.Message.objects.all()) == [new]
    assert list(people.Consent.objects.all()) == [standing]
    wish.refresh_from_db()
    assert (wish.wish, wish.state) == ("", "done")
    assert not people.Message.objects.filter(pk=old.pk).exists()
    assert not people.Consent.objects.filter(pk=ended.pk).exists()


def test_the_photo_of_a_paper_goes_from_the_disk_with_its_row():
    key = "pictures/retention-test"
    for width in photos.WIDTHS:
        default_storage.save(photos.file_name(key, width), ContentFile(b"x"))
    ConsentPaperFactory(file_key=key, consent=ConsentFactory(withdrawn_at=ago(37)))
    assert carry_out() == {"consent-paper": (1, 0), "consent": (1, 0)}
    assert not people.ConsentPaper.objects.exists()
    assert [default_storage.exists(photos.file_name(key, width)) for width in photos.WIDTHS] == [False] * len(
        photos.WIDTHS
    )


def test_a_closed_person_goes_when_no_service_record_is_kept_any_more():
    volunteer = VolunteerFactory(state="left", left_on=ago(121).date())
    record = ServiceRecordFactory(volunteer=volunteer, started_at=ago(119), recorded_at=ago(119))
    person = volunteer.person
    people.Person.objects.filter(pk=person.pk).update(closed_at=ago(121), name="王秀兰")
    assert carry_out()["person"] == (0, 1)
    with time_machine.travel(clock.now() + dt.timedelta(days=70), tick=False):
        assert carry_out()["person"] == (1, 0)
        person.refresh_from_db()
        assert (person.name, person.document_number, person.birth_date) == ("(—)", "", None)
        assert person.erased_at is not None
        assert "person" not in carry_out()
    record.refresh_from_db()
    assert (record.minutes, record.volunteer_id) == (120, volunteer.pk)
    assert ServiceRecord.objects.count() == 1


def test_the_contact_of_whoever_took_his_consent_back_goes_unless_it_still_serves():
    def withdrawn(months=25, **facts):
        person = PersonFactory(address="达麦路7号", phone="13993400077", phone_index="x" * 32, **facts)
        ConsentFactory(person=person, purpose="register", withdrawn_at=ago(months))
        return person

    gone, recent, again, member = withdrawn(), withdrawn(23), withdrawn(), withdrawn()
    ConsentFactory(person=again, purpose="register")
    AccountFactory(person=member)
    serving = withdrawn()
    VolunteerFactory(person=serving)
    merged = PersonFactory(address="达麦路8号", merged_into=recent)
    assert carry_out()["person-contact"] == (2, 1)
    left = people.Person.objects.exclude(address="").values_list("pk", flat=True)
    assert {recent.pk, again.pk, member.pk, serving.pk} <= set(left)
    gone.refresh_from_db()
    merged.refresh_from_db()
    assert (gone.address, gone.phone, gone.phone_index, merged.address) == ("", "", "", "")


def test_volunteers_who_left_keep_number_and_records_only():
    left = VolunteerFactory(
        state="left", left_on=ago(37).date(), employer="县医院", political_status="群众", backgrounds=["party"],
        guardian_name="王爸爸", guardian_phone="13993400077",
    )  # fmt: skip
    VolunteerSkillFactory(volunteer=left, licence_no="甲123")
    InsuranceFactory(volunteer=left, valid_from=ago(60).date(), valid_until=ago(37).date())
    grown = VolunteerFactory(guardian_name="李妈妈", person__birth_date=ago(12 * 18 + 37).date())
    young = VolunteerFactory(guardian_name="张爸爸", person__birth_date=ago(12 * 18 + 30).date())
    done = carry_out()
    assert done == {
        "volunteer-guardian": (2, 0),
        "volunteer-profile": (1, 0),
        "volunteer-skill": (1, 0),
        "insurance": (1, 0),
    }
    left.refresh_from_db()
    assert (left.employer, left.political_status, left.backgrounds, left.guardian_phone) == ("", "", [], "")
    assert left.number
    rows = volunteers.Volunteer.objects.exclude(guardian_name="").values_list("pk", flat=True)
    assert list(rows) == [young.pk]
    assert grown.pk not in rows


def test_the_command_says_what_would_go_and_does_it():
    order = closed_order(7)
    held = closed_order(7)
    DataRequestFactory(person=held.recipient)
    before = AuditEntry.objects.count()
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(RULES) + 1
    assert "order-contact：到期 2 条，清除 1 条，暂不处理 1 条。" in lines
    assert (words_of(order)[0], AuditEntry.objects.count()) == ("达麦路7号", before)
    out = StringIO()
    call_command("retention", stdout=out)
    assert "order-contact：到期 2 条，清除 1 条，暂不处理 1 条。" in out.getvalue()
    assert (words_of(order)[0], words_of(held)[0]) == ("", "达麦路7号")
    assert AuditEntry.objects.get(action="retention.batch").channel == "command"
    assert order.recipient.name not in out.getvalue()


def test_the_daily_job_does_the_same():
    order = closed_order(7)
    run.daily()
    assert words_of(order)[0] == ""


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_shows_the_batches(cast, login, many, django_assert_num_queries):
    RetentionBatchFactory.create_batch(many)
    client = login(cast.security)
    client.get("/office/retention/")
    with django_assert_num_queries(7):
        html = client.get("/office/retention/").content.decode()
    assert html.count('<th scope="row" data-label="">') == many + len(RULES)
    for words in ("消息", "整条删除", "12 个月", "PIPL 19", "已清除"):
        assert words in html


def test_only_who_answers_for_it_sees_the_page(cast, login):
    assert login(cast.centre).get("/office/retention/").status_code == 200
    for who in (cast.resident, cast.volunteer, cast.hub, cast.auditor, cast.system, cast.overseer):
        assert login(who).get("/office/retention/").status_code == 404


def test_whole_orders_and_records_are_never_deleted():
    kept = {
        "orders.Order",
        "records.ServiceRecord",
        "kernel.AuditEntry",
        "kernel.FlowLog",
        "orders.Assignment",
    }
    assert {rule.model for rule in RULES.values() if rule.erases} & kept == set()
    assert Order.objects.count() == 0
