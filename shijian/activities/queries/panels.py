"""Activities ahead on the pages of units and teams."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from shijian.activities.enums import ActivityState
from shijian.activities.models import Activity, Session
from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor, Permission
from shijian.units.models import Unit
from shijian.volunteers.models import Team

Panel = tuple[str, dict[str, Any]]
SHOWN = 5
TEMPLATE = "activities/panel.html"
OPEN = (ActivityState.PUBLISHED, ActivityState.RUNNING)


def ahead() -> QuerySet[Activity]:
    """Published activities with a meeting ahead, the next one first."""
    coming = Session.objects.filter(
        activity=OuterRef("pk"), cancelled_at__isnull=True, ends_at__gt=clock.now()
    )
    first = Subquery(coming.order_by("starts_at").values("starts_at")[:1])
    rows = Activity.objects.filter(state__in=OPEN).annotate(next_start=first)
    return rows.filter(next_start__isnull=False).order_by("next_start", "pk")


def unit_panel(unit: Unit, actor: Actor) -> Panel | None:
    """What happens at a unit and below it; nothing when nothing is ahead. One query."""
    here = paths.below("unit_path", unit.path) | Q(host=unit)
    return _panel(ahead().filter(here), may_begin=actor.may(Permission.ACTIVITY_EDIT, unit.path))


def team_panel(team: Team, actor: Actor) -> Panel | None:
    """What a team carries or helps with; its leaders may prepare more. One query."""
    helped = Activity.helping_teams.through.objects.filter(team=team).values("activity_id")
    rows = ahead().filter(Q(team=team) | Q(pk__in=helped))
    return _panel(rows, may_begin=team.pk in actor.led_team_ids)


def _panel(rows: QuerySet[Activity], *, may_begin: bool) -> Panel | None:
    found = list(rows[:SHOWN])
    if not found and not may_begin:
        return None
    return TEMPLATE, {"rows": found, "may_begin": may_begin}
