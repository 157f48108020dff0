"""An order that ends early frees everybody who was asked or bound."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.orders.enums import AssignmentState, OfferState
from shijian.orders.models import Order
from shijian.orders.operations import telling
from shijian.volunteers.models import TeamMember


def release(order: Order, *, key: str, actor: Actor) -> None:
    """Cancel open offers, end commitments that have not begun, and tell the people concerned."""
    offers = order.offers.filter(state=OfferState.OPEN)
    bound = order.assignments.filter(state=AssignmentState.COMMITTED)
    persons = {*offers.filter(volunteer__isnull=False).values_list("volunteer__person_id", flat=True)}
    persons |= {*bound.values_list("volunteer__person_id", flat=True)}
    teams = {*offers.filter(team__isnull=False).values_list("team_id", flat=True)}
    teams |= {order.team_id} if order.team_id else set()
    leaders = TeamMember.objects.current().filter(team_id__in=teams, role__in=["leader", "deputy"])
    persons |= {*leaders.values_list("volunteer__person_id", flat=True)}
    offers.update(state=OfferState.CANCELLED, answered_at=clock.now())
    bound.update(state=AssignmentState.WITHDRAWN)
    _tell(order, persons - {actor.person_id}, key, actor)


def _tell(order: Order, persons: set[int], key: str, actor: Actor) -> None:
    def words() -> str:
        return _(telling.FREED) % {"title": order.title}

    key = f"order:{order.pk}:{key}:freed"
    telling.tell(sorted(persons), key=key, text=words, route="orders:detail", pk=order.pk, actor=actor)
