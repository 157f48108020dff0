"""Races for places, offers, words and decisions of an order."""

import datetime as dt

from django.utils import timezone

from shijian.kernel.actor import SYSTEM
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.orders.enums import OrderState
from shijian.orders.models import Assignment, Offer, Order, Rating
from shijian.orders.models.plans import DispatchLine, DispatchPlan
from shijian.orders.models.rights import Absence
from shijian.orders.operations import (
    absences,
    answer,
    deadlines,
    dispatch,
    intake,
    menu,
    rating,
    service,
    verify,
)
from shijian.orders.operations.plans import changing, making, sending
from shijian.records.models import ServiceRecord
from shijian.volunteers.models import Volunteer
from tests.conftest import actor_of
from tests.factories.orders import MenuItemFactory, OrderFactory
from tests.factories.records import ServiceRecordFactory
from tests.orders import scene
from tests.orders.test_weeks import next_week, wanted
from tests.racing import RIVALS, Race, race

ORDERS = "shijian.orders.operations"
LATE = dt.timedelta(minutes=10)


def need(person, unit, **facts):
    start = timezone.now() + dt.timedelta(days=2)
    window = {"wished_from": start, "wished_until": start + dt.timedelta(hours=3)}
    return {"recipient": person, "unit": unit, "title": "换灯泡", "category": "repair", **window, **facts}


@race(f"{ORDERS}.answer.accept_offer")
def the_last_place_by_offers(cast, county):
    order = scene.queued(cast, county)
    offers = scene.offered(cast, order, [scene.helper(county.station) for _ in range(RIVALS)])
    actors = [actor_of(offer.volunteer.person) for offer in offers]
    calls = [lambda o=o, a=a: answer.accept_offer(o, actor=a) for o, a in zip(offers, actors, strict=True)]
    return Race(calls, {1}, Assignment.objects.count, 1)


@race(f"{ORDERS}.answer.accept_offer")
def one_offer_taken_and_taken_again(cast, county):
    order = scene.queued(cast, county, headcount=3)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    actor = actor_of(cast.volunteer)
    calls = [lambda: answer.accept_offer(offer, actor=actor)] * RIVALS
    return Race(calls, {1, RIVALS}, Assignment.objects.count, 1)


@race(f"{ORDERS}.answer.claim_order")
def the_last_place_by_claims(cast, county):
    order = scene.queued(cast, county)
    dispatch.open_for_claims(order, actor=actor_of(cast.hub))
    actors = [actor_of(scene.helper(county.station).person) for _ in range(RIVALS)]
    calls = [lambda a=a: answer.claim_order(Order.objects.get(pk=order.pk), actor=a) for a in actors]
    return Race(calls, {1}, Assignment.objects.count, 1)


@race(f"{ORDERS}.intake.create_order")
def numbers_of_orders(cast, county):
    actor, facts = actor_of(cast.resident), need(cast.resident, county.station)
    calls = [
        lambda n=n: intake.create_order(actor=actor, **facts | {"title": f"第{n}件"}) for n in range(RIVALS)
    ]
    return Race(calls, {RIVALS}, lambda: len(set(Order.objects.values_list("number", flat=True))), RIVALS)


@race(f"{ORDERS}.intake.create_order")
def one_key_of_a_device(cast, county):
    actor, facts = actor_of(cast.resident), need(cast.resident, county.station, idempotency_key="device-1")
    calls = [lambda: intake.create_order(actor=actor, **facts)] * RIVALS
    return Race(calls, set(range(1, RIVALS + 1)), Order.objects.count, 1)


@race(f"{ORDERS}.service.check_in")
def a_check_in(cast, county):
    made = scene.accepted(cast, county)
    actor = actor_of(cast.volunteer)
    calls = [lambda: service.check_in(made.assignments[0], actor=actor)] * RIVALS
    deeds = AuditEntry.objects.filter(action="service.check-in")
    return Race(calls, {1, RIVALS}, deeds.count, 1)


@race(f"{ORDERS}.service.check_out")
def a_check_out(cast, county):
    made = scene.accepted(cast, county)
    actor = actor_of(cast.volunteer)
    service.check_in(made.assignments[0], actor=actor)
    Assignment.objects.update(checked_in_at=timezone.now() - dt.timedelta(minutes=90))
    calls = [lambda: service.check_out(made.assignments[0], actor=actor)] * RIVALS
    return Race(calls, {1, RIVALS}, ServiceRecord.objects.count, 1)


