"""Ending a series from a day on: its rule gets an end, and the meetings from then on are called off."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from shijian.activities import rules
from shijian.activities.models import Activity, Session
from shijian.activities.operations.prepare import opened
from shijian.activities.operations.sessions import call_off
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, WrongState
from shijian.kernel.operation import operation


@operation
def end_series(activity: Activity, *, last_day: dt.date, why: str, actor: Actor) -> list[Session]:
    """Let a series meet on `last_day` (local) for the last time; who signed up for later ones is told why.

    Returns the meetings that were called off. Raises `Invalid` without a reason where meetings fall away, `WrongState`.
    """
    activity = opened(activity, actor)
    if not activity.rule or not rules.may_change(activity):
        raise WrongState
    if last_day < clock.today() - dt.timedelta(days=1):
        raise Invalid(fields={"last_day": _("This day has passed.")})
    after = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), clock.ZONE)
    rows = _from(activity, max(after, clock.now()))
    for session in rows:
        call_off(session, why=why, actor=actor)
    old, activity.rule = activity.rule, until(activity.rule, last_day)
    activity.save(update_fields=["rule"])
    audit.record("activity.series-end", activity, actor=actor, changes={"rule": [old, activity.rule]})
    return rows


def until(rule: str, last_day: dt.date) -> str:
    """The rule with another end: an UNTIL of the local day in place of its own UNTIL or COUNT."""
    kept = [part for part in rule.split(";") if part.split("=")[0] not in ("UNTIL", "COUNT")]
    return ";".join([*kept, f"UNTIL={last_day:%Y%m%d}T235959"])


def _from(activity: Activity, moment: dt.datetime) -> list[Session]:
    """The meetings that the rule made, from a moment on; those added by hand stay."""
    rows = Session.objects.filter(
        activity=activity, by_rule__isnull=False, starts_at__gt=moment, cancelled_at__isnull=True
    )
    return list(rows.select_related("activity").select_for_update(of=("self",)).order_by("pk"))
