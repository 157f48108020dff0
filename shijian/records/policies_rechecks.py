"""Numbers of the random re-check that a county may decide."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

PERMILLE = policy.define(
    "recheck.permille",
    20,
    _("Re-check: how many of a thousand records are drawn each month"),
    basis="P",
    lowest=1,
)
TRIES = policy.define(
    "recheck.tries", 3, _("Re-check: calls before somebody counts as not reached"), basis="P", lowest=1
)
DAYS = policy.define(
    "recheck.days", 10, _("Re-check: time to phone"), unit=_("working days"), basis="P", lowest=1
)
