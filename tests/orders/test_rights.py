"""The list of decree 685 (VOL-01 to VOL-18), one behaviour each; complaints have tests of their own."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry
from shijian.orders.enums import AbsenceKind, AssignmentState, OfferState, OrderState, RefusalReason
from shijian.orders.models import Assignment, MenuItem, Offer, Order
from shijian.orders.models.rights import Absence, RiskReading
from shijian.orders.operations import absences, answer, dispatch, menu, risks, service, verify
from shijian.orders.operations.risks import RiskUnread
from shijian.orders.queries import candidates
from shijian.people.models import Message
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import Insurance, Volunteer
from shijian.volunteers.rules import risk_version
from tests.conftest import actor_of
from tests.factories.orders import AbsenceFactory, MenuItemFactory, OfferFactory, OrderFactory
from tests.factories.volunteers import InsuranceFactory
from tests.orders import scene


def ladder(cast, county, **kwargs):
    """An order with a risk that was offered to the cast's volunteer."""
    order = scene.queued(cast, county, risk=Risk.SOME, risk_note="要上梯子", **kwargs)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    return order, offer


def read(order, person, **kwargs):
    order.refresh_from_db()
    version = risk_version(order.risk, order.risk_note)
    return risks.read_risk(order, version=version, actor=actor_of(person), **kwargs)


def test_vol_01_only_the_own_acceptance_binds(cast, county):
    order = scene.queued(cast, county)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    assert Assignment.objects.count() == 0
    for person in (cast.hub, cast.station, cast.leader):
        with pytest.raises(NotAllowed if person != cast.leader else OutOfReach):
            answer.accept_offer(offer, actor=actor_of(person))
    answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    assert Assignment.objects.get().volunteer == cast.volunteer.volunteer


def test_vol_03_nothing_is_listed_or_offered_without_a_risk_statement(cast, county):
    item = MenuItemFactory(team=cast.team, state="draft", risk_note=" ")
    with pytest.raises(Invalid):
        menu.submit_item(item, actor=actor_of(cast.leader))
    with pytest.raises(DatabaseError), transaction.atomic():
        MenuItem.objects.update(state="listed", risk_note="")
    order = OrderFactory(risk_note="", state=OrderState.QUEUED)
    with pytest.raises(DatabaseError), transaction.atomic():
        OfferFactory(order=order, volunteer=cast.volunteer.volunteer)
    assert Offer.objects.count() == 0


def test_vol_03_the_risk_is_read_before_accepting_as_an_act_of_its_own(cast, county):
    order, offer = ladder(cast, county)
    with pytest.raises(RiskUnread):
        answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    read(order, cast.resident)
    with pytest.raises(RiskUnread):
        answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    row = read(order, cast.volunteer)
    assert (row.risk_note, row.taken_by, read(order, cast.volunteer)) == ("要上梯子", None, row)
    answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    assert Assignment.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        RiskReading.objects.filter(pk=row.pk)._raw_delete(using="default")


def test_vol_03_another_statement_is_read_anew(cast, county):
    order, offer = ladder(cast, county)
    old = risk_version(order.risk, order.risk_note)
    read(order, cast.volunteer)
    Order.objects.update(risk_note="要上屋顶")
    with pytest.raises(RiskUnread):
        answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    with pytest.raises(Conflict):
        risks.read_risk(order, version=old, actor=actor_of(cast.volunteer))
    with pytest.raises(OutOfReach):
        read(order, cast.stranger)
    with pytest.raises(NotAllowed):
        read(order, cast.hub, volunteer=cast.volunteer.volunteer)


def test_vol_03_the_page_shows_the_risk_first(cast, county, login):
    order, offer = ladder(cast, county)
    client = login(cast.volunteer)
    page = client.get(f"/offers/{offer.pk}/").content.decode()
    assert "要上梯子" in page
    assert f"/offers/{offer.pk}/accept/" not in page
    client.post(f"/offers/{offer.pk}/risk/", {"version": risk_version(order.risk, order.risk_note)})
    assert f"/offers/{offer.pk}/accept/" in client.get(f"/offers/{offer.pk}/").content.decode()


def test_vol_03_a_claim_needs_the_reading_too(cast, county, login):
    order = scene.queued(cast, county, risk=Risk.SOME, risk_note="要上梯子", open_to_claim=True)
    client = login(cast.volunteer)
    client.post(f"/claims/{order.pk}/")
    assert Assignment.objects.count() == 0
    client.post(f"/claims/{order.pk}/risk/", {"version": risk_version(order.risk, order.risk_note)})
    client.post(f"/claims/{order.pk}/")
    assert Assignment.objects.count() == 1


def test_vol_04_a_verified_need_states_its_risk_and_is_answered(cast, county):
    order = OrderFactory(recipient=cast.resident, unit=county.station, risk_note="")
    with pytest.raises(Invalid):
        verify.verify_order(order, actor=actor_of(cast.station), risk=Risk.SOME)
    verify.verify_order(order, actor=actor_of(cast.station))
    order.refresh_from_db()
    assert (order.risk_note, order.verified_at is not None) == ("未发现特殊风险。", True)
    assert Message.objects.filter(person=cast.resident).count() == 1


