import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.orders.enums import AssignmentState, OfferState, OrderState
from shijian.orders.models import Assignment, Offer, Order
from shijian.orders.operations import absences, answer, dispatch
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.factories.volunteers import TeamFactory, TeamMemberFactory, VolunteerFactory
from tests.orders import scene


def test_the_first_team_gets_the_order_and_the_other_is_told(cast, county):
    order = scene.queued(cast, county)
    rival = TeamFactory(unit=county.hub)
    boss = scene.helper(county.station, "另一队长")
    TeamMemberFactory(team=rival, volunteer=boss, role="leader")
    mine, theirs = dispatch.offer_to_teams(order, teams=[cast.team, rival], actor=actor_of(cast.hub))
    answer.accept_offer(mine, actor=actor_of(cast.leader))
    order.refresh_from_db()
    theirs.refresh_from_db()
    assert (order.state, order.team_id, theirs.state) == (
        OrderState.ACCEPTED,
        cast.team.pk,
        OfferState.CANCELLED,
    )
    assert Message.objects.get(key=f"offer:{theirs.pk}:cancelled").person_id == boss.person_id
    assert Message.objects.filter(person=cast.resident).count() == 1
    with pytest.raises(answer.PlaceTaken):
        answer.accept_offer(theirs, actor=actor_of(boss.person))


def test_the_headcount_fills_and_closes_the_offers(cast, county):
    order = scene.queued(cast, county, headcount=2)
    helpers = [scene.helper(county.station) for _ in range(3)]
    offers = scene.offered(cast, order, helpers)
    states = []
    for offer in offers[:2]:
        answer.accept_offer(offer, actor=actor_of(offer.volunteer.person))
        order.refresh_from_db()
        states.append(order.state)
    assert states == [OrderState.OFFERED, OrderState.ACCEPTED]
    with pytest.raises(answer.PlaceTaken):
        answer.accept_offer(offers[2], actor=actor_of(helpers[2].person))
    assert order.assignments.count() == 2
    assert order.due_at == order.wished_until


def test_only_the_one_who_was_asked_answers(cast, county):
    order = scene.queued(cast, county)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    for person, error in {cast.leader: OutOfReach, cast.stranger: OutOfReach, cast.hub: NotAllowed}.items():
        for call in (
            lambda a: answer.accept_offer(offer, actor=a),
            lambda a: answer.refuse_offer(offer, reason="busy", actor=a),
        ):
            with pytest.raises(error):
                call(actor_of(person))
    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_a_dispatcher_answers_for_a_volunteer_without_an_account(cast, county):
    order = scene.queued(cast, county)
    old = VolunteerFactory(person__unit=county.station)
    (offer,) = scene.offered(cast, order, [old])
    answer.accept_offer(offer, actor=actor_of(cast.hub))
    order.refresh_from_db()
    assert (order.state, order.assignments.get().volunteer_id) == (OrderState.ACCEPTED, old.pk)


def test_refusals_send_the_order_back_and_the_third_round_calls_the_centre(cast, county):
    order = scene.queued(cast, county)
    for number in (1, 2, 3):
        helpers = [scene.helper(county.station), scene.helper(county.station)]
        for offer in scene.offered(cast, order, helpers):
            order.refresh_from_db()
            assert (order.state, order.round) == (OrderState.OFFERED, number)
            answer.refuse_offer(offer, reason="busy", actor=actor_of(offer.volunteer.person))
        order.refresh_from_db()
        assert (order.state, order.needs_call) == (OrderState.QUEUED, number == 3)
    assert order.handler_id == county.centre.pk
    assert Message.objects.filter(person=cast.centre).count() == 1
    assert Message.objects.filter(person=cast.stranger).count() == 0


def test_a_refusal_needs_a_reason_of_the_list_and_counts_once(cast, county):
    order = scene.queued(cast, county)
    (offer,) = scene.offered(cast, order, [cast.volunteer.volunteer])
    with pytest.raises(Invalid):
        answer.refuse_offer(offer, reason="懒", actor=actor_of(cast.volunteer))
    answer.refuse_offer(offer, reason="far", note="太远", actor=actor_of(cast.volunteer))
    offer.refresh_from_db()
    assert (offer.state, offer.refusal, offer.note) == ("refused", "far", "太远")
    with pytest.raises(answer.OfferOver):
        answer.accept_offer(offer, actor=actor_of(cast.volunteer))


