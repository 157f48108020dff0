"""Who carries an activity together: the team, helping teams, the unit at whose place it happens."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.activities import rules
from shijian.activities.models import Activity
from shijian.activities.operations.prepare import opened
from shijian.kernel import audit
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.errors import NotAllowed, WrongState
from shijian.kernel.operation import operation
from shijian.units.models import Unit
from shijian.volunteers.models import Team


@operation
def set_hosts(
    activity: Activity, *, team: Team | None, helping: Iterable[Team], host: Unit | None, actor: Actor
) -> Activity:
    """Say which team is in charge, which teams help, and which unit is host. Only officers change the team.

    Raises `NotAllowed`, `WrongState`.
    """
    activity = opened(activity, actor)
    if not rules.may_change(activity):
        raise WrongState
    other_team = activity.team_id != (team.pk if team else None)
    if other_team and not actor.may(Permission.ACTIVITY_EDIT, activity.unit_path):
        raise NotAllowed
    activity.team, activity.host = team, host
    activity.save(update_fields=["team", "host"])
    teams = [each for each in helping if team is None or each.pk != team.pk]
    activity.helping_teams.set(teams)
    changes = {"team": [None, team.pk if team else None], "helping": [None, sorted(t.pk for t in teams)]}
    audit.record("activity.hosts", activity, actor=actor, changes=changes)
    return activity
