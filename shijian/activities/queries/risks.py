"""The risk statement of an activity and its version."""

from __future__ import annotations

from shijian.activities import policies
from shijian.activities.models import Activity, ActivityRiskReading
from shijian.kernel import policy
from shijian.volunteers.rules import risk_version


def version_of(activity: Activity) -> str:
    """The version of the statement: another statement has another one."""
    return risk_version(activity.risk, activity.risk_note)


def must_read(activity: Activity, person_id: int) -> bool:
    """Whether the person has still to read the statement before signing up."""
    if activity.risk < policy.get(policies.RISK_READ_FROM):
        return False
    return not have_read(activity, person_id)


def have_read(activity: Activity, *persons: int) -> bool:
    """Whether one of the persons (somebody, or a guardian in his place) said that the statement was read."""
    rows = ActivityRiskReading.objects.filter(activity=activity, person_id__in=persons)
    return rows.filter(version=version_of(activity)).exists()
