"""Founding, changing and ending teams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import first_result, lock, operation, remember_result
from shijian.units.enums import UnitState
from shijian.units.models import Unit
from shijian.volunteers import rules
from shijian.volunteers.enums import JoinState, Platform, TeamKind, TeamLevel
from shijian.volunteers.flow import JOIN_FLOW
from shijian.volunteers.models import JoinRequest, Skill, Team, TeamMember
from shijian.volunteers.operations.finding import index_team
from shijian.volunteers.operations.telling import tell

SOFT = frozenset({"introduction", "charter", "weekly_orders"})
HARD = frozenset({"name", "level", "kind", "platform", "unit", "parent"})
TEXTS = {"introduction": 2000, "charter": 4000, "name": 60}
CHOICES: dict[str, list[Any]] = {
    "level": TeamLevel.values,
    "kind": TeamKind.values,
    "platform": ["", *Platform.values],
}
MOST_ORDERS = 1000


@operation
def found_team(
    *,
    unit: Unit,
    name: str,
    level: int,
    kind: str,
    actor: Actor,
    parent: Team | None = None,
    skills: Iterable[Skill] = (),
    founded_on: dt.date | None = None,
    idempotency_key: str | None = None,
    **facts: Any,
) -> Team:
    """Found a team at `unit`; `facts` are platform, introduction, charter, weekly_orders.

    Raises `OutOfReach` outside the actor's units, `Invalid` by field.
    """
    if earlier := first_result(Team, key=idempotency_key, actor=actor):
        return earlier
    if not rules.can_found_team_at(actor, unit):
        raise OutOfReach
    team = Team(founded_on=founded_on or clock.today())
    _put(team, {"unit": unit, "name": name, "level": level, "kind": kind, "parent": parent, **facts})
    _save(team)
    team.skills.set(skills)
    audit.record(
        "team.found", team, actor=actor, changes={"name": [None, team.name], "unit": [None, unit.pk]}
    )
    remember_result(team, key=idempotency_key, actor=actor)
    return team


@operation
def change_team(team: Team, *, actor: Actor, skills: Iterable[Skill] | None = None, **changes: Any) -> Team:
    """Change a team: leaders its words and limits, staff also name, level, kind, platform, unit and parent.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Invalid` by field.
    """
    team = _working(team, actor)
    if changes.keys() & HARD and not rules.can_dissolve_team(actor, team):
        raise NotAllowed
    if (unit := changes.get("unit")) is not None and not rules.can_found_team_at(actor, unit):
        raise Invalid(fields={"unit": _("This unit lies outside your reach.")})
    before = {name: _plain(getattr(team, name)) for name in changes}
    _put(team, changes)
    _check_children(team)
    _save(team)
    if skills is not None:
        team.skills.set(skills)
    after = {name: _plain(getattr(team, name)) for name in changes}
    audit.record("team.change", team, actor=actor, changes=audit.difference(before, after))
    return team


@operation
def dissolve_team(team: Team, *, actor: Actor, reason: str = "") -> Team:
    """End a team: memberships end today, waiting requests lapse, its page is closed to the public.

    Raises `OutOfReach`, `NotAllowed`, `WrongState`, `Conflict` while teams below it work.
    """
    team = _working(team, actor)
    if not rules.can_dissolve_team(actor, team):
        raise NotAllowed
    if team.children.working().exists():
        raise Conflict(_("Teams below this one still work; dissolve them or move them first."))
    _end_members(team, actor)
    for request in JoinRequest.objects.filter(team=team, state=JoinState.WAITING).select_related(
        "volunteer__person"
    ):
        request.team = team
        JOIN_FLOW.advance(request, "lapse", actor=actor)
    team.dissolved_on = clock.today()
    team.save(update_fields=["dissolved_on"])
    changes = {"dissolved_on": [None, team.dissolved_on]}
    audit.record("team.dissolve", team, actor=actor, changes=changes, purpose=reason.strip()[:200])
    return team


def _working(team: Team, actor: Actor) -> Team:
    row = lock(Team.objects.select_related("unit", "parent"), pk=team.pk)
    if not rules.can_see_team(actor, row):
        raise OutOfReach
    if not rules.can_edit_team(actor, row):
        raise NotAllowed
    if row.dissolved_on:
        raise WrongState(_("This team was dissolved."))
    return row


def _end_members(team: Team, actor: Actor) -> None:
    members = TeamMember.objects.current().filter(team=team).select_related("volunteer__person")
    for member in members:
        key = f"team:{team.pk}:dissolved"
        tell(
            member.volunteer,
            lambda: _("The team %(team)s was dissolved.") % {"team": team.name},
            key=key,
            actor=actor,
        )
    members.update(ends_on=clock.today())


def _put(team: Team, facts: dict[str, Any]) -> None:
    if unknown := sorted(facts.keys() - SOFT - HARD):
        raise TypeError(f"no such facts: {unknown}")
    errors = {name: problem for name, value in facts.items() if (problem := _problem(name, value))}
    if errors:
        raise Invalid(fields=errors)
    for name, value in facts.items():
        setattr(team, name, value.strip() if isinstance(value, str) else value)
    team.unit_path = team.unit.path
    _check_place(team)


def _problem(name: str, value: Any) -> str | None:
    if name in TEXTS and (not isinstance(value, str) or len(value.strip()) > TEXTS[name]):
        return _("At most %(number)s characters fit here.") % {"number": TEXTS[name]}
    if name == "name" and not value.strip():
        return _("Enter the name of the team.")
    if name in CHOICES and value not in CHOICES[name]:
        return _("Choose from the list.")
    if name == "weekly_orders" and not (isinstance(value, int) and 0 <= value <= MOST_ORDERS):
        return _("Enter a number from 0 to %(most)s.") % {"most": MOST_ORDERS}
    if name == "unit" and value.state != UnitState.ACTIVE:
        return _("This unit is not at work.")
    return None


def _check_place(team: Team) -> None:
    parent = team.parent
    if parent is None:
        return
    if parent.dissolved_on is not None or parent.pk == team.pk:
        raise Invalid(fields={"parent": _("Choose a team that works.")})
    if team.level <= parent.level:
        raise Invalid(fields={"level": _("A team must stand at a lower level than the team above it.")})
    if not team.unit_path.startswith(parent.unit_path):
        raise Invalid(fields={"unit": _("A team must lie in the area of the team above it.")})


def _check_children(team: Team) -> None:
    for level, path in team.children.working().values_list("level", "unit_path"):
        if level <= team.level or not path.startswith(team.unit_path):
            raise Invalid(fields={"level": _("The teams below would no longer lie under this one.")})


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError:
        raise Invalid(fields={"name": _("This unit has or had a team of this name.")}) from None
    index_team(team)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Unit | Team) else value
