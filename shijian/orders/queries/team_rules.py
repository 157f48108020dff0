"""Which teams may be asked at all: hard rules, each one filter and one sentence, for ranking, plans, operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shijian.kernel import clock
from shijian.orders.enums import OfferState
from shijian.orders.models import Offer, Order
from shijian.volunteers.enums import TeamRole, VolunteerState
from shijian.volunteers.models import Team, TeamMember, may_serve_at

# A team with an offer in one of these is not asked for the order again.
HAD = (OfferState.OPEN, OfferState.REFUSED, OfferState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class TeamRule:
    """One hard rule for teams."""

    code: str
    message: Promise | str
    test: Callable[[Order], Q]


def _led(_order: Order) -> Q:
    leaders = TeamMember.objects.current().filter(
        team=OuterRef("pk"),
        role__in=(TeamRole.LEADER, TeamRole.DEPUTY),
        volunteer__state=VolunteerState.ACTIVE,
    )
    return Q(Exists(leaders))


def _lawful(order: Order) -> Q:
    return may_serve_at(clock.local(order.wished_from).date(), order.unit_path)


def _unasked(order: Order) -> Q:
    return Q(~Exists(Offer.objects.filter(order=order, team=OuterRef("pk"), state__in=HAD)))


TEAM_RULES = (
    TeamRule("team-dissolved", _("This team does not exist any more."), lambda _o: Q(dissolved_on=None)),
    TeamRule("team-no-leader", _("This team has no leader who could answer."), _led),
    TeamRule("team-unregistered", _("This team is not registered and may not serve there."), _lawful),
    TeamRule("team-asked", _("This team was already asked."), _unasked),
)


def fit_teams(order: Order, teams: QuerySet[Team]) -> QuerySet[Team]:
    """Keep the working teams with a leader who can answer, not asked for this order yet."""
    condition = Q()
    for rule in TEAM_RULES:
        condition &= rule.test(order)
    return teams.filter(condition)


def first_broken(order: Order, team_id: int) -> TeamRule | None:
    """The rule that keeps the team from being asked for the order; None when it may be."""
    rows = Team.objects.filter(pk=team_id)
    if fit_teams(order, rows).exists():
        return None
    return next((r for r in TEAM_RULES if not rows.filter(r.test(order)).exists()), TEAM_RULES[0])
