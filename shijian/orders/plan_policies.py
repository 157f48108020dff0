"""What a county may decide about planning a week; defaults are proposals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

UNIT = _("100 m of way each")
WEIGHTS = policy.define(
    "dispatch.weights",
    [1000, 2000, 4000],
    _("What an empty place costs a plan: normal, soon, emergency"),
    unit=UNIT,
)
WAITING = policy.define(
    "dispatch.waiting", 50, _("What an empty place costs more for each day that the order waits"), unit=UNIT
)
CAP = policy.define(
    "dispatch.cap", 3, _("Services a week at most that a plan gives somebody"), unit=_("services")
)
CANDIDATES = policy.define(
    "dispatch.candidates", 20, _("How many volunteers a plan looks at for each place"), unit=_("people")
)
LOAD = policy.define(
    "dispatch.load",
    [0, 80, 200, 400, 700, 1100],
    _("What the first, second, third service of somebody in a week costs a plan; never falling"),
    unit=UNIT,
)
VILLAGES = policy.define(
    "dispatch.villages",
    [0, 60, 180, 400],
    _("What an empty place costs more in each further quarter of the places of a village; never falling"),
    unit=UNIT,
)
LACKING = policy.define(
    "dispatch.lacking",
    [400, 300, 80, 250],
    _(
        "What it costs to ask for one order somebody without a skill, the language, a time that he said, the team"
    ),
    unit=UNIT,
)
FAN_OUT = policy.define(
    "dispatch.fan_out", 3, _("How many are asked at most for each place of an order"), unit=_("people")
)
OFFERS = policy.define(
    "dispatch.offers", 3, _("How often a plan asks somebody at most in a week"), unit=_("offers")
)
PATIENCE = policy.define(
    "dispatch.offer_cost",
    60,
    _("What one offer more has to bring at least: the patience of who is asked"),
    unit=UNIT,
)
SECONDS = policy.define("dispatch.seconds", 60, _("How long a plan is computed at most"), unit=_("seconds"))
TEAM_SHARE = policy.define(
    "dispatch.team_share",
    10,
    _("How many places a week a plan gives a team for each ten of its active members"),
    unit=_("places"),
)
OTHER_TEAM = policy.define(
    "dispatch.other_team",
    300,
    _("What it costs a plan to give an order to another team than the one from whose menu it was asked"),
    unit=UNIT,
)
TEAM_TIME = policy.define(
    "dispatch.team_time",
    20,
    _("How much of the time of a plan goes to the orders for teams, where there are any"),
    unit=_("percent"),
)
AT_ONCE = policy.define(
    "dispatch.at_once", 200, _("Up to how many orders a plan is made while one waits"), unit=_("orders")
)
NIGHTLY = policy.define(
    "dispatch.nightly",
    "",
    _("For which units the plan of next week is drafted in the night: hub, centre, or for none"),
)
BID_WEEKS = policy.define(
    "dispatch.bid_weeks",
    4,
    _("From how many weeks a plan learns whom it keeps free for later days; 0: it keeps nobody free"),
    unit=_("weeks"),
)
PRICE_MONTHS = policy.define(
    "dispatch.price_months",
    3,
    _("How long it is kept what half days of volunteers were worth in plans"),
    unit=_("months"),
    basis="PIPL 19",
    lowest=1,
)
