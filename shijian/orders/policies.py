"""What a county may decide about the menu and the loop; defaults are proposals where no source names a number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

HOURS = _("working hours")
SEED = "市新时代文明实践中心建设工作实施方案 三(一)5"

PROJECTS_PER_YEAR = policy.define(
    "menu.projects_per_year", 20, _("Menu items to be listed in a year"), unit=_("items"), basis=SEED
)
VERIFY_HOURS = policy.define("order.sla.verify_hours", 8, _("Time to verify a need"), unit=HOURS)
DISPATCH_HOURS = policy.define(
    "order.sla.dispatch_hours", 8, _("Time to dispatch a verified need"), unit=HOURS
)
EMERGENCY_HOURS = policy.define(
    "order.sla.emergency_hours", 2, _("Time for each step of an emergency"), unit=_("hours by the clock")
)
URGE_HOURS = policy.define(
    "order.urge_interval_hours", 24, _("Time between two reminders by the resident"), unit=_("hours")
)
APPEAL_LIMIT = policy.define(
    "order.appeals", 1, _("How often a refusal to admit a need may be appealed"), unit=_("times")
)
ADVANCE_DAYS = policy.define(
    "order.advance_days", 180, _("How far ahead help may be asked for"), unit=_("days")
)
CONTACT_MONTHS = policy.define(
    "retention.order_contact_months",
    6,
    _("How long address and phone of an order stay once it is over"),
    unit=_("calendar months"),
    basis="PIPL 19",
)
