"""The week of an area: made, looked at, changed, sent; nobody asked twice, nobody who may not be asked."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from shijian.kernel.actor import SYSTEM
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.kernel.policy import set_value
from shijian.orders.enums import LineState, OfferState, PlanState
from shijian.orders.models import DispatchLine, DispatchNeed, DispatchPlan, Offer
from shijian.orders.operations import dispatch
from shijian.orders.operations.plans import changing, making, nightly, sending
from shijian.orders.operations.steps import Unfit
from shijian.orders.queries import plans, reasons
from shijian.orders.queries.weeks import spans
from shijian.volunteers.enums import VolunteerState
from tests.conftest import actor_of
from tests.factories.orders import DispatchLineFactory, DispatchPlanFactory
from tests.factories.volunteers import SkillFactory, VolunteerFactory
from tests.orders.test_weeks import next_week, wanted


@pytest.fixture
def village(cast, county):
    """Two orders of one village at one time, two volunteers nearby and one in the next village."""
    near = VolunteerFactory(person__unit=county.station, person__name="近处的")
    far = VolunteerFactory(person__unit=county.station2, person__name="远处的")
    orders = [wanted(county.station, title=title) for title in ("换灯泡", "理发")]
    return {"near": near, "far": far, "orders": orders}


def made(cast, county, unit=None, by=None):
    return making.make_plan(unit or county.hub, week=next_week(), actor=actor_of(by or cast.hub))


def standing(plan):
    lines = DispatchLine.objects.filter(need__plan=plan, state__in=(LineState.PROPOSED, LineState.ADDED))
    return {(line.need.order_id, line.volunteer_id) for line in lines.filter(beside=False)}


def test_a_plan_gives_everybody_one_order_with_its_proof(cast, county, village):
    plan = made(cast, county)
    assert (plan.state, plan.orders, plan.seats, plan.filled) == (PlanState.DRAFT, 2, 2, 2)
    assert (plan.solver, plan.gap, len(plan.digest)) == ("flow", 0, 64)
    assert {volunteer for _order, volunteer in standing(plan)} <= {
        village["near"].pk,
        cast.volunteer.volunteer.pk,
        cast.leader.volunteer.pk,
    }
    assert AuditEntry.objects.filter(action="dispatch.make").count() == 1
    assert Offer.objects.count() == 0


def test_the_same_rows_and_seed_give_the_same_plan(cast, county, village):
    first = made(cast, county)
    facts = (first.digest, first.value, standing(first))
    second = made(cast, county)
    first.refresh_from_db()
    assert first.state == PlanState.DROPPED
    assert (second.digest, second.value, standing(second)) == facts


def test_only_dispatchers_of_the_area_plan_it(cast, county, village):
    plan = made(cast, county)
    for person in (cast.stranger, cast.station, cast.resident):
        with pytest.raises(OutOfReach):
            making.make_plan(county.hub, week=next_week(), actor=actor_of(person))
        with pytest.raises(OutOfReach):
            sending.send_plan(plan, actor=actor_of(person))
        assert not DispatchPlan.objects.visible_to(actor_of(person)).exists()
    assert DispatchPlan.objects.visible_to(actor_of(cast.centre)).get() == plan


def test_weeks_that_are_over_and_days_that_begin_none_are_refused(cast, county):
    for week in (spans.this_week() - dt.timedelta(days=7), next_week() + dt.timedelta(days=1)):
        with pytest.raises(Invalid):
            making.make_plan(county.hub, week=week, actor=actor_of(cast.hub))


def test_a_plan_is_sent_once_and_everybody_learns_why(cast, county, village):
    plan = sending.send_plan(made(cast, county), actor=actor_of(cast.hub))
    asked = Offer.objects.filter(state=OfferState.OPEN)
    assert plan.state == PlanState.SENT
    assert asked.count() == DispatchLine.objects.filter(state=LineState.SENT).count() >= 2
    assert len({offer.volunteer_id for offer in asked}) == asked.count()
    assert "问您是因为" in reasons.sentence(reasons.unpack(asked.first().explanation))
    with pytest.raises(WrongState):
        sending.send_plan(plan, actor=actor_of(cast.hub))


def test_a_sending_that_was_killed_goes_on_and_asks_nobody_twice(cast, county, village, monkeypatch):
    plan, real, calls = made(cast, county), sending.send_need, []

    def killed(need, *, actor):
        if calls:
            raise KeyboardInterrupt
        calls.append(need.pk)
        return real(need, actor=actor)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(sending, "send_need", killed)
        sending.send_plan(plan, actor=actor_of(cast.hub))
    half = Offer.objects.count()
    plan.refresh_from_db()
    assert plan.state == PlanState.SENDING
    assert half == DispatchLine.objects.filter(state=LineState.SENT).count() > 0
    assert sending.work(plan.pk)
    offers = Offer.objects.values_list("order_id", "volunteer_id")
    assert len(set(offers)) == len(offers) > half
    assert not sending.work(plan.pk)


def test_a_refused_audit_takes_the_offers_back(cast, county, village, monkeypatch):
    plan = sending.start_sending(made(cast, county), actor=actor_of(cast.hub))
    need = plan.needs.first()

    def broken(*_args, **_kwargs):
        raise RuntimeError

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("shijian.orders.operations.dispatch.audit.record", broken)
        sending.send_need(need, actor=actor_of(cast.hub))
    assert (Offer.objects.count(), need.lines.filter(state=LineState.SENT).count()) == (0, 0)


def test_what_became_impossible_says_why_and_the_rest_goes_on(cast, county, village):
    plan = made(cast, county)
    gone, kept = (row for row in plans.rows_of(plan, list(plans.needs(plan))))
    left, busy = gone.standing[0].line.volunteer, kept.standing[0].line.volunteer
    type(left).objects.filter(pk=left.pk).update(state=VolunteerState.PAUSED)
    other = wanted(county.station, title="别的事")
    dispatch.offer_to_volunteers(other, volunteers=[busy], actor=actor_of(cast.centre))
    with pytest.raises(WrongState):
        sending.send_need(kept.need, actor=actor_of(cast.hub))
    sending.send_plan(plan, actor=actor_of(cast.hub))
    refused = DispatchLine.objects.filter(state=LineState.REFUSED).values_list("volunteer_id", "refusal")
    assert set(refused) == {(left.pk, "not-active"), (busy.pk, "asked-elsewhere")}
    assert DispatchPlan.objects.get(pk=plan.pk).state == PlanState.SENT


def test_an_order_for_which_somebody_else_asked_is_left_alone(cast, county, village):
    plan = made(cast, county)
    for order, volunteer in zip(village["orders"], (village["near"], village["far"]), strict=True):
        dispatch.offer_to_volunteers(order, volunteers=[volunteer], actor=actor_of(cast.centre))
    before = Offer.objects.count()
    sending.send_plan(plan, actor=actor_of(cast.hub))
    assert set(DispatchLine.objects.values_list("state", "refusal")) == {("refused", "order-asked")}
    assert Offer.objects.count() == before


def test_an_order_that_moved_on_is_left_alone(cast, county, village):
    plan = made(cast, county)
    for order in village["orders"]:
        type(order).objects.filter(pk=order.pk).update(state="withdrawn")
    sending.send_plan(plan, actor=actor_of(cast.hub))
    assert set(DispatchLine.objects.values_list("state", "refusal")) == {("refused", "order-moved")}


def test_somebody_is_swapped_for_another_and_both_stay_to_be_read(cast, county, village):
    plan = made(cast, county)
    row = plans.rows_of(plan, list(plans.needs(plan)))[0]
    line, other = row.standing[0].line, village["far"]
    fresh = changing.swap_line(line, volunteer_id=other.pk, actor=actor_of(cast.hub), reason="认识他")
    line.refresh_from_db()
    assert (line.state, line.changed_by, line.reason) == ("changed", cast.hub, "认识他")
    assert (fresh.state, fresh.volunteer, fresh.instead_of) == ("added", other, line)
    with pytest.raises(WrongState):
        changing.swap_line(line, volunteer_id=other.pk, actor=actor_of(cast.hub))
    with pytest.raises(Conflict):
        changing.add_line(row.need, volunteer_id=other.pk, actor=actor_of(cast.hub))
    changing.remove_line(fresh, actor=actor_of(cast.hub))
    assert standing(plan).isdisjoint({(row.need.order_id, other.pk)})
    assert AuditEntry.objects.filter(action__in=("dispatch.swap", "dispatch.remove")).count() == 2


def test_a_change_keeps_to_the_rules_and_to_the_area(cast, county, village):
    plan = made(cast, county)
    first, second = plans.rows_of(plan, list(plans.needs(plan)))
    taken = second.standing[0].line.volunteer_id
    with pytest.raises(Conflict):
        changing.swap_line(first.standing[0].line, volunteer_id=taken, actor=actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        changing.add_line(first.need, volunteer_id=987_654, actor=actor_of(cast.hub))
    with pytest.raises(OutOfReach):
        changing.remove_line(first.standing[0].line, actor=actor_of(cast.stranger))
    far = village["far"]
    type(far).objects.filter(pk=far.pk).update(state=VolunteerState.PAUSED)
    with pytest.raises(Unfit):
        changing.add_line(first.need, volunteer_id=far.pk, actor=actor_of(cast.hub))


def test_a_large_plan_is_left_to_the_worker(cast, county, village):
    set_value("dispatch.at_once", 1, actor=SYSTEM, valid_from=dt.date(2026, 1, 1), document_no="〔2026〕2号")
    plan = made(cast, county)
    assert (plan.state, plan.needs.count()) == (PlanState.MAKING, 0)
    assert making.work(plan.pk)
    assert not making.work(plan.pk)
    plan.refresh_from_db()
    assert (plan.state, plan.needs.count()) == (PlanState.DRAFT, 2)
    log = FlowLog.objects.filter(kind="dispatch-plan", object_id=plan.pk)
    assert list(log.values_list("transition", flat=True)) == ["ready"]


def test_without_time_the_simple_rule_makes_the_plan_and_the_page_says_so(cast, county, village, login):
    set_value("dispatch.seconds", 0, actor=SYSTEM, valid_from=dt.date(2026, 1, 1), document_no="〔2026〕4号")
    plan = made(cast, county)
    assert (plan.solver, plan.filled) == ("greedy", 2)
    page = login(cast.hub).get(reverse("orders:plan", args=[plan.pk])).content.decode()
    assert "这份计划是按简单规则做的，有多好没有证明" in page


def test_a_missing_skill_is_what_would_help(cast, county, village):
    skill = SkillFactory(name="修电器")
    village["orders"][0].skills.add(skill)
    plan = made(cast, county)
    (sentence,) = plans.helps(plan)
    assert (plan.filled, county.station.name in sentence, "修电器" in sentence) == (1, True, True)


def test_the_night_drafts_next_week_where_the_county_wants_it(cast, county, village):
    assert nightly.sweep() == 0
    set_value(
        "dispatch.nightly", "hub", actor=SYSTEM, valid_from=dt.date(2026, 1, 1), document_no="〔2026〕3号"
    )
    assert (nightly.sweep(), nightly.sweep()) == (2, 0)
    assert set(DispatchPlan.objects.values_list("unit", "week", "state", "made_by")) == {
        (unit.pk, next_week(), PlanState.DRAFT, None) for unit in (county.hub, county.hub2)
    }


def test_the_database_keeps_one_draft_and_nobody_twice(county):
    plan = DispatchPlanFactory(unit=county.hub)
    line = DispatchLineFactory(need__plan=plan)
    for deed in (
        lambda: DispatchPlanFactory(unit=county.hub),
        lambda: DispatchLineFactory(need=line.need, volunteer=line.volunteer),
        lambda: DispatchNeed.objects.create(plan=plan, order=line.need.order, seats=1),
        lambda: DispatchLine.objects.filter(pk=line.pk).update(state=LineState.SENT),
        lambda: DispatchLine.objects.filter(pk=line.pk).update(state=LineState.REMOVED),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            deed()


def test_the_desk_plans_looks_changes_and_sends(cast, county, village, login):
    hub, stranger = login(cast.hub), login(cast.stranger)
    data = {"unit": county.hub.pk, "week": next_week().isoformat()}
    page = hub.post(reverse("orders:plan-make"), data, follow=True)
    plan = DispatchPlan.objects.get()
    text = page.content.decode()
    assert "2 张订单共 2 个名额，2 个有人。" in text
    assert "已经证明" in text
    assert stranger.get(reverse("orders:plan", args=[plan.pk])).status_code == 404
    row = plans.rows_of(plan, list(plans.needs(plan)))[0]
    data = {"who": village["far"].pk, "line": row.standing[0].line.pk, "reason": "就近不便"}
    change = reverse("orders:plan-change", args=[row.need.pk])
    assert stranger.post(change, data).status_code == 404
    assert "就近不便" in hub.post(change, data, follow=True).content.decode()
    remove = reverse("orders:plan-remove", args=[row.standing[0].line.pk])
    assert stranger.post(remove).status_code == 404
    assert "人工改动 1 处" in hub.post(remove, follow=True).content.decode()
    send = reverse("orders:plan-act", args=[plan.pk, "send"])
    assert hub.get(send).status_code == 200
    assert Offer.objects.count() == 0
    assert "已发出" in hub.post(send, follow=True).content.decode()
    assert Offer.objects.filter(volunteer=village["far"]).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_the_plan_need_a_fixed_number_of_queries(
    cast, county, village, login, count, django_assert_num_queries
):
    for _each in range(count - 1):
        DispatchPlanFactory(unit=county.hub, state=PlanState.DROPPED)
        wanted(county.station2)
    plan, client = made(cast, county), login(cast.hub)
    with django_assert_num_queries(7):
        assert client.get(reverse("orders:plans")).content.decode().count("list-row") >= count
    with django_assert_num_queries(14):
        assert client.get(reverse("orders:plan", args=[plan.pk])).status_code == 200


def test_the_command_prints_a_week_and_keeps_it_unless_it_is_a_dry_run(cast, county, village, capsys):
    week = spans.code(next_week())
    call_command("dispatch", "--unit", county.hub.name, "--week", week, "--dry-run", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["week"], found["orders"], found["seats"], found["filled"]) == (week, 2, 2, 2)
    assert (found["solver"], found["gap"], found["broken"]) == ("flow", 0, [])
    assert {each["order"] for each in found["offers"]} == {order.number for order in village["orders"]}
    assert village["near"].person.name not in json.dumps(found, ensure_ascii=False)
    assert DispatchPlan.objects.count() == 0
    call_command("dispatch", "--unit", county.hub.name, "--week", week)
    assert f"{week}: 2 of 2 places in 2 orders, flow" in capsys.readouterr().out
    assert DispatchPlan.objects.get().digest == found["digest"]
    for wrong in (["--unit", "没有的所"], ["--unit", county.hub.name, "--week", "2020-W01"]):
        with pytest.raises(CommandError):
            call_command("dispatch", *wrong)
