"""What a county may decide about accounts."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

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
    "auth.session_hours", 12, _("Longest time of one login"), unit=_("hours"), basis=PRACTICE
)
TOKEN_DAYS = policy.define("auth.token_days", 30, _("How long an access token works"), unit=_("days"))
INVITATION_DAYS = policy.define("auth.invitation_days", 7, _("How long an invitation works"), unit=_("days"))
