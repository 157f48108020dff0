"""The transition tables of volunteers and of join requests."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.kernel.flow import Flow, Guard, Transition
from shijian.volunteers import rules
from shijian.volunteers.enums import AgreementState as A
from shijian.volunteers.enums import JoinState as J
from shijian.volunteers.enums import VolunteerState as V

VOLUNTEER_KIND = "volunteer"
JOIN_KIND = "join-request"
AGREEMENT_KIND = "agreement"
PRESENT = (V.PENDING, V.CONSENT, V.ACTIVE, V.PAUSED)


def _t(name: str, sources: Iterable[str], target: str, guard: Guard) -> Transition:
    return Transition(name, frozenset(sources), target, guard)


VOLUNTEER_FLOW = Flow(
    VOLUNTEER_KIND,
    [
        _t("confirm", [V.PENDING], V.ACTIVE, rules.can_settle),
        _t("consent", [V.CONSENT], V.ACTIVE, rules.can_settle_consent),
        _t("assent", [V.CONSENT], V.PENDING, rules.is_guardian),
        _t("revoke", [V.PENDING, V.ACTIVE, V.PAUSED], V.CONSENT, rules.can_consent),
        _t("of-age", [V.CONSENT], V.PENDING, rules.can_edit),
        _t("pause", [V.ACTIVE], V.PAUSED, rules.can_edit),
        _t("resume", [V.PAUSED], V.ACTIVE, rules.can_resume),
        _t("leave", PRESENT, V.LEFT, rules.can_edit),
        _t("return", [V.LEFT], V.PENDING, rules.can_return),
        _t("return-minor", [V.LEFT], V.CONSENT, rules.can_return),
    ],
)

AGREEMENT_FLOW = Flow(
    AGREEMENT_KIND,
    [
        _t("sign", [A.OFFERED], A.SIGNED, rules.can_sign),
        _t("decline", [A.OFFERED], A.DECLINED, rules.can_end_agreement),
        _t("end", [A.SIGNED], A.ENDED, rules.can_end_agreement),
    ],
)

JOIN_FLOW = Flow(
    JOIN_KIND,
    [
        _t("approve", [J.WAITING], J.APPROVED, rules.can_decide_join),
        _t("decline", [J.WAITING], J.DECLINED, rules.can_decide_join),
        _t("withdraw", [J.WAITING], J.WITHDRAWN, rules.can_withdraw_join),
        _t("lapse", [J.WAITING], J.WITHDRAWN, rules.can_lapse_join),
    ],
)
