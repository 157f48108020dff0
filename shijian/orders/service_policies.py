"""What a county may decide about dispatch, service and rating; proposals where no source names a number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

CLOCK = _("hours by the clock")
ACCEPT_HOURS = policy.define("order.sla.accept_hours", 24, _("Time to answer an offer"), unit=CLOCK)
ESCALATE_HOURS = policy.define(
    "order.sla.escalate_hours", 8, _("Time between the reminder and the level above"), unit=CLOCK
)
ROUNDS = policy.define(
    "order.rounds_before_call",
    3,
    _("Rounds without success before the centre calls the resident"),
    unit=_("rounds"),
)
MINOR_RISK = policy.define(
    "order.minor_risk",
    1,
    _("Risk from which on minors are not admitted"),
    unit=_("level"),
    basis="浙江9 山东10",
)
EARLY_HOURS = policy.define(
    "service.check_in_early_hours", 2, _("How long before the wished time a check-in counts"), unit=CLOCK
)
LATE_HOURS = policy.define(
    "service.check_in_late_hours", 4, _("How long after the wished time a check-in counts"), unit=CLOCK
)
OFFLINE_MINUTES = policy.define(
    "service.offline_minutes",
    30,
    _("How late a check-in made without signal may arrive and still count without a second person"),
    unit=_("minutes"),
)
RATING_DAYS = policy.define("order.rating_days", 7, _("Time to rate a service"), unit=_("days"))
BAD_STARS = policy.define(
    "order.bad_stars", 2, _("Stars up to which a rating is followed up"), unit=_("stars")
)
RISK_READ_FROM = policy.define(
    "order.risk_read_from",
    1,
    _("Risk from which on the statement is read and confirmed before accepting"),
    unit=_("level"),
    basis="685号令 12",
)
WITHDRAW_HOURS = policy.define(
    "service.withdraw_hours", 2, _("Time before the service from which on a withdrawal is late"), unit=CLOCK,
    basis="685号令 22",
)  # fmt: skip
OBJECT_DAYS = policy.define(
    "service.object_days", 7, _("Time to object to a no-show"), unit=_("days"), basis="P"
)
