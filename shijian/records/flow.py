"""The life of a complaint: received, looked into, answered or passed on and told; taken back; reopened once."""

from __future__ import annotations

from shijian.kernel.flow import Flow, Transition
from shijian.records import rules
from shijian.records.enums import COMPLAINT_KIND
from shijian.records.enums import ComplaintState as S

OPEN = frozenset({S.RECEIVED, S.HANDLING})
OVER = frozenset({S.ANSWERED, S.PASSED_ON, S.WITHDRAWN})

COMPLAINT_FLOW = Flow(
    COMPLAINT_KIND,
    [
        Transition("take", OPEN, S.HANDLING, rules.can_take_complaint),
        Transition("answer", frozenset({S.HANDLING}), S.ANSWERED, rules.can_answer_complaint),
        Transition("pass-on", OPEN, S.PASSED_ON, rules.can_pass_on_complaint),
        Transition("hand-up", OPEN, S.RECEIVED, rules.can_take_complaint),
        Transition("escalate", OPEN, S.RECEIVED, rules.is_system),
        Transition("withdraw", OPEN, S.WITHDRAWN, rules.is_unnamed),
        Transition("reopen", OVER, S.RECEIVED, rules.is_unnamed),
    ],
)
