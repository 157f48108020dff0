"""What an activity lacks before it can be published, and on which page it is said."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.activities.models import Activity
from shijian.kernel import clock

FACTS, WHEN, WHO = "facts", "when", "who"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that has still to be said, and the part of the preparation where it is."""

    what: str
    part: str


def missing(activity: Activity) -> list[Missing]:
    """What has to be said before the activity can be published, in the order of the questions; three queries."""
    ahead = activity.sessions.filter(cancelled_at__isnull=True, starts_at__gt=clock.now())
    questions = (
        (_("a title"), FACTS, bool(activity.title)),
        (_("one sentence about it"), FACTS, bool(activity.summary)),
        (_("which risks there are, or that there are none"), FACTS, bool(activity.risk_note)),
        (_("a meeting ahead"), WHEN, ahead.exists()),
        (_("a place"), FACTS, activity.places.exists()),
        (_("places for somebody"), WHO, activity.openings.exists()),
    )
    return [Missing(what, part) for what, part, said in questions if not said]
