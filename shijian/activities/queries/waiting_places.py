"""What waits for staff around sign-ups; hung on the work list by `apps`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.activities.enums import SignupState
from shijian.activities.models import Signup
from shijian.kernel import clock
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Source

NEAR = dt.timedelta(days=3)  # so long before the meeting a place without a name waits for staff, too


def _within(actor: Actor) -> QuerySet[Signup]:
    reach = actor.within(Permission.ACTIVITY_EDIT, "session__activity__unit_path")
    rows = Signup.objects.filter(reach, session__starts_at__gt=clock.now())
    return rows.select_related("session__activity__unit", "person", "team")


def _unasked(actor: Actor) -> QuerySet[Signup]:
    """Offered to somebody without an account: somebody has to phone."""
    return _within(actor).filter(state=SignupState.OFFERED, person__account__isnull=True)


def _unnamed(actor: Actor) -> QuerySet[Signup]:
    rows = _within(actor).filter(state=SignupState.TAKEN, person__isnull=True, team__isnull=False)
    return rows.filter(session__starts_at__lt=clock.now() + NEAR)


def _say(signup: Signup) -> Line:
    activity = signup.session.activity
    return Line(activity.title, signup.person.name if signup.person is not None else "", activity.unit.name)


def _say_team(signup: Signup) -> Line:
    activity = signup.session.activity
    name = signup.team.name if signup.team is not None else ""
    return Line(activity.title, name, activity.unit.name, _("Nobody named yet"))


def _place(signup: Any) -> str:
    return reverse("activities:place", args=[signup.pk])


def sources() -> list[Source]:
    """Freed places for people whom no message reaches, and places of teams for which nobody is named yet."""
    return [
        Source(
            "activity-offer", gettext_lazy("Freed places to offer by phone"), gettext_lazy("Ask by phone"),
            Permission.ACTIVITY_EDIT, _unasked, _say, _place, _place, since="made_at", due="offered_until",
        ),
        Source(
            "activity-unnamed", gettext_lazy("Places of teams without a name"), gettext_lazy("Ask the team"),
            Permission.ACTIVITY_EDIT, _unnamed, _say_team, _place, _place, since="made_at",
            due="session__starts_at",
        ),
    ]  # fmt: skip
