"""What a county may decide about the protection of minors."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

PROTECTION = "未成年人保护法 11"
NETWORK = "未成年人网络保护条例 36"
HARM_TELL = policy.define(
    "harm.tell_minutes",
    30,
    _("Time until a report of harm to a minor is passed on to the authority"),
    unit=_("minutes"),
    basis=PROTECTION,
)
HARM_FOLLOW = policy.define(
    "harm.follow_hours",
    24,
    _("Time until the centre asks the authority again what was done"),
    unit=_("hours by the clock"),
    basis=PROTECTION,
)
ACCESS_DAYS = policy.define(
    "minor.access_days",
    90,
    _("Longest time for which an officer may open the data of minors"),
    unit=_("days"),
    basis=NETWORK,
)
EMERGENCY_DAYS = policy.define(
    "minor.emergency_days",
    1,
    _("How long an emergency opens the data of a minor"),
    unit=_("days"),
    basis=NETWORK,
)
AUDIT_MONTH = policy.define(
    "minor.audit_month",
    1,
    _("Month in which the yearly audit of minors' data falls due"),
    unit=_("month"),
    basis="未成年人网络保护条例 37",
)
