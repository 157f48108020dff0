"""What lies in the inboxes of the cast: the news of the last weeks, in the sentences of the system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel.models import FlowLog
from shijian.orders.enums import ORDER_KIND, FollowUp, OfferState, OrderState
from shijian.orders.models import Assignment, Offer, Order, Rating
from shijian.orders.operations import dispatch, service, steps, telling
from shijian.orders.operations import rating as rating_words
from shijian.people.models import Message, Person

READ_AFTER = dt.timedelta(days=2)
ARRIVALS = ("submit", "appeal", "verify", "requeue", "return", "reopen", "escalate")
NEWS = {"verify": telling.VERIFIED, "finish": service.PLEASE_RATE, "accept": steps.ACCEPTED}


def write(cast: Cast, recipe: Recipe) -> None:
    """Fill the inboxes: residents read how their orders went, officers what waits, helpers what they are asked."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = [*_to_residents(cast), *_to_helpers(cast), *_to_officers(cast)]
    for row in rows:
        row.read_at = (
            row.created_at + dt.timedelta(hours=1) if row.created_at < recipe.now - READ_AFTER else None
        )
    save(Message, sorted(rows, key=lambda row: row.created_at))


def _message(
    person: Person, key: str, sentence: str, order: Order, at: dt.datetime, url: str, **more: Any
) -> Message:
    text = _(sentence) % {"number": order.number, "title": order.title, **more}
    return Message(person=person, key=key, text=text[:300], url=url, created_at=at)


def _to_residents(cast: Cast) -> Iterator[Message]:
    mine = {person.pk: person for name, person in cast.people.items() if name.startswith("resident")}
    orders = {row.pk: row for row in Order.objects.filter(recipient_id__in=mine).select_related("team")}
    logs = FlowLog.objects.filter(kind=ORDER_KIND, object_id__in=orders, transition__in=NEWS).order_by("pk")
    for log in logs:
        order = orders[log.object_id]
        url = reverse("orders:detail", args=[order.pk])
        who = order.team.name if order.team else ""
        key = f"order:{order.pk}:{log.pk}"
        yield _message(mine[order.recipient_id], key, NEWS[log.transition], order, log.at, url, who=who)


def _to_helpers(cast: Cast) -> Iterator[Message]:
    offers = Offer.objects.filter(state=OfferState.OPEN).select_related("order").order_by("pk")
    for row, person in ((cast.leader, cast.people["leader"]), (cast.volunteer, cast.people["volunteer"])):
        for offer in offers.filter(volunteer=row):
            yield _offered(person, offer, dispatch.ASKED)
    for offer in offers.filter(team__members__volunteer=cast.leader, team__members__role="leader"):
        yield _offered(cast.people["leader"], offer, dispatch.TEAM_ASKED)
    for served in Assignment.objects.filter(
        volunteer__in=(cast.leader, cast.volunteer), order__ratings__isnull=False
    ).distinct():
        yield from _rated(served)


def _rated(row: Assignment) -> Iterator[Message]:
    for rating in row.order.ratings.filter(service_round=row.service_round):
        key, url = f"rating:{rating.pk}", reverse("orders:rating", args=[rating.pk])
        stars = {"stars": rating.stars}
        yield _message(
            row.volunteer.person, key, rating_words.RATED, row.order, rating.rated_at, url, **stars
        )


def _offered(person: Person, offer: Offer, sentence: str) -> Message:
    url = reverse("orders:offer", args=[offer.pk])
    return _message(person, f"offer:{offer.pk}", sentence, offer.order, offer.made_at, url)


def _to_officers(cast: Cast) -> Iterator[Message]:
    wanted = {
        OrderState.VERIFYING: "New order %(number)s: %(title)s. Please verify it.",
        OrderState.QUEUED: telling.TO_DISPATCH,
    }
    officers = {
        name: cast.people[name] for name in ("station", "hub", "centre", "hub2") if name in cast.people
    }
    homes = {person.unit_id: person for person in officers.values()}
    yield from _bad_ratings(homes)
    rows = Order.objects.filter(state__in=wanted, handler_id__in=homes).order_by("pk")
    since = _since(rows)
    for order in rows:
        url, at = reverse("orders:office-detail", args=[order.pk]), since[order.pk]
        sentence = steps.CALL if order.needs_call else wanted[OrderState(order.state)]
        key = f"order:{order.pk}:waiting"
        yield _message(homes[order.handler_id], key, sentence, order, at, url, rounds=order.round)


def _since(rows: QuerySet[Order]) -> dict[int, dt.datetime]:
    """When each order came to the desk on which it lies."""
    logs = FlowLog.objects.filter(
        kind=ORDER_KIND, object_id__in=[row.pk for row in rows], transition__in=ARRIVALS
    )
    return dict(logs.order_by().values_list("object_id").annotate(Max("at")))


def _bad_ratings(homes: dict[int, Person]) -> Iterator[Message]:
    rows = Rating.objects.filter(follow_up=FollowUp.OPEN, order__unit_id__in=homes).select_related("order")
    for row in rows.order_by("pk"):
        key, url = f"rating:{row.pk}:bad", reverse("orders:rating", args=[row.pk])
        who = homes[row.order.unit_id]
        yield _message(who, key, rating_words.BAD, row.order, row.rated_at, url, stars=row.stars)
