"""What a county may decide about personal data."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

REQUEST_DAYS = policy.define(
    "privacy.request_days",
    15,
    _("How soon a request about one's own data is answered"),
    unit=_("working days"),
    basis="PIPL 50; 网络数据安全管理条例 23-25",
)
INCIDENT_HOURS = policy.define(
    "privacy.incident_hours",
    24,
    _("How soon an incident is reported to the authority"),
    unit=_("hours"),
    basis="网络数据安全管理条例 10; PIPL 57",
)
ASSESSMENT_YEARS = policy.define(
    "privacy.assessment_years",
    3,
    _("How long an impact assessment is kept"),
    unit=_("years"),
    basis="PIPL 56",
)
ASK_DAYS = policy.define(
    "privacy.ask_days",
    30,
    _("Rest between two questions for a consent that a new notice needs"),
    unit=_("days"),
)
ASK_TIMES = policy.define(
    "privacy.ask_times", 2, _("How often such a consent is asked for"), unit=_("times"), basis="PIPL 16"
)
UNMASK_PER_HOUR = policy.define(
    "privacy.unmask_per_hour",
    30,
    _("Whole numbers of persons that one officer may open in an hour"),
    unit=_("persons"),
    basis="PIPL 51",
)
MESSAGE_MONTHS = policy.define(
    "retention.message_months",
    12,
    _("How long messages stay in an inbox"),
    unit=_("calendar months"),
    basis="PIPL 19",
    lowest=6,
)
SPENT_MONTHS = policy.define(
    "retention.spent_months",
    6,
    _("How long invitations and keys for programs stay once they ended"),
    unit=_("calendar months"),
    basis="网络安全法 21(3)",
)
WISH_MONTHS = policy.define(
    "retention.wish_months",
    6,
    _("How long the new data of an answered request stays, so that the answer can be challenged"),
    unit=_("calendar months"),
    basis="行政诉讼法 46",
)
