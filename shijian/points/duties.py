"""Steps on points that need a second person."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import duties
from shijian.points import rules, rules_shop

duties.define(
    "points.rule",
    "points.operations.rulebook.approve_rule",
    step=_("Approving rules of points"),
    sentence=_("Rules of points are approved by somebody who did not write them."),
    involved=rules.drafted,
)
duties.define(
    "points.deduct",
    "points.operations.deductions.decide_deduction",
    step=_("Deciding to deduct points"),
    sentence=_("A deduction is decided by somebody who did not propose it and whom it does not concern."),
    involved=rules.proposed,
)
duties.define(
    "points.appeal",
    "points.operations.appeals.settle_appeal",
    step=_("Deciding on an appeal against a deduction"),
    sentence=_("An appeal is decided by somebody who neither proposed nor decided the deduction."),
    involved=rules.had_part,
)
duties.define(
    "points.hand-over",
    "points.operations.redeeming.hand_over",
    step=_("Handing over what was redeemed"),
    sentence=_("Nobody hands over to himself or his ward. Another officer of the desk does."),
    involved=rules_shop.gains,
)
duties.define(
    "points.settlement",
    "points.operations.settling.confirm_settlement",
    step=_("Confirming a settlement with a shop"),
    sentence=_("A settlement is confirmed by somebody who did not make it."),
    involved=rules_shop.made,
)
