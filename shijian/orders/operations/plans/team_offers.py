"""The offers of one order of a plan that goes to a team, in the caller's transaction and under its lock of the order.

The rows of the teams are locked while their room is counted: of two plans that fill a team, one comes second.
"""

from __future__ import annotations

import datetime as dt

from shijian.kernel.actor import Actor
from shijian.orders.models import DispatchLine, Order
from shijian.orders.operations import dispatch, steps
from shijian.orders.operations.plans import marking
from shijian.orders.queries import team_room, team_rules
from shijian.volunteers.models import Team

# Why a team could not be asked, beside the codes of `team_rules.TEAM_RULES`.
FULL, BEGUN = "team-full", "order-begun"


def send(order: Order, monday: dt.date, lines: list[DispatchLine], actor: Actor) -> int:
    """Ask the teams of these lines that the rules still let ask and that have room; returns how many were asked."""
    if steps.live(order):
        return marking.refuse(lines, BEGUN)
    rows = Team.objects.filter(pk__in=[line.team_id for line in lines]).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    good = [line for line in lines if not _kept_away(order, monday, line)]
    if not good:
        return 0
    chosen = rows.filter(pk__in=[line.team_id for line in good])
    asked = marking.offered(good, lambda: dispatch.offer_to_teams(order, teams=chosen, actor=actor))
    if asked:
        steps.remark(order, "planned-team", actor)
    return asked


def _kept_away(order: Order, monday: dt.date, line: DispatchLine) -> bool:
    """Whether a rule or want of room keeps the team away; then the line says so."""
    team_id = line.team_id or 0
    if broken := team_rules.first_broken(order, team_id):
        marking.refuse([line], broken.code)
        return True
    if team_room.room_of(team_id, monday).fits(order.headcount):
        return False
    marking.refuse([line], FULL)
    return True
