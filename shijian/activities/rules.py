"""Who may do what with plans and activities; agrees with the `visible_to` of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.activities.enums import ActivityState, PlanState
from shijian.kernel.actor import Actor, Permission

if TYPE_CHECKING:
    from shijian.activities.models import Activity, Contest, Entry, Plan, Scan, Signup
    from shijian.units.models import Unit
    from shijian.volunteers.models import Team


def can_see_plan(actor: Actor, plan: Plan) -> bool:
    """Published plans are public; drafts are seen within reach of activity:edit."""
    return plan.state == PlanState.PUBLISHED or can_edit_plan(actor, plan)


def can_edit_plan(actor: Actor, plan: Plan) -> bool:
    """Officers of the unit or above."""
    return actor.may(Permission.ACTIVITY_EDIT, plan.unit_path)


def may_plan(actor: Actor, unit_path: str) -> bool:
    """Officers of the unit or above make its plans."""
    return actor.may(Permission.ACTIVITY_EDIT, unit_path)


def can_run(actor: Actor, activity: Activity) -> bool:
    """The one in charge, the leaders of its team, officers in reach: they prepare it and run its desk."""
    if actor.may(Permission.ACTIVITY_EDIT, activity.unit_path):
        return True
    if actor.person_id is None:
        return False
    return actor.person_id == activity.organiser_id or activity.team_id in actor.led_team_ids


def can_see(actor: Actor, activity: Activity) -> bool:
    """Published ones are public, others are seen by those who run them."""
    return activity.published_at is not None or can_run(actor, activity)


def can_make(actor: Actor, unit_path: str, team_id: int | None) -> bool:
    """Officers of the unit or above, and leaders for their own team."""
    return actor.may(Permission.ACTIVITY_EDIT, unit_path) or (
        team_id is not None and team_id in actor.led_team_ids
    )


def can_approve(actor: Actor, activity: Activity) -> bool:
    """Officers with activity:approve in reach; that it is a second person is a duty of its own."""
    return actor.may(Permission.ACTIVITY_APPROVE, activity.unit_path)


def is_own_activity(actor: Actor, activity: Activity) -> bool:
    """Whether the actor prepared, handed in or is in charge of the activity, or leads its team."""
    if actor.person_id is None:
        return False
    persons = (activity.organiser_id, activity.made_by_id, activity.submitted_by_id)
    return actor.person_id in persons or activity.team_id in actor.led_team_ids


def is_own_signup(actor: Actor, signup: Signup) -> bool:
    """Oneself, one's ward, or the place of a team that one leads."""
    if signup.team_id is not None and signup.team_id in actor.led_team_ids:
        return True
    if actor.person_id is None or signup.person is None:
        return False
    return actor.person_id in (signup.person_id, *signup.person.guardian_ids)


def is_about(actor: Actor, signup: Signup) -> bool:
    """Whether the sign-up is the actor's own or that of a ward."""
    if actor.person_id is None or signup.person is None:
        return False
    return actor.person_id in (signup.person_id, *signup.person.guardian_ids)


def has_part_in_scan(actor: Actor, scan: Scan) -> bool:
    """Whether the actor came himself (or a ward did), or entered the scan."""
    return is_about(actor, scan.signup) or (actor.person_id is not None and actor.person_id == scan.by_id)


def can_see_signup(actor: Actor, signup: Signup) -> bool:
    """One's own, and those of activities that one runs."""
    return is_own_signup(actor, signup) or can_run(actor, signup.session.activity)


def is_system(actor: Actor, obj: object) -> bool:
    """Only the worker."""
    return actor.is_system


def may_change(activity: Activity) -> bool:
    """Whether the activity is still being prepared, ahead, or a series that goes on."""
    return activity.state in (
        ActivityState.DRAFT,
        ActivityState.REVIEW,
        ActivityState.PUBLISHED,
        ActivityState.RUNNING,
    )


def can_enter(actor: Actor, contest: Contest, team: Team | None, unit: Unit | None) -> bool:
    """For a team its leaders, for a village its officers, else everybody in the own name; the organiser for all."""
    if can_run(actor, contest.activity):
        return True
    if team is not None:
        return team.pk in actor.led_team_ids
    if unit is not None:
        return actor.may(Permission.ACTIVITY_EDIT, unit.path)
    return actor.person_id is not None


def is_own_entry(actor: Actor, entry: Entry) -> bool:
    """Whether the actor answers for the entry, is its contact's guardian, or leads its team."""
    if entry.team_id is not None and entry.team_id in actor.led_team_ids:
        return True
    return actor.person_id is not None and actor.person_id in (entry.contact_id, *entry.contact.guardian_ids)


def is_in_contest(actor: Actor, contest: Contest) -> bool:
    """Whether the actor judges or has an entry of his own in the contest."""
    if actor.person_id is None:
        return False
    judges = contest.judges.filter(person_id=actor.person_id, ended_at__isnull=True)
    entries = contest.entries.filter(contact_id=actor.person_id, withdrawn_at__isnull=True)
    led = contest.entries.filter(team_id__in=actor.led_team_ids, withdrawn_at__isnull=True)
    return judges.exists() or entries.exists() or led.exists()


def can_run_contest(actor: Actor, contest: Contest) -> bool:
    """Those who run the activity."""
    return can_run(actor, contest.activity)
