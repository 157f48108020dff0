"""What units must know of activities when they are merged or closed."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from shijian.activities.enums import ActivityState
from shijian.activities.models import Activity
from shijian.units.operations import TENANTS, Tenant

AHEAD = (ActivityState.DRAFT, ActivityState.REVIEW, ActivityState.PUBLISHED, ActivityState.RUNNING)


def attach() -> None:
    """Activities ahead move with the unit that organises them."""
    TENANTS.append(Tenant("activities", _activities, _ahead))


def _ahead() -> QuerySet[Activity]:
    return Activity.objects.filter(state__in=AHEAD)


def _activities(count: int) -> str:
    return ngettext("%(n)s activity ahead", "%(n)s activities ahead", count) % {"n": count}
