"""The life of a target: proposed, approved or not, replaced by a later one."""

from __future__ import annotations

from shijian.assessment import rules
from shijian.assessment.enums import TARGET_KIND
from shijian.assessment.enums import TargetState as S
from shijian.kernel.flow import Flow, Transition

WAITS = frozenset({S.PROPOSED})
TARGET_FLOW = Flow(
    TARGET_KIND,
    [
        Transition("approve", WAITS, S.APPROVED, rules.can_decide),
        Transition("refuse", WAITS, S.REFUSED, rules.can_decide),
        Transition("replace", frozenset({S.APPROVED}), S.REPLACED, rules.is_system),
    ],
)
