"""Teams as a tree, the open page of a team, and what waits for its leaders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from shijian.kernel import paths, search
from shijian.kernel.actor import Actor
from shijian.people.enums import Purpose
from shijian.people.queries import consents
from shijian.units.models import Unit
from shijian.volunteers import rules
from shijian.volunteers.enums import JoinState, TeamRole
from shijian.volunteers.models import JoinRequest, Team, TeamMember, TeamMemberQuerySet, TeamQuerySet

Panel = tuple[str, dict[str, Any]]
# Packages above hang sections on the page of a team: called with (team, actor), giving (template, context) or None.
TEAM_PANELS: list[Callable[[Team, Actor], Panel | None]] = []
LEADING = (TeamRole.LEADER, TeamRole.DEPUTY)
MOST = 2000
ON_UNIT = 20


@dataclass(frozen=True, slots=True)
class Node:
    """A team at its depth in the tree; the roots are at 0."""

    team: Team
    depth: int

    @property
    def indent(self) -> str:
        """Room in front of the name."""
        return "　" * (self.depth - 1) + "└ " if self.depth else ""


def counted(teams: TeamQuerySet) -> TeamQuerySet:
    """With `member_count` and the unit."""
    current = Count("members", filter=Q(members__ends_on__isnull=True), distinct=True)
    return teams.select_related("unit").annotate(member_count=current)


def found(actor: Actor, *, unit: Unit | None = None, kind: str = "", words: str = "") -> TeamQuerySet:
    """Working teams, narrowed; the open list."""
    teams = Team.objects.visible_to(actor).working()
    if unit is not None:
        teams = teams.filter(paths.below("unit_path", unit.path))
    if kind:
        teams = teams.filter(kind=kind)
    return teams.filter(pk__in=search.find("team", words)) if words.strip() else teams


def tree(actor: Actor, unit: Unit | None = None) -> list[Node]:
    """Working teams, each above the teams below it, at most 2,000; one query. Without its parent a team is a root."""
    teams = list(counted(found(actor, unit=unit)).order_by("level", "unit_path", "pk")[:MOST])
    known = {team.pk for team in teams}
    below: dict[int | None, list[Team]] = defaultdict(list)
    for team in teams:
        below[team.parent_id if team.parent_id in known else None].append(team)
    return list(_nodes(below, None, 0))


def _nodes(below: dict[int | None, list[Team]], parent: int | None, depth: int) -> Iterator[Node]:
    for team in below[parent]:
        yield Node(team, depth)
        yield from _nodes(below, team.pk, depth + 1)


def leaders_of(team: Team) -> TeamMemberQuerySet:
    """Leaders and deputies, leaders first."""
    return named(TeamMember.objects.current().filter(team=team, role__in=LEADING)).order_by("-role", "pk")


def members_of(team: Team, actor: Actor) -> TeamMemberQuerySet:
    """The members whose names the actor may read: all for members and staff, else those who agreed."""
    members = named(TeamMember.objects.current().filter(team=team))
    return (
        members if rules.can_see_members(actor, team) else members.filter(consents.named(Purpose.PUBLIC_NAME))
    )


def named(members: TeamMemberQuerySet) -> TeamMemberQuerySet:
    """With `is_named`: the volunteer agreed to be named in public and is of age."""
    return members.select_related("volunteer__person", "team").annotate(
        is_named=consents.named(Purpose.PUBLIC_NAME)
    )


def requests_for(team: Team, actor: Actor) -> QuerySet[JoinRequest]:
    """The waiting requests of a team, for those who decide."""
    waiting = JoinRequest.objects.filter(team=team, state=JoinState.WAITING)
    rows = waiting if rules.can_edit_team(actor, team) else waiting.none()
    return rows.select_related("volunteer__person", "volunteer__unit", "leaving", "team").order_by("pk")


def panels_of(team: Team, actor: Actor) -> list[Panel]:
    """The sections of packages above."""
    panels: Iterable[Panel | None] = (panel(team, actor) for panel in TEAM_PANELS)
    return [panel for panel in panels if panel is not None]


def possible_parents(actor: Actor, team: Team | None = None) -> TeamQuerySet:
    """Teams under which another may stand: working ones, not the team itself."""
    teams = Team.objects.visible_to(actor).working().order_by("level", "unit_path", "pk")
    return teams.exclude(pk=team.pk) if team else teams


def unit_panel(unit: Unit, actor: Actor) -> Panel | None:
    """The teams at a unit, for its page; one query."""
    teams = list(counted(found(actor).filter(unit=unit)).order_by("level", "pk")[:ON_UNIT])
    may_found = rules.can_found_team_at(actor, unit)
    if not teams and not may_found:
        return None
    return "volunteers/unit_panel.html", {"teams": teams, "may_found_team": may_found}
