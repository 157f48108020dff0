"""The purposes of the platform. What is held for them each app says in its own claims."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel.purposes import Basis, define
from shijian.people.enums import Purpose

HELP, IDENTITY, ACCOUNT, STAFFING = "help", "identity", "account", "staffing"
PUBLIC_NAME, SECURITY, RIGHTS = "public-name", "security", "rights"
VOLUNTEERING, RECORDS, SAFETY, HEALTH = "volunteering", "service-record", "safety", "health"

define(
    HELP,
    _("Arranging help"),
    why=_("So that somebody can come to you with what you need, at the right door and time."),
    recipients=_("The staff of your village and town; the volunteer or team that has accepted to help."),
    basis=Basis.CONSENT,
    keep_months=24,
    consent=Purpose.REGISTER,
)
define(
    IDENTITY,
    _("Knowing who is who"),
    why=_("So that nobody is registered twice and service hours belong to the right person."),
    recipients=_("The staff of your village and town."),
    basis=Basis.CONSENT,
    keep_months=120,
    law="《志愿服务条例》第七条",
    consent=Purpose.REGISTER,
)
define(
    ACCOUNT,
    _("Your account"),
    why=_("So that you can log in, and see the pages in the way you like."),
    recipients=_("Nobody."),
    basis=Basis.CONTRACT,
    keep_months=0,
)
define(
    STAFFING,
    _("Who holds which office"),
    why=_("So that everybody knows whom to ask, and only officers do what officers do."),
    recipients=_("The public, for the positions on the organisation chart."),
    basis=Basis.DUTY,
    keep_months=120,
    law="《志愿服务条例》第五条",
)
define(
    PUBLIC_NAME,
    _("Showing names in public"),
    why=_("So that volunteers are thanked by name, if they like that."),
    recipients=_("The public."),
    basis=Basis.CONSENT,
    keep_months=0,
    law="《个人信息保护法》第二十五条",
    consent=Purpose.PUBLIC_NAME,
)
define(
    "public-star",
    _("Showing stars in public"),
    why=_("So that volunteers are honoured for their star, if they like that."),
    recipients=_("The public."),
    basis=Basis.CONSENT,
    keep_months=0,
    law="《个人信息保护法》第二十五条",
    consent=Purpose.PUBLIC_STAR,
)
define(
    "ranking",
    _("Ranking volunteers in public"),
    why=_("So that those who like it stand in a public ranking, where the county shows one."),
    recipients=_("The public."),
    basis=Basis.CONSENT,
    keep_months=0,
    law="《个人信息保护法》第二十五条",
    consent=Purpose.RANKING,
)
define(
    VOLUNTEERING,
    _("Volunteering"),
    why=_("So that volunteers get offers that fit them, are insured, and minors are protected."),
    recipients=_("The staff of the volunteer's village and town, leaders of his teams; the insurer."),
    basis=Basis.CONTRACT,
    keep_months=36,
    law="《志愿服务条例》第七条、第十条、第十七条",
)
define(
    HEALTH,
    _("Work that does not suit a volunteer"),
    why=_(
        "So that nobody is asked for work that is not good for him. Whoever says nothing is left out of nothing."
    ),
    recipients=_(
        "Nobody. Whoever arranges help reads only that a task does not suit, never what was answered."
    ),
    basis=Basis.CONSENT,
    keep_months=0,
    law="《志愿服务条例》第十五条，《个人信息保护法》第二十八条、第二十九条",
    consent=Purpose.HEALTH,
)
define(
    RECORDS,
    _("Records of service"),
    why=_("So that every hour of service can be proved for years."),
    recipients=_("The volunteer; whoever gets a certificate from him."),
    basis=Basis.DUTY,
    keep_months=120,
    law="《志愿服务条例》第十九条，国家标准 GB/T 40143—2021",
)
define(
    "complaints",
    _("Complaints"),
    why=_("So that your complaint is looked into by somebody who is not concerned, and answered."),
    recipients=_("Whoever looks into it; the authority to which it is passed on."),
    basis=Basis.DUTY,
    keep_months=36,
    law="《志愿服务条例》第二十六条、第三十六条至第三十八条",
)
define(
    SAFETY,
    _("Keeping people safe"),
    why=_("So that two people who should not meet are not sent to each other."),
    recipients=_("The staff who dispatch."),
    basis=Basis.DUTY,
    keep_months=36,
    law="《民法典》第一千零五条",
)
define(
    SECURITY,
    _("Security of the platform"),
    why=_("So that misuse is found, and nobody can deny what he did."),
    recipients=_("The audit administrator; the police, where a law demands it."),
    basis=Basis.DUTY,
    keep_months=36,
    law="《网络安全法》第二十一条，《个人信息保护法》第五十一条",
)
define(
    RIGHTS,
    _("Your rights"),
    why=_("So that your consents and requests can be proved."),
    recipients=_("The staff of your village and town; the authority that watches over data protection."),
    basis=Basis.DUTY,
    keep_months=36,
    law="《个人信息保护法》第十四条、第五十条、第五十五条至第五十七条",
)
