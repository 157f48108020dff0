"""Reminders of plan items whose first day is near and for which nobody has prepared anything."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import plan_policies
from shijian.activities.models import PlanItem
from shijian.activities.queries import progress
from shijian.kernel import clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people
from shijian.records.queries import subjects

NEAR = gettext_noop("“%(title)s” is planned from %(day)s. Nothing is prepared for it yet.")
BATCH = 500


def remind_near() -> None:
    """Remind of every item once; each in its own transaction. May run twice."""
    today = clock.today()
    near = progress.unbegun(today + dt.timedelta(days=policy.get(plan_policies.NEAR_DAYS)))
    for item in near.filter(last_day__gte=today, reminded_at__isnull=True).order_by("first_day", "pk")[
        :BATCH
    ]:
        remind_item(item, actor=SYSTEM)


@operation
def remind_item(item: PlanItem, *, actor: Actor) -> None:
    """Tell the officers of the unit and the leaders of the team; each reads it once."""
    item = lock(PlanItem.objects.select_related("plan"), pk=item.pk)
    persons = subjects.officers_of(item.plan.unit_id) | subjects.leaders_of(item.team_id)
    with translation.override(settings.LANGUAGE_CODE):
        text = _(NEAR) % {"title": item.title, "day": f"{item.first_day:%Y-%m-%d}"}
    url = reverse("activities:plan", args=[item.plan_id])
    for person_id in sorted(persons):
        people.notify(person_id, key=f"plan-item:{item.pk}:near", text=text[:300], url=url, actor=actor)
    item.reminded_at = clock.now()
    item.save(update_fields=["reminded_at"])
