"""What a county may decide about plans; no source names a number, the defaults are proposals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

NEAR_DAYS = policy.define(
    "plan.near_days",
    14,
    _(
        "How many days before it begins and after it ended a plan item without an activity is on the work list"
    ),
    unit=_("days"),
)
USUAL_START = policy.define(
    "plan.usual_start",
    9,
    _("At which hour the first meeting of a planned activity is proposed"),
    unit=_("hours"),
)
USUAL_MINUTES = policy.define(
    "plan.usual_minutes",
    120,
    _("How long the first meeting of a planned activity is proposed"),
    unit=_("minutes"),
)