@race(f"{ORDERS}.rating.rate_order")
def a_rating(cast, county):
    order = scene.served(cast, county).order
    actor = actor_of(cast.resident)
    calls = [
        lambda n=n: rating.rate_order(order, stars=n, words="好", actor=actor) for n in range(2, 2 + RIVALS)
    ]
    return Race(calls, {1}, Rating.objects.count, 1)


def moves(order, transition):
    return FlowLog.objects.filter(kind="order", object_id=order.pk, transition=transition).count


@race(f"{ORDERS}.verify.verify_order")
def a_check_of_an_order(cast, county):
    order = OrderFactory(recipient=cast.resident, unit=county.station, state=OrderState.VERIFYING)
    calls = [lambda: verify.verify_order(order, note="电话", actor=actor_of(cast.station))] * RIVALS
    return Race(calls, {1}, moves(order, "verify"), 1)


@race(
    f"{ORDERS}.verify.reject_order",
    f"{ORDERS}.verify.refer_order",
    f"{ORDERS}.verify.withdraw_order",
    f"{ORDERS}.verify.verify_order",
)
def one_of_several_decisions(cast, county):
    order = OrderFactory(recipient=cast.resident, unit=county.station, state=OrderState.VERIFYING)
    station, resident = actor_of(cast.station), actor_of(cast.resident)
    calls = [
        lambda: verify.reject_order(order, reason="不属于服务范围", actor=station),
        lambda: verify.refer_order(order, referred_to="社保所", reason="由社保所办理", actor=station),
        lambda: verify.withdraw_order(order, reason="不需要了", actor=resident),
    ]
    ended = FlowLog.objects.filter(
        kind="order", object_id=order.pk, transition__in=["reject", "refer", "withdraw"]
    )
    return Race(calls, {1}, ended.count, 1)


