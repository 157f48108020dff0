import pytest

from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.models import AuditEntry, FlowLog
from shijian.orders.enums import OfferState, OrderState
from shijian.orders.models import Offer
from shijian.orders.operations import answer, dispatch
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.factories.orders import BlockedPairFactory
from tests.factories.volunteers import TeamFactory, TeamMemberFactory
from tests.orders import scene


def test_an_offer_to_a_team_begins_a_round_and_tells_its_leader(cast, county):
    order = scene.queued(cast, county)
    (offer,) = dispatch.offer_to_teams(order, teams=[cast.team], actor=actor_of(cast.hub))
    order.refresh_from_db()
    assert (order.state, order.round, order.due_at) == (OrderState.OFFERED, 1, offer.expires_at)
    assert (offer.team, offer.round, offer.made_by_id, offer.state) == (cast.team, 1, cast.hub.pk, "open")
    assert [m.person_id for m in Message.objects.filter(key=f"offer:{offer.pk}")] == [cast.leader.pk]
    assert {r[0] for r in offer.explanation["costs"]} == {"area", "distance", "load", "rating", "room"}
    assert FlowLog.objects.get(transition="offer").extra == {"count": 1, "round": 1}
    assert AuditEntry.objects.filter(action="order.offer").count() == 1


def test_only_a_dispatcher_in_reach_offers(cast, county):
    order = scene.queued(cast, county)
    refusals = {
        cast.station: NotAllowed,
        cast.stranger: OutOfReach,
        cast.leader: OutOfReach,
        cast.resident: NotAllowed,
    }
    for person, error in refusals.items():
        with pytest.raises(error):
            dispatch.offer_to_teams(order, teams=[cast.team], actor=actor_of(person))
    assert not Offer.objects.exists()


def test_nobody_unfit_is_asked_and_the_rule_is_named(cast, county):
    order = scene.queued(cast, county)
    good, blocked = scene.helper(county.station), scene.helper(county.station)
    BlockedPairFactory(person=cast.resident, volunteer=blocked)
    with pytest.raises(dispatch.Unfit) as caught:
        scene.offered(cast, order, [good, blocked])
    assert caught.value.rule == "unfit"
    assert not Offer.objects.exists()
    order.refresh_from_db()
    assert (order.state, order.round) == (OrderState.QUEUED, 0)


def test_nobody_is_asked_twice_and_an_empty_choice_is_refused(cast, county):
    order = scene.queued(cast, county, headcount=2)
    first = scene.helper(county.station)
    scene.offered(cast, order, [first])
    with pytest.raises(dispatch.Unfit) as caught:
        scene.offered(cast, order, [first])
    assert caught.value.rule == "asked"
    with pytest.raises(Invalid):
        scene.offered(cast, order, [])
    with pytest.raises(dispatch.Unfit):
        dispatch.offer_to_teams(order, teams=[TeamFactory(unit=county.hub)], actor=actor_of(cast.hub))


def test_offers_join_the_running_round(cast, county):
    order = scene.queued(cast, county, headcount=2)
    scene.offered(cast, order, [scene.helper(county.station)])
    (second,) = scene.offered(cast, order, [scene.helper(county.station)])
    order.refresh_from_db()
    assert (order.round, second.round, order.offers.count()) == (1, 1, 2)


def test_an_order_that_was_not_verified_is_not_dispatched(cast, county):
    order = scene.queued(cast, county, state=OrderState.VERIFYING)
    with pytest.raises(WrongState):
        scene.offered(cast, order, [scene.helper(county.station)])


def _taken_by_team(cast, county, **kwargs):
    order = scene.queued(cast, county, **kwargs)
    (offer,) = dispatch.offer_to_teams(order, teams=[cast.team], actor=actor_of(cast.hub))
    answer.accept_offer(offer, actor=actor_of(cast.leader))
    order.refresh_from_db()
    return order


def test_a_leader_invites_members_only_and_the_order_stays_accepted(cast, county):
    order = _taken_by_team(cast, county)
    outsider = scene.helper(county.station)
    with pytest.raises(OutOfReach):
        dispatch.offer_to_volunteers(order, volunteers=[outsider], actor=actor_of(cast.leader))
    (offer,) = dispatch.offer_to_volunteers(
        order, volunteers=[cast.volunteer.volunteer], actor=actor_of(cast.leader)
    )
    order.refresh_from_db()
    assert (order.state, offer.volunteer_id) == (OrderState.ACCEPTED, cast.volunteer.volunteer.pk)
    TeamMemberFactory(team=cast.team, volunteer=outsider)
    dispatch.offer_to_volunteers(order, volunteers=[outsider], actor=actor_of(cast.leader))
    assert order.offers.filter(volunteer__isnull=False, state="open").count() == 2


def test_a_team_hands_an_order_over_and_is_not_asked_again(cast, county):
    order = _taken_by_team(cast, county)
    (offer,) = dispatch.offer_to_volunteers(
        order, volunteers=[cast.volunteer.volunteer], actor=actor_of(cast.leader)
    )
    answer.accept_offer(offer, actor=actor_of(cast.volunteer))
    with pytest.raises(Invalid):
        dispatch.hand_over(order, reason=" ", actor=actor_of(cast.leader))
    with pytest.raises(NotAllowed):
        dispatch.hand_over(order, reason="没有车", actor=actor_of(cast.volunteer))
    dispatch.hand_over(order, reason="没有车", actor=actor_of(cast.leader))
    order.refresh_from_db()
    assert (order.state, order.team_id, order.accepted_at) == (OrderState.QUEUED, None, None)
    assert [a.state for a in order.assignments.all()] == ["withdrawn"]
    assert FlowLog.objects.get(transition="return").note == "没有车"
    with pytest.raises(dispatch.Unfit):
        dispatch.offer_to_teams(order, teams=[cast.team], actor=actor_of(cast.hub))
    other = TeamFactory(unit=county.hub)
    TeamMemberFactory(team=other, volunteer=scene.helper(county.station), role="leader")
    dispatch.offer_to_teams(order, teams=[other], actor=actor_of(cast.hub))
    order.refresh_from_db()
    assert (order.state, order.round) == (OrderState.OFFERED, 2)


def test_a_dispatcher_takes_offers_back(cast, county):
    order = scene.queued(cast, county)
    (offer,) = scene.offered(cast, order, [scene.helper(county.station)])
    dispatch.hand_over(order, reason="换人", actor=actor_of(cast.hub))
    offer.refresh_from_db()
    order.refresh_from_db()
    assert (offer.state, order.state) == (OfferState.CANCELLED, OrderState.QUEUED)


def test_starting_with_fewer_needs_one(cast, county):
    order = scene.queued(cast, county, headcount=3)
    first, second = scene.helper(county.station), scene.helper(county.station)
    offers = scene.offered(cast, order, [first, second])
    with pytest.raises(dispatch.PlaceTaken.__mro__[1]):
        dispatch.start_with(order, actor=actor_of(cast.hub))
    answer.accept_offer(offers[0], actor=actor_of(first.person))
    with pytest.raises(NotAllowed):
        dispatch.start_with(order, actor=actor_of(cast.station))
    dispatch.start_with(order, actor=actor_of(cast.hub))
    order.refresh_from_db()
    assert order.state == OrderState.ACCEPTED
    assert list(order.offers.order_by("pk").values_list("state", flat=True)) == ["accepted", "cancelled"]
