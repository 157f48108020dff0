"""评单: rating once within the window, reply, follow-up of bad ratings, serving again."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shijian.kernel import audit, clock, duties, policy
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.orders import policies, rules, service_policies
from shijian.orders.enums import AssignmentState, FollowUp, OrderState
from shijian.orders.flow import ORDER_FLOW
from shijian.orders.models import Assignment, Channels, Order, Rating
from shijian.orders.operations import deadline, steps, telling
from shijian.orders.operations.verify import opened
from shijian.orders.queries import orders

BAD = gettext_noop("%(number)s %(title)s: the resident was not happy (%(stars)s of 5). Please follow it up.")
RATED = gettext_noop("“%(title)s” was rated with %(stars)s of 5.")
REPLIED = gettext_noop("“%(title)s”: there is a reply to your rating.")
AGAIN = gettext_noop("“%(title)s” will be done again.")
BY_PROXY = (Channels.PHONE, Channels.DOOR, Channels.PAPER)


class RatingOver(Conflict):
    """Rated already, or the window has passed."""

    code = "rating-over"
    message = gettext_lazy("The time to rate this service is over.")


@operation
def rate_order(
    order: Order, *, stars: int, actor: Actor, words: str = "", channel: str | None = None
) -> Rating:
    """Rate the finished service, once, within the window; staff by proxy say by which `channel` it came.

    Raises `RatingOver`, `WrongState`, `NotAllowed`, `Invalid`.
    """
    order = opened(order, actor)
    _check_stars(stars, words)
    if Rating.objects.filter(order=order, service_round=order.service_round).exists():
        raise RatingOver(_("This service has been rated already."))
    if order.state == OrderState.RATING and order.due_at is not None and order.due_at <= clock.now():
        raise RatingOver
    duties.demand("order.rate", order, actor=actor)
    own = rules.is_recipient(actor, order)
    how = _channel(channel or actor.channel.value, own=own)
    for_id = None if own else order.recipient_id
    log = ORDER_FLOW.advance(order, "rate", actor=actor, for_person_id=for_id, extra={"stars": stars})
    rating = _write(order, stars, words, how, actor, own)
    order.closed_at, order.due_at, order.reminded_at = log.at, None, None
    order.save(update_fields=["closed_at", "due_at", "reminded_at"])
    audit.record("order.rate", rating, actor=actor, for_person_id=for_id, changes={"stars": [None, stars]})
    _tell_served(order, rating, actor)
    return rating


@operation
def reply_rating(rating: Rating, *, words: str, actor: Actor) -> Rating:
    """Answer a rating, once: leaders of the team or staff who follow up."""
    order, rating = _opened_rating(rating, actor)
    if not rules.can_reply(actor, order):
        raise NotAllowed
    if rating.reply:
        raise WrongState(_("There is a reply already."))
    if not words.strip():
        raise Invalid(fields={"words": _("Please say it in a few words.")})
    rating.reply, rating.replied_by_id, rating.replied_at = words.strip()[:500], actor.person_id, clock.now()
    rating.save(update_fields=["reply", "replied_by", "replied_at"])
    audit.record("rating.reply", rating, actor=actor)
    text = steps.say(order, REPLIED)
    telling.tell_residents(order, key=f"rating:{rating.pk}:reply", text=text, actor=actor)
    return rating


@operation
def follow_up_rating(rating: Rating, *, outcome: str, note: str, actor: Actor) -> Rating:
    """Say what became of a bad rating: explained, or served again (which reopens the order)."""
    order, rating = _opened_rating(rating, actor)
    duties.demand("rating.follow-up", order, actor=actor)
    if not rules.can_follow_up(actor, order):
        raise NotAllowed
    if rating.follow_up != FollowUp.OPEN:
        raise WrongState(_("This rating needs no follow-up."))
    if outcome not in (FollowUp.EXPLAINED, FollowUp.REOPENED) or not note.strip():
        raise Invalid(fields={"note": _("Say what you did.")})
    rating.follow_up, rating.follow_up_note = outcome, note.strip()[:500]
    rating.save(update_fields=["follow_up", "follow_up_note"])
    audit.record("rating.follow-up", rating, actor=actor, changes={"follow_up": [FollowUp.OPEN, outcome]})
    if outcome == FollowUp.REOPENED:
        reopen_order(order, reason=note, actor=actor)
    return rating


@operation
def reopen_order(order: Order, *, reason: str, actor: Actor) -> Order:
    """Serve a closed order again: a new service round from the queue, from tomorrow on, by other volunteers."""
    order = opened(order, actor)
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say it in a few words.")})
    duties.demand("order.reopen", order, actor=actor)
    log = ORDER_FLOW.advance(order, "reopen", actor=actor, note=reason.strip()[:300])
    length = order.wished_until - order.wished_from
    order.wished_from = max(order.wished_from, clock.now() + dt.timedelta(days=1))
    order.wished_until = order.wished_from + length
    order.service_round, order.round, order.team = order.service_round + 1, 0, None
    order.closed_at, order.needs_call, order.open_to_claim = None, False, False
    order.due_at = deadline.due(order, policies.DISPATCH_HOURS)
    deadline.hand_to(order, orders.nearest_handler(order.unit, orders.DISPATCHERS))
    order.save()
    audit.record("order.reopen", order, actor=actor, changes={"service_round": [None, order.service_round]})
    telling.tell_residents(order, key=f"{log.pk}", text=steps.say(order, AGAIN), actor=actor)
    staff = orders.staff_of(order.handler_id, orders.DISPATCHERS)
    telling.tell_staff(order, staff, key=f"{log.pk}:dispatch", text=steps.say(order, steps.BACK), actor=actor)
    return order


def _check_stars(stars: int, words: str) -> None:
    if stars not in range(1, 6):
        raise Invalid(fields={"stars": _("Choose one of the five faces.")})
    if len(words) > 500:
        raise Invalid(fields={"words": _("At most %(number)s characters fit here.") % {"number": 500}})


def _channel(channel: str, *, own: bool) -> str:
    if not own and channel not in BY_PROXY:
        raise Invalid(fields={"channel": _("Say how the resident told you.")})
    return channel if channel in Channels.values else Channels.WEB


def _write(order: Order, stars: int, words: str, channel: str, actor: Actor, own: bool) -> Rating:
    bad = stars <= policy.get(service_policies.BAD_STARS)
    return Rating.objects.create(
        order=order,
        service_round=order.service_round,
        stars=stars,
        words=words.strip(),
        rated_by_id=(actor.person_id if own else None) or order.recipient_id,
        taken_by_id=None if own else actor.person_id,
        channel=channel,
        rated_at=clock.now(),
        follow_up=FollowUp.OPEN if bad else FollowUp.NONE,
    )


def _tell_served(order: Order, rating: Rating, actor: Actor) -> None:
    """Tell those who served, and the station when somebody has to be phoned."""
    served = Assignment.objects.filter(
        order=order, service_round=order.service_round, state=AssignmentState.DONE
    )
    ids = [
        *served.order_by("pk").values_list("volunteer__person_id", flat=True),
        *steps.leaders_of(order.team_id),
    ]
    text = steps.say(order, RATED, stars=rating.stars)
    ids = [pk for pk in ids if pk != actor.person_id]
    telling.tell(ids, key=f"rating:{rating.pk}", text=text, route="orders:rating", pk=rating.pk, actor=actor)
    if rating.follow_up == FollowUp.OPEN:
        unit = orders.nearest_handler(order.unit, orders.VERIFIERS)
        text = steps.say(order, BAD, stars=rating.stars)
        staff = orders.staff_of(unit.pk, orders.VERIFIERS)
        telling.tell(
            staff, key=f"rating:{rating.pk}:bad", text=text, route="orders:rating", pk=rating.pk, actor=actor
        )


def _opened_rating(rating: Rating, actor: Actor) -> tuple[Order, Rating]:
    order = lock(Order.objects.select_related("recipient", "unit"), pk=rating.order_id)
    if not rules.can_see(actor, order):
        raise OutOfReach
    return order, lock(Rating.objects.all(), pk=rating.pk)
