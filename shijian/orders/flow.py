"""The transition table of orders (design, the order's life), of menu items and of plans."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.kernel.flow import Flow, Guard, Transition
from shijian.orders import rules
from shijian.orders.enums import ITEM_KIND, ORDER_KIND, PLAN_KIND
from shijian.orders.enums import ItemState as I
from shijian.orders.enums import OrderState as S
from shijian.orders.enums import PlanState as P


def _t(name: str, sources: Iterable[str], target: str, guard: Guard) -> Transition:
    return Transition(name, frozenset(sources), target, guard)


ORDER_FLOW = Flow(
    ORDER_KIND,
    [
        _t(
            "submit",
            [S.DRAFT],
            S.VERIFYING,
            lambda a, o: rules.is_recipient(a, o) or rules.can_take_for_others(a, o.unit_path),
        ),
        _t("verify", [S.VERIFYING], S.QUEUED, rules.can_verify),
        _t("reject", [S.VERIFYING, S.QUEUED], S.REJECTED, rules.can_reject),
        _t("appeal", [S.REJECTED], S.VERIFYING, rules.can_withdraw),
        _t("offer", [S.QUEUED], S.OFFERED, rules.can_dispatch),
        _t("return", [S.OFFERED, S.ACCEPTED], S.QUEUED, rules.can_staff),
        _t("requeue", [S.OFFERED, S.ACCEPTED], S.QUEUED, rules.can_free),
        _t("accept", [S.OFFERED], S.ACCEPTED, lambda a, o: rules.serves(a, o) or rules.can_dispatch(a, o)),
        _t(
            "claim",
            [S.QUEUED, S.OFFERED],
            S.ACCEPTED,
            lambda a, o: o.open_to_claim and a.volunteer_id is not None,
        ),
        _t("settle", [S.QUEUED, S.OFFERED], S.ACCEPTED, rules.can_dispatch),
        _t("start", [S.ACCEPTED], S.SERVING, rules.can_serve),
        _t("finish", [S.SERVING], S.RATING, rules.can_serve),
        _t("rate", [S.RATING], S.CLOSED, rules.can_rate),
        _t("lapse", [S.RATING], S.CLOSED, rules.is_system),
        _t("reopen", [S.CLOSED], S.QUEUED, rules.can_follow_up),
        _t(
            "withdraw",
            [S.DRAFT, S.VERIFYING, S.QUEUED, S.OFFERED, S.ACCEPTED],
            S.WITHDRAWN,
            rules.can_withdraw,
        ),
        _t("refer", [S.VERIFYING, S.QUEUED, S.OFFERED, S.ACCEPTED], S.UNMET, rules.can_dispatch),
    ],
)

ITEM_FLOW = Flow(
    ITEM_KIND,
    [
        _t("submit", [I.DRAFT, I.DECLINED], I.REVIEW, rules.can_edit_item),
        _t("list", [I.REVIEW], I.LISTED, rules.can_review_item),
        _t("decline", [I.REVIEW], I.DECLINED, rules.can_review_item),
        _t(
            "retire",
            [I.LISTED],
            I.RETIRED,
            lambda a, i: rules.can_edit_item(a, i) or rules.can_review_item(a, i),
        ),
    ],
)

PLAN_FLOW = Flow(
    PLAN_KIND,
    [
        _t("ready", [P.MAKING], P.DRAFT, rules.can_plan),
        _t("send", [P.DRAFT], P.SENDING, rules.can_plan),
        _t("finish", [P.SENDING], P.SENT, rules.can_plan),
        _t("drop", [P.MAKING, P.DRAFT], P.DROPPED, rules.can_plan),
    ],
)
