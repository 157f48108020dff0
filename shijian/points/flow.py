"""The lives of a set of rules and of a deduction."""

from __future__ import annotations

from shijian.kernel.flow import Flow, Transition
from shijian.points import rules
from shijian.points.enums import DEDUCTION_KIND, RULE_KIND
from shijian.points.enums import DeductionState as D
from shijian.points.enums import RuleState as R

RULE_FLOW = Flow(
    RULE_KIND,
    [
        Transition("approve", frozenset({R.DRAFT}), R.APPROVED, rules.can_decide_rule),
        Transition("drop", frozenset({R.DRAFT}), R.DROPPED, rules.can_decide_rule),
    ],
)
DEDUCTION_FLOW = Flow(
    DEDUCTION_KIND,
    [
        Transition("decide", frozenset({D.PROPOSED}), D.DECIDED, rules.can_decide_deduction),
        Transition("drop", frozenset({D.PROPOSED}), D.DROPPED, rules.can_decide_deduction),
        Transition("appeal", frozenset({D.DECIDED}), D.APPEALED, rules.can_appeal),
        Transition("uphold", frozenset({D.APPEALED}), D.UPHELD, rules.can_decide_deduction),
        Transition("lift", frozenset({D.APPEALED}), D.LIFTED, rules.can_decide_deduction),
        Transition("carry-out", frozenset({D.DECIDED}), D.DONE, rules.is_system),
    ],
)
