import datetime as dt

import pytest
import time_machine

from shijian.kernel.actor import Channel
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.orders.enums import FollowUp, OrderState
from shijian.orders.models import Order, Rating
from shijian.orders.operations import rating
from shijian.orders.queries import candidates
from shijian.people.models import Message
from tests.conftest import actor_of
from tests.orders import scene


def rate(order, person, stars=5, **kwargs):
    return rating.rate_order(order, stars=stars, actor=actor_of(person), **kwargs)


def test_the_resident_rates_once_and_the_order_closes(cast, county):
    order = scene.served(cast, county).order
    made = rate(order, cast.resident, words=" 很好 ")
    order.refresh_from_db()
    assert (order.state, order.due_at, made.stars, made.words) == (OrderState.CLOSED, None, 5, "很好")
    assert (made.rated_by, made.taken_by, made.channel, made.follow_up) == (
        cast.resident,
        None,
        "web",
        FollowUp.NONE,
    )
    with pytest.raises(rating.RatingOver):
        rate(order, cast.resident)
    assert Message.objects.filter(key=f"rating:{made.pk}", person=cast.volunteer).count() == 1


def test_only_the_recipient_side_or_a_proxy_with_a_channel_rates(cast, county):
    order = scene.served(cast, county).order
    refusals = {
        cast.volunteer: NotAllowed,
        cast.stranger: OutOfReach,
        cast.overseer: NotAllowed,
        cast.leader: OutOfReach,
    }
    for person, error in refusals.items():
        with pytest.raises(error):
            rate(order, person, channel="phone")
    with pytest.raises(Invalid):
        rate(order, cast.station, channel="web")
    made = rate(order, cast.station, stars=4, channel=Channel.PHONE.value)
    assert (made.rated_by, made.taken_by, made.channel) == (cast.resident, cast.station, "phone")


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_are_one_to_five(cast, county, stars):
    order = scene.served(cast, county).order
    with pytest.raises(Invalid):
        rate(order, cast.resident, stars=stars)
    assert not Rating.objects.exists()


def test_an_order_is_not_rated_before_the_service_or_after_the_window(cast, county):
    early = scene.accepted(cast, county).order
    with pytest.raises(WrongState):
        rate(early, cast.resident)


def test_the_window_ends(cast, county):
    order = scene.served(cast, county).order
    with time_machine.travel(order.due_at + dt.timedelta(seconds=1)), pytest.raises(rating.RatingOver):
        rate(order, cast.resident)


def test_a_bad_rating_is_followed_up_and_replied_to_once(cast, county):
    made = rate(scene.served(cast, county).order, cast.resident, stars=2)
    assert made.follow_up == FollowUp.OPEN
    assert Message.objects.filter(key=f"rating:{made.pk}:bad").get().person == cast.station
    for person, error in {cast.stranger: OutOfReach, cast.resident: NotAllowed}.items():
        with pytest.raises(error):
            rating.follow_up_rating(made, outcome="explained", note="已解释", actor=actor_of(person))
    with pytest.raises(Invalid):
        rating.follow_up_rating(made, outcome="none", note="已解释", actor=actor_of(cast.station))
    rating.follow_up_rating(made, outcome="explained", note="已解释", actor=actor_of(cast.station))
    made.refresh_from_db()
    assert (made.follow_up, made.follow_up_note, made.stars) == (FollowUp.EXPLAINED, "已解释", 2)
    with pytest.raises(WrongState):
        rating.follow_up_rating(made, outcome="explained", note="再次", actor=actor_of(cast.station))
    rating.reply_rating(made, words="对不起", actor=actor_of(cast.station))
    with pytest.raises(WrongState):
        rating.reply_rating(made, words="再次", actor=actor_of(cast.station))


def test_serving_again_opens_a_new_round_for_other_volunteers(cast, county):
    order = scene.served(cast, county).order
    made = rate(order, cast.resident, stars=1)
    rating.follow_up_rating(made, outcome="reopened", note="重新服务", actor=actor_of(cast.station))
    order.refresh_from_db()
    assert (order.state, order.service_round, order.round, order.closed_at) == (OrderState.QUEUED, 2, 0, None)
    assert order.wished_until - order.wished_from == dt.timedelta(hours=4)
    ranked = [candidate.subject for candidate in candidates.volunteers_for(order)]
    assert cast.volunteer.volunteer not in ranked
    assert Rating.objects.get().stars == 1


def test_a_good_rating_needs_no_follow_up(cast, county):
    made = rate(scene.served(cast, county).order, cast.resident, stars=3)
    with pytest.raises(WrongState):
        rating.follow_up_rating(made, outcome="explained", note="无", actor=actor_of(cast.station))
    assert Order.objects.get().state == OrderState.CLOSED