def test_an_offer_past_its_time_cannot_be_accepted(cast, county):
    (offer,) = scene.offered(cast, scene.queued(cast, county), [cast.volunteer.volunteer])
    Offer.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(answer.OfferOver):
        answer.accept_offer(offer, actor=actor_of(cast.volunteer))


def test_two_promises_at_one_time_are_refused(cast, county):
    first = scene.queued(cast, county)
    second = scene.queued(
        cast, county, recipient=scene.resident(county.station), wished_from=first.wished_from
    )
    offers = [scene.offered(cast, order, [cast.volunteer.volunteer])[0] for order in (first, second)]
    answer.accept_offer(offers[0], actor=actor_of(cast.volunteer))
    with pytest.raises(answer.Unfit) as caught:
        answer.accept_offer(offers[1], actor=actor_of(cast.volunteer))
    assert caught.value.rule == "busy"


def test_claims_are_for_fit_volunteers_of_open_orders(cast, county):
    order = scene.queued(cast, county)
    with pytest.raises(OutOfReach):
        answer.claim_order(order, actor=actor_of(cast.volunteer))
    dispatch.open_for_claims(order, actor=actor_of(cast.hub))
    with pytest.raises(NotAllowed):
        answer.claim_order(order, actor=actor_of(cast.station))
    far = VolunteerFactory(person__unit=county.station_other, travel_limit=1)
    with pytest.raises(answer.Unfit) as caught:
        answer.claim_order(order, actor=actor_of(far.person))
    assert caught.value.rule == "too-far"
    answer.claim_order(order, actor=actor_of(cast.volunteer))
    order.refresh_from_db()
    assert (order.state, order.assignments.get().volunteer.person) == (OrderState.ACCEPTED, cast.volunteer)
    with pytest.raises(answer.PlaceTaken):
        answer.claim_order(order, actor=actor_of(cast.leader))


def test_a_withdrawal_is_no_no_show_and_sends_an_empty_order_back(cast, county):
    made = scene.accepted(cast, county)
    with pytest.raises(OutOfReach):
        absences.withdraw_assignment(made.assignments[0], reason="ill", actor=actor_of(cast.stranger))
    with pytest.raises(Invalid):
        absences.withdraw_assignment(made.assignments[0], reason="", actor=actor_of(cast.volunteer))
    absences.withdraw_assignment(made.assignments[0], reason="ill", actor=actor_of(cast.volunteer))
    made.order.refresh_from_db()
    made.assignments[0].refresh_from_db()
    assert (made.order.state, made.assignments[0].state) == (OrderState.QUEUED, AssignmentState.WITHDRAWN)
    with pytest.raises(WrongState):
        absences.withdraw_assignment(made.assignments[0], reason="ill", actor=actor_of(cast.volunteer))


def test_one_of_two_withdraws_and_the_order_stays_accepted(cast, county):
    made = scene.accepted(cast, county, headcount=2)
    absences.withdraw_assignment(made.assignments[0], reason="ill", actor=actor_of(cast.station))
    made.order.refresh_from_db()
    assert made.order.state == OrderState.ACCEPTED
    assert Message.objects.filter(person=cast.hub, text__contains="才让").count() == 1


def _race(calls):
    """Run calls at the same time, each on its own connection; gives the outcomes."""
    start, outcomes = threading.Barrier(len(calls)), []

    def run(call):
        try:
            start.wait(timeout=5)
            outcomes.append(type(call()).__name__)
        except Conflict as error:
            outcomes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_two_volunteers_at_once_for_the_last_place(cast, county):
    order = scene.queued(cast, county)
    rival = scene.helper(county.station)
    offers = scene.offered(cast, order, [cast.volunteer.volunteer, rival])
    actors = [actor_of(cast.volunteer), actor_of(rival.person)]
    pairs = [(offer, actor) for offer, actor in zip(offers, actors, strict=True)]
    assert _race([lambda o=o, a=a: answer.accept_offer(o, actor=a) for o, a in pairs]) == [
        "Offer",
        "place-taken",
    ]
    assert Assignment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_for_the_last_place(cast, county):
    order = scene.queued(cast, county)
    dispatch.open_for_claims(order, actor=actor_of(cast.hub))
    actors = [actor_of(cast.volunteer), actor_of(scene.helper(county.station).person)]
    calls = [lambda a=a: answer.claim_order(Order.objects.get(pk=order.pk), actor=a) for a in actors]
    assert _race(calls) == ["Assignment", "place-taken"]
    assert Assignment.objects.count() == 1
