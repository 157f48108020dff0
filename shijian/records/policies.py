"""Numbers of service time that a county may decide."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

MAX_PER_DAY_BLOCK = policy.define(
    "hours.max_per_day_block", 16, _("Service hours a day that are refused above"), unit=_("hours"), basis="P"
)
MAX_PER_DAY_WARN = policy.define(
    "hours.max_per_day_warn", 12, _("Service hours a day that are marked above"), unit=_("hours"), basis="P"
)
PUBLICITY_DAYS = policy.define(
    "hours.publicity_days",
    3,
    _("Time before the public until a service record counts"),
    unit=_("working days"),
    basis="福建 ≥ 3; P",
    lowest=0,
)
OBJECTION_DAYS = policy.define(
    "hours.objection_days",
    5,
    _("Time to decide an objection to a service record"),
    unit=_("working days"),
    basis="P",
    lowest=1,
)
OBJECTIONS_MOST = policy.define(
    "hours.objections_most", 20, _("Objections of one person that may be open at once"), basis="P", lowest=1
)
TOP_UP_DAYS = policy.define(
    "hours.topup_days",
    7,
    _("Days after a service within which a missing record may be asked for"),
    unit=_("days"),
    basis="P",
    lowest=0,
)
TOP_UP_DECIDE_DAYS = policy.define(
    "hours.topup_decide_days",
    5,
    _("Time to decide about a missing record"),
    unit=_("working days"),
    basis="P",
    lowest=1,
)
IMPORT_YEARS = policy.define(
    "hours.import_years",
    10,
    _("How old a service may be that is taken over from an older roll"),
    unit=_("years"),
    basis="P",
    lowest=1,
)
IMPORT_ROWS = policy.define(
    "hours.import_rows", 1000, _("Rows of a table of older hours"), unit=_("rows"), basis="P", lowest=1
)
IMPORT_START = policy.define(
    "hours.import_start",
    8,
    _("Hour from which a service without times of day is laid into its day"),
    unit=_("o'clock"),
    basis="P",
    lowest=0,
)
IMPORT_DECIDE_DAYS = policy.define(
    "hours.import_decide_days",
    10,
    _("Time to decide about a table of older hours"),
    unit=_("working days"),
    basis="P",
    lowest=1,
)
IMPORT_KEEP_DAYS = policy.define(
    "hours.import_keep_days",
    90,
    _("Days after which the rows of a decided table of older hours are erased"),
    unit=_("days"),
    basis="P",
    lowest=1,
)
CERTIFICATE_PUBLICITY_DAYS = policy.define(
    "cert.publicity_days",
    7,
    _("Days before the public until a certificate of service is in force"),
    unit=_("days"),
    basis="民发〔2015〕149号 ≥ 7",
    lowest=7,
)
CERTIFICATE_DECIDE_DAYS = policy.define(
    "cert.decide_days",
    5,
    _("Time to check and issue a certificate of service"),
    unit=_("working days"),
    basis="P",
    lowest=1,
)
COMPLAINT_TAKE_DAYS = policy.define(
    "complaint.take_days",
    3,
    _("Time until somebody looks into a complaint"),
    unit=_("working days"),
    basis="P",
)
COMPLAINT_UP_DAYS = policy.define(
    "complaint.up_days",
    3,
    _("Time between the reminder of a late complaint and the level above"),
    unit=_("working days"),
    basis="P",
)
COMPLAINT_ANSWER_DAYS = policy.define(
    "complaint.answer_days",
    15,
    _("Time to answer a complaint"),
    unit=_("working days"),
    basis="685号令 26; P",
)
COMMENDATION_DAYS = policy.define(
    "commendation.decide_days",
    10,
    _("Time to confirm a commendation"),
    unit=_("working days"),
    basis="685号令 19 (及时); P",
    lowest=1,
)
COMMENDATIONS_MOST = policy.define(
    "commendation.reported_most",
    10,
    _("Commendations that one volunteer may report before somebody decides"),
    basis="P",
    lowest=1,
)
STATEMENT_CONSENT_DAYS = policy.define(
    "statement.consent_days",
    30,
    _("Days for which a signed consent to one statement for an appraisal holds"),
    unit=_("days"),
    basis="P",
    lowest=1,
)
