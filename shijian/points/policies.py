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
PICK_UP_DAYS = policy.define(
    "points.pick_up_days",
    14,
    _("Time in which something redeemed is picked up before the points go back"),
    unit=_("days"),
    basis="P",
    lowest=1,
)
REWARD_LIMIT = policy.define(
    "points.reward_limit",
    2,
    _("How often one volunteer may have the same reward in its period, unless the reward says otherwise"),
    basis="P",
    lowest=1,
)
