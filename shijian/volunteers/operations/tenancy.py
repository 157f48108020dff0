"""What units must know of volunteers and teams when they are merged or closed."""

from __future__ import annotations

from django.utils.translation import ngettext

from shijian.units.operations import TENANTS, Tenant
from shijian.volunteers.models import Team, Volunteer


def attach() -> None:
    """Volunteers and working teams move with their unit."""
    TENANTS.append(Tenant("volunteers", _volunteers, Volunteer.objects.all))
    TENANTS.append(Tenant("teams", _teams, Team.objects.working))


def _volunteers(count: int) -> str:
    return ngettext("%(n)s volunteer", "%(n)s volunteers", count) % {"n": count}


def _teams(count: int) -> str:
    return ngettext("%(n)s team", "%(n)s teams", count) % {"n": count}
