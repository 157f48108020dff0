"""Steps on points that need a second person."""

from django.utils.translation import gettext_lazy as _

from shijian.kernel import duties
from shijian.points import rules

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
