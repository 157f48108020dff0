"""Numbers of the register that a county may decide."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import policy

LAW = "2013 办法; 未成年人保护法"
MIN_AGE = policy.define(
    "volunteer.min_age", 14, _("Age from which one may register as a volunteer"), unit=_("years"), basis=LAW
)
CONSENT_UNTIL = policy.define(
    "volunteer.consent_until", 18, _("Age up to which a guardian must consent"), unit=_("years"), basis=LAW
)
IMPORT_KEEP_DAYS = policy.define(
    "volunteer.import_keep_days",
    30,
    _("Days after which the file of an imported roll is removed"),
    unit=_("days"),
    basis="个人信息保护法 47",
)
EXPIRY_DAYS = policy.define(
    "volunteer.expiry_days",
    30,
    _("How long before its end somebody is reminded of a licence, a training or an insurance"),
    unit=_("days"),
    basis="P",
)
TRAINING_FOR_ALL = policy.define(
    "training.for_all",
    "",
    _("Code of the training that everybody needs before any service; empty for none"),
    basis="中办国办 2024-04-12 意见",
)
AGREEMENT_RISK = policy.define(
    "agreement.risk_from",
    3,
    _("Risk from which on who serves needs an agreement; 3 for nowhere"),
    unit=_("level"),
    basis="685号令 14; 北京18 山东20",
)
HEALTH_RISK = policy.define(
    "health.risk_from",
    3,
    _("Risk from which on who serves first says what does not suit his health; 3 for nowhere"),
    unit=_("level"),
    basis="685号令 15",
)
AGREEMENT_DAYS = policy.define(
    "agreement.days",
    0,
    _("Days of a service from which on who serves needs an agreement; 0 for nowhere"),
    unit=_("days"),
    basis="685号令 14; 北京18 山东20",
)
