"""What a county decides about stars: lines, authorities, which evidence counts, terms, and the public ranking."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

LINES = policy.define(
    "star.thresholds",
    [100, 300, 600, 1000, 1500],
    _("Hours from which on the first, the second and each further star is given"),
    unit=_("hours"),
    basis="福建、广东、合肥",
)
AUTHORITIES = policy.define(
    "star.authorities",
    ["county", "county", "city", "city", "province"],
    _("Whose decision grants each star: county, city or province"),
    basis="福建、广东、合肥",
)
GRADES = policy.define(
    "star.grades",
    ["mutual", "site", "self", "witnessed", "late"],
    _("Evidence whose hours count for stars"),
    basis="P",
)
MIN_AGE = policy.define(
    "star.min_age",
    14,
    _("Age from which on stars are given"),
    unit=_("years"),
    basis="团中央 2013 办法",
    lowest=0,
)
PUBLICITY_DAYS = policy.define(
    "star.publicity_days",
    5,
    _("Time before the public until a star is granted"),
    unit=_("working days"),
    basis="广东; P",
    lowest=1,
)
STEP_DAYS = policy.define(
    "star.step_days",
    10,
    _("Time to check a star, to decide it, or to look at it again"),
    unit=_("working days"),
    basis="P",
    lowest=1,
)
APPEAL_DAYS = policy.define(
    "star.appeal_days",
    15,
    _("Time in which a volunteer appeals against the loss of a star or a bar"),
    unit=_("working days"),
    basis="P",
    lowest=1,
)
BAR_MONTHS = policy.define(
    "star.bar_months",
    12,
    _("How long no star is given after false hours, if that is decided"),
    unit=_("months"),
    basis="P",
    lowest=1,
)
RANKING = policy.define(
    "ranking.persons",
    False,
    _("A public page ranks those volunteers by hours who agreed to that"),
    basis="20; P",
)
RANKING_SHOWN = policy.define(
    "ranking.shown", 20, _("How many volunteers the public ranking shows at most"), basis="P", lowest=1
)
