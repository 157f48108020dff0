"""The lives of a redemption and of a settlement."""

from __future__ import annotations

from shijian.kernel.flow import Flow, Transition
from shijian.points import rules_shop as rules
from shijian.points.enums import REDEMPTION_KIND, SETTLEMENT_KIND
from shijian.points.enums import RedemptionState as R
from shijian.points.enums import SettlementState as S

REDEMPTION_FLOW = Flow(
    REDEMPTION_KIND,
    [
        Transition("hand-over", frozenset({R.OPEN}), R.HANDED, rules.can_hand_over),
        Transition("cancel", frozenset({R.OPEN}), R.CANCELLED, rules.can_cancel),
        Transition("expire", frozenset({R.OPEN}), R.EXPIRED, rules.can_expire),
    ],
)
SETTLEMENT_FLOW = Flow(
    SETTLEMENT_KIND,
    [
        Transition("confirm", frozenset({S.DRAFT}), S.CONFIRMED, rules.can_settle),
        Transition("drop", frozenset({S.DRAFT}), S.DROPPED, rules.can_settle),
    ],
)
