"""What a county may decide about accounts."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy
from shijian.people.enums import Role

PRACTICE = "GB/T 22239—2019 8.1.4.1"
LOCK_TRIES = policy.define(
    "auth.lock_tries", 5, _("Wrong passwords before an account is locked"), unit=_("tries"), basis=PRACTICE
)
LOCK_MINUTES = policy.define(
    "auth.lock_minutes", 15, _("How long an account stays locked"), unit=_("minutes"), basis=PRACTICE
)
IP_TRIES = policy.define(
    "auth.ip_tries", 10, _("Wrong passwords from one connection before it is slowed down"), unit=_("tries")
)
IDLE_MINUTES = policy.define(
    "auth.idle_minutes", 20, _("Rest after which staff log in again"), unit=_("minutes"), basis=PRACTICE
)
SESSION_HOURS = policy.define(
    "auth.session_hours", 12, _("Longest time of one login of staff"), unit=_("hours"), basis=PRACTICE
)
RESIDENT_SESSION_HOURS = policy.define(
    "auth.session_hours_resident", 168, _("Longest time of one login of residents"), unit=_("hours")
)
TOKEN_DAYS = policy.define("auth.token_days", 30, _("How long an access token works"), unit=_("days"))
FIRST_NOTICE_DAYS = policy.define(
    "staff.first_notice_days",
    14,
    _("How long before its end a term is announced first"),
    unit=_("days"),
    basis=PRACTICE,
)
LAST_NOTICE_DAYS = policy.define(
    "staff.last_notice_days",
    3,
    _("How long before its end a term is announced again"),
    unit=_("days"),
    basis=PRACTICE,
)
INVITATION_DAYS = policy.define("auth.invitation_days", 7, _("How long an invitation works"), unit=_("days"))
PASSWORD_MIN = policy.define(
    "auth.password_min", 8, _("Shortest password"), unit=_("characters"), basis=PRACTICE
)
PASSWORD_MIN_OFFICE = policy.define(
    "auth.password_min_office", 10, _("Shortest password of staff"), unit=_("characters"), basis=PRACTICE
)
PASSWORD_CLASSES_OFFICE = policy.define(
    "auth.password_classes_office",
    3,
    _("Kinds of characters in a password of staff, of small letters, capitals, digits and signs"),
    unit=_("kinds"),
    basis=PRACTICE,
)
PASSWORD_HISTORY = policy.define(
    "auth.password_history", 5, _("Earlier passwords that staff do not use again"), basis=PRACTICE
)
PASSWORD_DAYS_OFFICE = policy.define(
    "auth.password_days_office",
    90,
    _("Age at which staff choose a new password; 0 means never"),
    unit=_("days"),
    basis=PRACTICE,
)
DORMANT_DAYS = policy.define(
    "auth.dormant_days",
    90,
    _("Days without a login after which an account of staff is suspended; 0 means never"),
    unit=_("days"),
    basis=PRACTICE,
)
DORMANT_NOTICE_DAYS = policy.define(
    "auth.dormant_notice_days", 14, _("Notice before an account of staff is suspended"), unit=_("days")
)
RESET_TWO_OFFICERS = policy.define(
    "auth.reset_two_officers_for",
    ["station", "hub", "centre", "overseer", "auditor", "system", "security"],
    _("Roles whose forgotten password takes two officers"),
    basis=PRACTICE,
)
RESET_DAYS = policy.define(
    "auth.reset_request_days", 3, _("How long a request for a new password waits"), unit=_("days")
)
CODE_MINUTES = policy.define(
    "auth.code_minutes", 5, _("How long a code by text message works"), unit=_("minutes")
)
CODE_TRIES = policy.define("auth.code_tries", 5, _("Tries at a code by text message"), unit=_("tries"))
CODE_GAP = policy.define(
    "auth.code_gap_seconds", 60, _("Pause between two codes to one number"), unit=_("seconds")
)
CODE_PHONE_DAY = policy.define("auth.code_phone_day", 10, _("Codes to one number in 24 hours"))
CODE_IP_HOUR = policy.define(
    "auth.code_address_hour", 30, _("Codes asked for from one connection in an hour")
)
SECOND_FACTOR_ROLES = policy.define(
    "auth.second_factor_roles",
    list(Role.values),
    _("Roles that log in with a second factor"),
    basis="GB/T 22239—2019 8.1.4.1 d)",
)
HALF_LOGIN_MINUTES = policy.define(
    "auth.half_login_minutes",
    5,
    _("Time between the password and the second factor"),
    unit=_("minutes"),
)
CONFIRM_MINUTES = policy.define(
    "auth.confirm_minutes",
    5,
    _("How long a login counts as fresh for changes of the login itself"),
    unit=_("minutes"),
)
