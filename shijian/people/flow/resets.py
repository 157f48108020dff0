"""The transition table of requests for a new password."""

from __future__ import annotations

from shijian.kernel.flow import Flow, Transition
from shijian.people import rules
from shijian.people.enums import ResetState as R

RESET_KIND = "reset"
RESET_FLOW = Flow(
    RESET_KIND,
    [
        Transition("confirm", frozenset({R.ASKED}), R.CONFIRMED, rules.can_decide_reset),
        Transition("refuse", frozenset({R.ASKED}), R.REFUSED, rules.can_decide_reset),
        Transition("issue", frozenset({R.CONFIRMED}), R.ISSUED, rules.can_issue_reset),
        Transition("lapse", frozenset({R.ASKED, R.CONFIRMED}), R.OVER, rules.can_lapse_reset),
    ],
)