@race(f"{ORDERS}.dispatch.offer_to_volunteers", f"{ORDERS}.dispatch.offer_to_both")
def an_offer_by_two_dispatchers(cast, county):
    order, actor = scene.queued(cast, county), actor_of(cast.hub)
    volunteer = cast.volunteer.volunteer
    calls = [
        lambda: dispatch.offer_to_volunteers(order, volunteers=[volunteer], actor=actor),
        lambda: dispatch.offer_to_both(order, teams=[], volunteers=[volunteer], actor=actor),
    ] * (RIVALS // 2)
    return Race(calls, set(range(1, len(calls) + 1)), Offer.objects.filter(order=order).count, 1)


@race(f"{ORDERS}.answer.refuse_offer", f"{ORDERS}.answer.accept_offer", f"{ORDERS}.deadlines.expire_offers")
def one_answer_to_an_offer(cast, county):
    order = scene.queued(cast, county)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    actor = actor_of(cast.volunteer)
    calls = [
        lambda: answer.accept_offer(offer, actor=actor),
        lambda: answer.refuse_offer(offer, reason="busy", actor=actor),
    ] * 2
    answers = AuditEntry.objects.filter(action__in=["offer.accept", "offer.refuse"])
    return Race(calls, {1, 2}, answers.count, 1)


@race(f"{ORDERS}.verify.withdraw_order", f"{ORDERS}.answer.claim_order")
def a_claim_while_it_is_withdrawn(cast, county):
    order = scene.queued(cast, county)
    dispatch.open_for_claims(order, actor=actor_of(cast.hub))
    actors = [actor_of(scene.helper(county.station).person) for _ in range(RIVALS - 1)]
    calls = [lambda a=a: answer.claim_order(Order.objects.get(pk=order.pk), actor=a) for a in actors]
    calls.append(lambda: verify.withdraw_order(order, reason="不需要了", actor=actor_of(cast.resident)))
    live = Assignment.objects.filter(order__state=OrderState.WITHDRAWN, state="committed")
    return Race(calls, {1, 2}, live.count, 0)


@race(f"{ORDERS}.absences.withdraw_assignment")
def a_place_given_back(cast, county):
    made = scene.accepted(cast, county)
    actor = actor_of(cast.volunteer)
    calls = [lambda: absences.withdraw_assignment(made.assignments[0], reason="ill", actor=actor)] * RIVALS
    return Race(calls, {1}, Absence.objects.count, 1)


def missed(cast, county):
    made = scene.accepted(cast, county)
    Order.objects.filter(pk=made.order.pk).update(wished_from=timezone.now() - LATE)
    return Assignment.objects.get(pk=made.assignments[0].pk)


@race(f"{ORDERS}.absences.mark_no_show")
def a_no_show(cast, county):
    part, actor = missed(cast, county), actor_of(cast.station)
    return Race([lambda: absences.mark_no_show(part, actor=actor)] * RIVALS, {1}, Absence.objects.count, 1)


@race(f"{ORDERS}.absences.object_to_no_show")
def an_objection(cast, county):
    absences.mark_no_show(missed(cast, county), actor=actor_of(cast.station))
    absence, actor = Absence.objects.get(), actor_of(cast.volunteer)
    calls = [lambda: absences.object_to_no_show(absence, words="我来了", actor=actor)] * RIVALS
    return Race(calls, {1}, AuditEntry.objects.filter(action="absence.object").count, 1)


@race(f"{ORDERS}.absences.settle_objection")
def a_decision_about_a_no_show(cast, county):
    absences.mark_no_show(missed(cast, county), actor=actor_of(cast.station))
    absence, actor = Absence.objects.get(), actor_of(cast.hub)
    absences.object_to_no_show(absence, words="我来了", actor=actor_of(cast.volunteer))
    calls = [
        lambda n=n: absences.settle_objection(absence, upheld=n % 2 == 0, answer="问过了", actor=actor)
        for n in range(RIVALS)
    ]
    return Race(calls, {1}, AuditEntry.objects.filter(action="absence.settle").count, 1)


@race(f"{ORDERS}.service.enter_times")
def times_entered_by_an_officer(cast, county):
    """Of a service whose own times were refused, because they overlap another one."""
    made, now, hour = scene.accepted(cast, county), timezone.now(), dt.timedelta(hours=1)
    part, volunteer = made.assignments[0], actor_of(cast.volunteer)
    service.check_in(part, actor=volunteer)
    Order.objects.filter(pk=made.order.pk).update(wished_from=now - hour)
    Assignment.objects.filter(pk=part.pk).update(checked_in_at=now - 2 * hour)
    ServiceRecordFactory(volunteer=part.volunteer, started_at=now - 3 * hour, ended_at=now - hour)
    service.check_out(part, actor=volunteer)
    times = {"start": now - hour / 2, "end": now - hour / 6}
    calls = [lambda: service.enter_times(part, **times, actor=actor_of(cast.station))] * RIVALS
    return Race(calls, {1}, ServiceRecord.objects.filter(started_at=times["start"]).count, 1)


@race(f"{ORDERS}.rating.follow_up_rating", f"{ORDERS}.rating.reply_rating")
def a_bad_rating_followed_up(cast, county):
    order = scene.served(cast, county).order
    made, actor = (
        rating.rate_order(order, stars=1, words="差", actor=actor_of(cast.resident)),
        actor_of(cast.station),
    )
    calls = [
        lambda: rating.follow_up_rating(made, outcome="reopened", note="重新服务", actor=actor),
        lambda: rating.reply_rating(made, words="对不起", actor=actor),
    ] * 2
    rounds = Order.objects.filter(pk=order.pk, service_round=2)
    return Race(calls, {2}, rounds.count, 1)


@race(f"{ORDERS}.deadlines.meet_deadline")
def a_deadline_met_by_two_workers(cast, county):
    order = OrderFactory(recipient=cast.resident, unit=county.station, state=OrderState.VERIFYING)
    Order.objects.filter(pk=order.pk).update(due_at=timezone.now() - LATE)
    calls = [lambda: deadlines.meet_deadline(order.pk, actor=SYSTEM)] * RIVALS
    return Race(calls, set(range(1, RIVALS + 1)), moves(order, "remind"), 1)


@race(f"{ORDERS}.menu.review_item")
def a_review_of_a_menu_item(cast, county):
    item = MenuItemFactory(team=cast.team, unit=county.hub, state="review")
    calls = [
        lambda n=n: menu.review_item(item, approve=n % 2 == 0, note="看过了", actor=actor_of(cast.hub))
        for n in range(RIVALS)
    ]
    return Race(calls, {1}, AuditEntry.objects.filter(action__startswith="menu.", object_id=item.pk).count, 1)


def planned(cast, county):
    """Two plans of one week, of the hub and of the centre, that both want the only volunteer of the village."""
    Volunteer.objects.exclude(pk=cast.volunteer.volunteer.pk).update(state="paused")
    order = wanted(county.station)
    by_hub = making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub))
    Order.objects.filter(pk=order.pk).update(state=OrderState.VERIFYING)
    wanted(county.station)
    by_centre = making.make_plan(county.centre, week=next_week(), actor=actor_of(cast.centre))
    Order.objects.update(state=OrderState.QUEUED)
    return by_hub, by_centre


