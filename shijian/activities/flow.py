"""The transition tables of activities and plans."""

from __future__ import annotations

from collections.abc import Iterable

from shijian.activities import rules
from shijian.activities.enums import ACTIVITY_KIND, CONTEST_KIND, PLAN_KIND, SIGNUP_KIND
from shijian.activities.enums import ActivityState as A
from shijian.activities.enums import ContestState as C
from shijian.activities.enums import PlanState as P
from shijian.activities.enums import SignupState as S
from shijian.kernel.actor import Actor
from shijian.kernel.flow import Flow, Guard, Transition


def _t(name: str, sources: Iterable[str], target: str, guard: Guard) -> Transition:
    return Transition(name, frozenset(sources), target, guard)


def _run_or_system(actor: Actor, activity: object) -> bool:
    return actor.is_system or rules.can_run(actor, activity)  # type: ignore[arg-type]


def _own_or_desk(actor: Actor, signup: object) -> bool:
    return actor.is_system or rules.can_see_signup(actor, signup)  # type: ignore[arg-type]


def _desk(actor: Actor, signup: object) -> bool:
    return actor.is_system or rules.can_run(actor, signup.session.activity)  # type: ignore[attr-defined]


PLAN_FLOW = Flow(
    PLAN_KIND,
    [
        _t("publish", [P.DRAFT], P.PUBLISHED, rules.can_edit_plan),
        _t("reopen", [P.PUBLISHED], P.DRAFT, rules.can_edit_plan),
    ],
)

ACTIVITY_FLOW = Flow(
    ACTIVITY_KIND,
    [
        _t("submit", [A.DRAFT], A.REVIEW, rules.can_run),
        _t("return", [A.REVIEW], A.DRAFT, rules.can_approve),
        _t("approve", [A.REVIEW], A.PUBLISHED, rules.can_approve),
        _t("publish", [A.DRAFT], A.PUBLISHED, rules.can_run),
        _t("start", [A.PUBLISHED], A.RUNNING, _run_or_system),
        _t("end", [A.PUBLISHED, A.RUNNING], A.DONE, _run_or_system),
        _t("archive", [A.DONE], A.ARCHIVED, rules.can_run),
        _t("cancel", [A.DRAFT, A.REVIEW, A.PUBLISHED, A.RUNNING], A.CANCELLED, rules.can_run),
    ],
)

# Whoever ends a sign-up does it in the own name, for a ward, at the desk, or because the activity does not take place.
SIGNUP_FLOW = Flow(
    SIGNUP_KIND,
    [
        _t("offer", [S.WAITING], S.OFFERED, rules.is_system),
        _t("promote", [S.WAITING], S.TAKEN, rules.is_system),
        _t("accept", [S.OFFERED], S.TAKEN, _own_or_desk),
        _t("lapse", [S.OFFERED, S.WAITING], S.LAPSED, rules.is_system),
        _t("withdraw", [S.WAITING, S.OFFERED, S.TAKEN], S.WITHDRAWN, _own_or_desk),
        _t("remove", [S.WAITING, S.OFFERED, S.TAKEN], S.REMOVED, _desk),
        _t("absent", [S.TAKEN], S.ABSENT, _desk),
        _t("came", [S.ABSENT], S.TAKEN, _desk),
    ],
)

CONTEST_FLOW = Flow(
    CONTEST_KIND,
    [
        _t("begin", [C.ENTERING], C.RUNNING, rules.can_run_contest),
        _t("publish", [C.RUNNING], C.PUBLISHED, rules.can_run_contest),
    ],
)
