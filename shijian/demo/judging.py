"""After the service: the rating or its lack, the reply, the follow-up of a bad one, the second service."""

from __future__ import annotations

import datetime as dt

from shijian.demo import finding, service, words
from shijian.demo.plans import LAPSE_DAYS, REOPENED, daytime, later
from shijian.demo.tale import STEP_HOURS, Tale
from shijian.kernel import clock
from shijian.kernel.actor import Channel
from shijian.orders.enums import FollowUp, OrderState
from shijian.orders.models import BlockedPair, Rating

S = OrderState
STARS = {5: 66, 4: 18, 3: 9, 2: 4, 1: 3}
BAD = 2
STILL_OPEN = dt.timedelta(days=14)
SPARE = dt.timedelta(minutes=50)


def conclude(tale: Tale) -> None:
    """Tell the end of an order whose service is over."""
    ending = tale.plan.ending
    if tale.order.state != S.RATING or ending == S.RATING:
        return
    if ending == "lapsed":
        tale.go_to(tale.at + dt.timedelta(days=LAPSE_DAYS))
        tale.move("lapse", S.CLOSED, None)
        tale.close()
    elif ending in ("again", REOPENED):
        _rate(tale, stars=tale.rng.choice([1, 2]))
        _reopen(tale)
        if ending == "again":
            _serve_again(tale)
    else:
        _rate(tale, stars=tale.plan.stars or tale.rng.choices(list(STARS), list(STARS.values()))[0])


def _rate(tale: Tale, *, stars: int) -> None:
    order, rng = tale.order, tale.rng
    tale.go_to(daytime(rng, tale.at + dt.timedelta(days=rng.randint(1, 4))))
    order.closed_at = None
    by_proxy = order.taken_by is not None
    said = words.PRAISE if stars >= 4 else words.MIDDLING if stars == 3 else words.COMPLAINTS
    rating = Rating(
        service_round=order.service_round,
        stars=stars,
        words=rng.choice(said),
        rated_by=order.recipient,
        taken_by=tale.world.officer(order) if by_proxy else None,
        channel=Channel.PHONE if by_proxy else Channel.WEB,
        rated_at=tale.at,
    )
    tale.ratings.append(rating)
    who, for_id = rating.taken_by or order.recipient, order.recipient_id if by_proxy else None
    tale.move("rate", S.CLOSED, who, channel=rating.channel, for_id=for_id, extra={"stars": stars})
    tale.close()
    _reply(tale, rating)
    if stars <= BAD:
        _follow_up(tale, rating)


def _reply(tale: Tale, rating: Rating) -> None:
    if tale.order.team is None or tale.rng.random() > (0.35 if rating.stars > BAD else 0.8):
        return
    rating.reply = tale.rng.choice(words.REPLIES if rating.stars > BAD else words.APOLOGIES)
    rating.replied_by = tale.world.leader(tale.order.team)
    rating.replied_at = min(rating.rated_at + dt.timedelta(hours=tale.rng.uniform(1, 30)), tale.limit)


def _follow_up(tale: Tale, rating: Rating) -> None:
    if tale.plan.ending in ("again", REOPENED):
        tale.wait(1, 5)
        rating.follow_up, rating.follow_up_note = FollowUp.REOPENED, words.FOLLOW_UPS[1]
    elif tale.plan.stars or tale.world.recipe.now - rating.rated_at < STILL_OPEN:
        rating.follow_up = FollowUp.OPEN
    else:
        rating.follow_up, rating.follow_up_note = FollowUp.EXPLAINED, words.FOLLOW_UPS[0]
    if tale.world.turn("block", 12):
        _keep_apart(tale)


def _keep_apart(tale: Tale) -> None:
    """The resident asked that this volunteer does not come again."""
    row, resident = tale.bound()[0].volunteer, tale.order.recipient
    if (resident.pk, row.pk) not in tale.world.blocked:
        tale.world.blocked.add((resident.pk, row.pk))
        officer = tale.world.officer(tale.order)
        tale.blocked.append(
            BlockedPair(person=resident, volunteer=row, reason=words.BLOCKED, made_by=officer)
        )


def _reopen(tale: Tale) -> None:
    """To be served again, by others."""
    order = tale.order
    tale.wait(2, 6)
    tale.move("reopen", S.QUEUED, tale.world.officer(order), note=words.FOLLOW_UPS[1])
    wished = tale.at + dt.timedelta(days=1)
    if tale.plan.ending == REOPENED:
        wished = later(tale.rng, tale.world.recipe.now)
    order.wished_from, order.wished_until = wished, wished + (order.wished_until - order.wished_from)
    order.service_round, order.round, order.team, order.open_to_claim = 2, 0, None, False
    order.closed_at, order.due_at = None, clock.add_working_hours(tale.at, STEP_HOURS)
    tale.limit = min(wished - SPARE, tale.limit)
    tale.hand_to_hub()


def _serve_again(tale: Tale) -> None:
    """Others go, and the resident rates anew; with nobody free volunteers cannot do it."""
    if not finding.find_people(tale):
        return
    service.check_in(tale, tale.order.wished_from)
    service.check_out(tale)
    _rate(tale, stars=tale.rng.choice([4, 5]))
