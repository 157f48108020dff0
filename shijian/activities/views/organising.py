"""What the pages of organisers share: the activity that one runs, its tabs, errors beside their fields."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from shijian.activities import rules
from shijian.activities.models import Activity, Session
from shijian.kernel.errors import NotAllowed
from shijian.kernel.http import ActorRequest

PARTS = {
    "manage": "activities:manage", "facts": "activities:change", "when": "activities:manage-when",
    "who": "activities:manage-who",
}  # fmt: skip


def run_by(request: ActorRequest, pk: int) -> Activity:
    """The activity of that key for who runs it: 404 for whom it does not exist, 403 for others who see it."""
    rows = Activity.objects.visible_to(request.actor)
    rows = rows.select_related("unit", "host", "team", "organiser")
    activity = get_object_or_404(rows, pk=pk)
    if not rules.can_run(request.actor, activity):
        raise NotAllowed
    return activity


def session_of(request: ActorRequest, pk: int) -> Session:
    """The meeting of that key for who runs its activity: 404 for whom it does not exist, 403 for others who see it."""
    visible = Activity.objects.visible_to(request.actor).values("pk")
    rows = Session.objects.filter(activity__in=visible).select_related("activity__unit", "activity__team")
    session = get_object_or_404(rows, pk=pk)
    if not rules.can_run(request.actor, session.activity):
        raise NotAllowed
    return session


def frame(activity: Activity, part: str) -> dict[str, Any]:
    """The context that every page of the preparation has: the activity and its tabs."""
    labels = {"manage": _("Overview"), "facts": _("What and where"), "when": _("When"), "who": _("Places")}
    tabs = [(labels[name], reverse(route, args=[activity.pk]), name == part) for name, route in PARTS.items()]
    return {"activity": activity, "tabs": tabs}