def test_vol_04_the_resident_reads_the_risk_of_the_own_order(cast, county, login):
    order, _offer = ladder(cast, county)
    client = login(cast.resident)
    assert "要上梯子" in client.get(f"/orders/{order.pk}/").content.decode()
    client.post(f"/orders/{order.pk}/risk/", {"version": risk_version(order.risk, order.risk_note)})
    assert RiskReading.objects.get().person == cast.resident


def dangerous(cast, county):
    made = scene.accepted(cast, county)
    Order.objects.update(risk=Risk.DANGER)
    return made.assignments[0]


def test_vol_08_no_insurance_no_start_and_who_can_mend_it(cast, county):
    row = dangerous(cast, county)
    today = timezone.localdate()
    InsuranceFactory(volunteer=row.volunteer, valid_until=today - dt.timedelta(days=1))
    with pytest.raises(service.Uninsured, match="塔哇村"):
        service.check_in(row, actor=actor_of(cast.volunteer))
    with pytest.raises(DatabaseError), transaction.atomic():
        Assignment.objects.filter(pk=row.pk).update(state="serving", checked_in_at=timezone.now())
    InsuranceFactory(volunteer=row.volunteer, valid_from=today, valid_until=today)
    service.check_in(row, actor=actor_of(cast.volunteer))
    row.refresh_from_db()
    assert row.state == AssignmentState.SERVING


@pytest.mark.django_db(transaction=True)
def test_vol_08_a_policy_that_ends_meanwhile_lets_nobody_start(cast, county):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    row = dangerous(cast, county)
    policy = InsuranceFactory(volunteer=row.volunteer)
    held, outcome = threading.Event(), []

    def start():
        held.wait(10)
        try:
            service.check_in(row, actor=actor_of(cast.volunteer))
            outcome.append("started")
        except service.Uninsured:
            outcome.append("refused")
        finally:
            connection.close()

    thread = threading.Thread(target=start)
    thread.start()
    with transaction.atomic():
        Insurance.objects.filter(pk=policy.pk).update(valid_until=dt.date(2021, 1, 1))
        held.set()
        thread.join(1)
        assert outcome == []
    thread.join(10)
    row.refresh_from_db()
    assert (outcome, row.state) == (["refused"], AssignmentState.COMMITTED)


def test_vol_11_an_order_has_no_price():
    words = ("price", "fee", "pay", "amount", "tip", "cost", "money")
    for model in (Order, MenuItem, Offer, Assignment):
        names = [field.name for field in model._meta.get_fields()]
        assert [name for name in names if any(word in name.split("_") for word in words)] == []


def test_vol_12_a_withdrawal_has_a_reason_and_is_no_no_show(cast, county):
    made = scene.accepted(cast, county)
    (row,) = made.assignments
    with pytest.raises(Invalid):
        absences.withdraw_assignment(row, reason="就是不想", actor=actor_of(cast.volunteer))
    absences.withdraw_assignment(row, reason="ill", note="发烧", actor=actor_of(cast.volunteer))
    row.refresh_from_db()
    absence = Absence.objects.get()
    assert (row.state, absence.kind, absence.reason, absence.note) == (
        "withdrawn",
        AbsenceKind.WITHDRAWN,
        "ill",
        "我生病或受伤了: 发烧",
    )
    assert (absence.short_notice, Order.objects.get().state) == (True, OrderState.QUEUED)
    assert Message.objects.filter(person=cast.resident, text__contains="来不了").count() == 1
    with pytest.raises(WrongState):
        absences.object_to_no_show(absence, words="没有的事", actor=actor_of(cast.volunteer))


def test_vol_12_early_notice_is_not_short(cast, county):
    made = scene.accepted(cast, county, wished_from=timezone.now() + dt.timedelta(hours=3))
    absences.withdraw_assignment(made.assignments[0], reason="work", actor=actor_of(cast.volunteer))
    assert Absence.objects.get().short_notice is False


def no_show(cast, county):
    made = scene.accepted(cast, county)
    with time_machine.travel(made.order.wished_from + dt.timedelta(minutes=10), tick=False):
        with pytest.raises(NotAllowed):
            absences.mark_no_show(made.assignments[0], actor=actor_of(cast.volunteer))
        absences.mark_no_show(made.assignments[0], actor=actor_of(cast.station))
    return Absence.objects.get()


