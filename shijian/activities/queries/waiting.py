"""What waits for staff in activities; hung on the work list by `apps`."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shijian.activities.enums import ACTIVITY_KIND, ActivityState
from shijian.activities.models import Activity, Session
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.models import FlowLog
from shijian.kernel.worklist import Line, Source


def _to_approve(actor: Actor) -> QuerySet[Activity]:
    """What somebody else handed in, due before its first meeting."""
    me = actor.person_id or 0
    rows = Activity.objects.filter(
        actor.within(Permission.ACTIVITY_APPROVE, "unit_path"), state=ActivityState.REVIEW
    )
    rows = rows.exclude(organiser_id=me).exclude(made_by_id=me).exclude(submitted_by_id=me)
    rows = rows.exclude(team_id__in=actor.led_team_ids) if actor.led_team_ids else rows
    handed_in = FlowLog.objects.filter(kind=ACTIVITY_KIND, object_id=OuterRef("pk"), transition="submit")
    first = Session.objects.filter(activity=OuterRef("pk"), cancelled_at__isnull=True)
    rows = rows.annotate(
        handed_in_at=Subquery(handed_in.order_by("-id").values("at")[:1]),
        first_start=Subquery(first.order_by("starts_at").values("starts_at")[:1]),
    )
    return rows.select_related("unit", "organiser")


def _say(activity: Activity) -> Line:
    return Line(activity.title, activity.organiser.name, activity.unit.name)


def _page(activity: Activity) -> str:
    return reverse("activities:manage", args=[activity.pk])


SOURCE = Source(
    "activity-approve", _("Activities to approve"), _("Approve"), Permission.ACTIVITY_APPROVE, _to_approve,
    _say, _page, _page, since="handed_in_at", due="first_start",
)  # fmt: skip
