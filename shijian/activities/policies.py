"""What a county may decide about activities; defaults are proposals where no source names a number."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

APPROVAL_FROM = policy.define(
    "activity.approval_from_people",
    200,
    _("From how many places on an activity is approved by the unit above"),
    unit=_("people"),
    basis="大型群众性活动安全管理条例 2 (1000 人以上须经公安许可)",
)
SERIES_DAYS = policy.define(
    "activity.series_days", 60, _("How far ahead the meetings of a series are made"), unit=_("days")
)
OFFER_HOURS = policy.define(
    "activity.offer_hours",
    12,
    _("How long a place that has become free is kept for the next one"),
    unit=_("hours"),
)
LAST_OFFER_MINUTES = policy.define(
    "activity.last_offer_minutes",
    120,
    _("Before the start a free place goes to the next one at once, from so many minutes on"),
    unit=_("minutes"),
)
STANDING_SHARE = policy.define(
    "activity.standing_share", 70, _("Most of the places that standing sign-ups may take"), unit="%"
)
RELEASE_HOURS = policy.define(
    "activity.release_hours",
    24,
    _("So long after opening, those who have many places already wait"),
    unit=_("hours"),
)
RELEASE_MANY = policy.define(
    "activity.release_many", 3, _("How many places of the coming 30 days are many"), unit=_("places")
)
EARLY_MINUTES = policy.define(
    "activity.check_in_early_minutes", 60, _("How early a check-in counts"), unit=_("minutes")
)
LATE_MINUTES = policy.define(
    "activity.check_out_late_minutes", 120, _("How late a check-out counts"), unit=_("minutes")
)
FORGOTTEN = policy.define(
    "activity.forgotten_minutes",
    0,
    _("A forgotten check-out counts as leaving so many minutes before the end"),
    unit=_("minutes"),
)
ASK_HOURS = policy.define(
    "activity.forgotten_ask_hours",
    24,
    _("How long one is asked about a forgotten check-out"),
    unit=_("hours"),
)
OFFLINE_MINUTES = policy.define(
    "activity.offline_minutes",
    720,
    _("How much later own scans made without signal may arrive before a second person has to vouch"),
    unit=_("minutes"),
)
LEADER_DAYS = policy.define(
    "activity.leader_days",
    2,
    _("How long after the end the leader's list counts without a second person"),
    unit=_("days"),
)
PAPER_SECOND = policy.define(
    "activity.paper_second_person",
    0,
    _("Whether a second person looks at the photo of each paper list"),
    unit=_("0 no, 1 yes"),
)
REMIND_HOURS = policy.define(
    "activity.remind_hours", 24, _("How long before the start people are reminded"), unit=_("hours")
)
MINOR_RISK = policy.define(
    "activity.minor_risk",
    1,
    _("From which risk on minors are kept out of activities"),
    unit=_("0 none, 1 some, 2 danger"),
    basis="浙江省志愿服务条例 9",
)
LEADS_FROM = policy.define(
    "activity.self_sign_up_age",
    14,
    _("From which age on somebody signs up without the guardian"),
    unit=_("years"),
)
RISK_READ_FROM = policy.define(
    "activity.risk_read_from",
    1,
    _("From which risk on the statement is read before signing up"),
    unit=_("0 none, 1 some, 2 danger"),
    basis="志愿服务条例 12, 13",
)
PUBLIC_COSTS = policy.define(
    "activity.public_costs",
    0,
    _("Whether the public reads what an activity cost in all, by who bore it"),
    unit=_("0 no, 1 yes"),
)
