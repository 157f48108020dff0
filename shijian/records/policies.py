"""Numbers of service time that a county may decide."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

MAX_PER_DAY_BLOCK = policy.define(
    "hours.max_per_day_block", 16, _("Service hours a day that are refused above"), unit=_("hours"), basis="P"
)
MAX_PER_DAY_WARN = policy.define(
    "hours.max_per_day_warn", 12, _("Service hours a day that are marked above"), unit=_("hours"), basis="P"
)
