"""What lies in the inboxes of the cast: the news of the last weeks, in the sentences of the system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.demo.operations.cast import Cast
from shijian.demo.operations.register import save
from shijian.demo.recipe import Recipe
from shijian.kernel.models import FlowLog
from shijian.orders.enums import ORDER_KIND, OfferState, OrderState
from shijian.orders.models import Offer, Order
from shijian.orders.operations import dispatch, service, steps, telling
from shijian.people.models import Message, Person

READ_AFTER = dt.timedelta(days=2)
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
    rows = Order.objects.filter(state__in=wanted, handler_id__in=homes).order_by("pk")
    for order in rows:
        url = reverse("orders:office-detail", args=[order.pk])
        at = order.verified_at or order.created_at
        sentence = wanted[OrderState(order.state)]
        yield _message(homes[order.handler_id], f"order:{order.pk}:waiting", sentence, order, at, url)