@race(f"{ORDERS}.plans.sending.send_need")
def one_volunteer_in_two_plans(cast, county):
    by_hub, by_centre = planned(cast, county)
    pairs = ((by_hub, actor_of(cast.hub)), (by_centre, actor_of(cast.centre)))
    calls = [lambda p=p, a=a: sending.send_plan(p, actor=a) for p, a in pairs]
    return Race(calls, {2}, Offer.objects.filter(state="open").count, 1)


@race(f"{ORDERS}.plans.sending.send_need", f"{ORDERS}.dispatch.offer_to_teams")
def the_last_room_of_a_team_in_two_plans(cast, county):
    item, plans = MenuItemFactory(team=cast.team, unit=county.hub), []
    for unit, officer in ((county.hub, cast.hub), (county.centre, cast.centre)):
        Order.objects.update(state=OrderState.VERIFYING)
        wanted(county.station, item=item, headcount=2)
        actor = actor_of(officer)
        plans.append((making.make_plan(unit, week=next_week(), actor=actor), actor))
    Order.objects.update(state=OrderState.QUEUED)
    calls = [lambda p=p, a=a: sending.send_plan(p, actor=a) for p, a in plans]
    return Race(calls, {2}, Offer.objects.filter(state="open", team=cast.team).count, 1)


@race(
    f"{ORDERS}.plans.changing.swap_line",
    f"{ORDERS}.plans.changing.add_line",
    f"{ORDERS}.plans.changing.remove_line",
)
def one_team_changed_by_several(cast, county):
    item = MenuItemFactory(team=cast.team, unit=county.hub)
    wanted(county.station, item=item)
    plan, hub = making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub)), actor_of(cast.hub)
    need = plan.needs.get()
    changing.remove_line(need.lines.get(), actor=hub)
    calls = [lambda: changing.add_line(need, team_id=cast.team.pk, actor=hub)] * RIVALS
    return Race(calls, {1}, DispatchLine.objects.filter(state="added").count, 1)


@race(f"{ORDERS}.plans.sending.send_need")
def one_plan_sent_by_several(cast, county):
    plan, _other = planned(cast, county)
    need = plan.needs.get()
    sending.start_sending(plan, actor=actor_of(cast.hub))
    calls = [lambda: sending.send_need(need, actor=actor_of(cast.hub))] * RIVALS
    return Race(calls, {RIVALS}, Offer.objects.count, 1)


@race(f"{ORDERS}.plans.making.start_plan")
def one_draft_of_a_week(cast, county):
    wanted(county.station)
    calls = [lambda: making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub))] * RIVALS
    drafts = DispatchPlan.objects.filter(state="draft")
    return Race(calls, {RIVALS}, drafts.count, 1)


@race(
    f"{ORDERS}.plans.changing.swap_line",
    f"{ORDERS}.plans.changing.add_line",
    f"{ORDERS}.plans.changing.remove_line",
)
def one_line_changed_by_several(cast, county):
    order = wanted(county.station)
    plan = making.make_plan(county.hub, week=next_week(), actor=actor_of(cast.hub))
    line = DispatchLine.objects.get(need__order=order, beside=False)
    DispatchLine.objects.filter(beside=True).delete()
    other = next(
        each["volunteer_id"]
        for each in plan.needs.get().alternatives
        if each["volunteer_id"] != line.volunteer_id
    )
    hub = actor_of(cast.hub)
    calls = [
        lambda: changing.swap_line(line, volunteer_id=other, actor=hub),
        lambda: changing.remove_line(line, actor=hub),
        lambda: changing.add_line(line.need, volunteer_id=other, actor=hub),
    ]
    left = DispatchLine.objects.filter(state__in=["proposed", "added"], volunteer_id=line.volunteer_id)
    return Race(calls, {1, 2}, left.count, 0)
