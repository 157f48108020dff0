"""Numbers of points that a county may decide."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

APPEAL_DAYS = policy.define(
    "points.appeal_days",
    10,
    _("Time in which somebody may appeal against a deduction of points"),
    unit=_("working days"),
    basis="P",
    lowest=3,
)