@pytest.mark.parametrize(("upheld", "state"), [(True, "no-show"), (False, "withdrawn")])
def test_vol_12_a_no_show_may_be_objected_to_and_a_second_person_decides(cast, county, upheld, state):
    absence = no_show(cast, county)
    assert Message.objects.filter(person=cast.volunteer, url=f"/services/{absence.assignment_id}/").exists()
    for person in (cast.stranger, cast.leader, cast.resident):
        with pytest.raises(OutOfReach):
            absences.object_to_no_show(absence, words="我来了", actor=actor_of(person))
    absences.object_to_no_show(absence, words="我来了，门锁着", actor=actor_of(cast.volunteer))
    for person, error in (
        (cast.station, NotAllowed),
        (cast.volunteer, NotAllowed),
        (cast.stranger, OutOfReach),
    ):
        with pytest.raises(error):
            absences.settle_objection(absence, upheld=upheld, answer="问过了", actor=actor_of(person))
    absences.settle_objection(absence, upheld=upheld, answer="问过了", actor=actor_of(cast.hub))
    assert Assignment.objects.get().state == state
    with pytest.raises(WrongState):
        absences.settle_objection(absence, upheld=upheld, answer="再问", actor=actor_of(cast.hub))


def test_vol_12_the_objection_goes_over_the_pages(cast, county, login):
    absence = no_show(cast, county)
    service_page = f"/services/{absence.assignment_id}/"
    client = login(cast.volunteer)
    assert "absence" in client.get(service_page).content.decode()
    client.post(f"/absences/{absence.pk}/object/", {"words": "我来了"})
    desk = f"/office/absences/{absence.pk}/"
    assert '<form method="post" class' not in login(cast.station).get(desk).content.decode()
    assert login(cast.stranger).get(desk).status_code == 404
    login(cast.hub).post(desk, {"upheld": "no", "answer": "您是对的"})
    assert "您是对的" in client.get(service_page).content.decode()
    assert Assignment.objects.get().state == AssignmentState.WITHDRAWN


def test_vol_12_too_late_to_object(cast, county):
    absence = AbsenceFactory(
        assignment__volunteer=cast.volunteer.volunteer, at=timezone.now() - dt.timedelta(days=8)
    )
    with pytest.raises(WrongState):
        absences.object_to_no_show(absence, words="我来了", actor=actor_of(cast.volunteer))


def marks(order):
    """What dispatch thinks of everybody: each part of the price but the chance of a yes, and that chance."""
    found = candidates.volunteers_for(order)
    parts = {
        each.subject.pk: [(one.code, one.cost) for one in each.reasons if one.code != "chance"]
        for each in found
    }
    return parts, {
        each.subject.pk: one.fact for each in found for one in each.reasons if one.code == "chance"
    }


def test_vol_14_no_answer_lowers_anything_but_the_chance_of_a_yes(cast, county):
    volunteer = cast.volunteer.volunteer
    probe = scene.queued(cast, county, recipient=scene.resident(county.station))
    (before, hope), facts = marks(probe), Volunteer.objects.filter(pk=volunteer.pk).values().get()
    refused, expired, left, missed = (scene.queued(cast, county) for _each in range(4))
    (offer,) = scene.offered(cast, refused, [volunteer])
    answer.refuse_offer(offer, reason=RefusalReason.BUSY, actor=actor_of(cast.volunteer))
    (offer,) = scene.offered(cast, expired, [volunteer])
    Offer.objects.filter(pk=offer.pk).update(state=OfferState.EXPIRED, answered_at=timezone.now())
    (offer,) = scene.offered(cast, left, [volunteer])
    answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    absences.withdraw_assignment(left.assignments.get(), reason="ill", actor=actor_of(cast.volunteer))
    AbsenceFactory(assignment__order=missed, assignment__volunteer=volunteer)
    after, less = marks(probe)
    assert after == before
    assert less.pop(volunteer.pk) < hope.pop(volunteer.pk)
    assert less == hope
    assert Volunteer.objects.filter(pk=volunteer.pk).values().get() == facts


def test_vol_14_who_has_refused_is_not_asked_again_for_the_same(cast, county):
    order = scene.queued(cast, county)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    answer.refuse_offer(offer, reason=RefusalReason.BUSY, actor=actor_of(cast.volunteer))
    order.refresh_from_db()
    with pytest.raises(dispatch.Unfit):
        scene.offered(cast, order, [cast.volunteer.volunteer])


def test_vol_14_the_page_says_so(cast, county, login):
    assert "不会影响" in login(cast.volunteer).get("/offers/").content.decode()


def test_vol_17_every_act_leaves_its_row(cast, county):
    order, offer = ladder(cast, county)
    read(order, cast.volunteer)
    answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    absences.withdraw_assignment(order.assignments.get(), reason="way", actor=actor_of(cast.volunteer))
    deeds = AuditEntry.objects.filter(actor_person_id=cast.volunteer.pk).order_by("id")
    assert list(deeds.values_list("action", flat=True)) == [
        "order.read-risk",
        "offer.accept",
        "assignment.withdraw",
    ]


def test_the_act_and_its_audit_row_stand_or_fall_together(cast, county, monkeypatch):
    order, _offer = ladder(cast, county)

    def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("shijian.kernel.audit.record", broken)
    with pytest.raises(RuntimeError):
        read(order, cast.volunteer)
    assert RiskReading.objects.count() == 0
