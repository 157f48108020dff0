"""Does a scan count? The first question that fails is what the person reads; no scan is thrown away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from shijian.activities import policies
from shijian.activities.enums import Audience, NotCounted, Outcome, Refusal, ScanKind, ScanWay, SignupState
from shijian.activities.models import Place, Session, Signup
from shijian.activities.queries import conditions
from shijian.activities.queries.windows import window
from shijian.kernel import policy

Verdict = tuple[Outcome, str]
GATES = {
    Refusal.NO_VOLUNTEER: NotCounted.NO_VOLUNTEER,
    Refusal.UNINSURED: NotCounted.UNINSURED,
    Refusal.MINOR: NotCounted.MINOR,
    Refusal.UNREAD: NotCounted.UNREAD,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one coming or going.

    `claim`: the moment is an own word given afterwards; `answer`: it was asked for, since the going was forgotten;
    `wrong_code`: a code was written down that was never shown.
    """

    kind: ScanKind
    way: ScanWay
    nonce: str
    at: dt.datetime
    received: dt.datetime
    own: bool
    place: Place | None = None
    note: str = ""
    evidence: str = ""
    device: str = ""
    claim: bool = False
    answer: bool = False
    with_code: bool = False
    wrong_code: bool = False

    @property
    def delay(self) -> dt.timedelta:
        """How much later it arrived."""
        return self.received - self.at


def is_late_entry(session: Session, received: dt.datetime) -> bool:
    """Whether something is entered later than the leader's list may be."""
    return received > session.ends_at + dt.timedelta(days=policy.get(policies.LEADER_DAYS))


def judge(signup: Signup, told: Told) -> Verdict:
    """Counted, waiting or refused, and why (a code of `NotCounted`)."""
    if told.way == ScanWay.POLICY:
        return Outcome.COUNTED, ""
    for refusal, broken in REFUSALS:
        if broken(signup, told):
            return Outcome.REFUSED, refusal
    if (gate := gate_of(signup, told)) is not None:
        return Outcome.REFUSED, gate
    waits = next((code for code, broken in WAITS if broken(signup, told)), None)
    return (Outcome.WAITING, waits) if waits else (Outcome.COUNTED, "")


def _cancelled(signup: Signup, told: Told) -> bool:
    return signup.session.cancelled_at is not None or signup.session.activity.published_at is None


def _no_place(signup: Signup, told: Told) -> bool:
    return signup.state not in (SignupState.TAKEN, SignupState.ABSENT)


def _early(signup: Signup, told: Told) -> bool:
    return told.at < window(signup.session)[0]


def _over(signup: Signup, told: Told) -> bool:
    return told.at > window(signup.session)[1]


def _needs_code(signup: Signup, told: Told) -> bool:
    coming = told.kind == ScanKind.IN and told.way == ScanWay.SELF and not told.claim
    return coming and told.own and not told.with_code and signup.session.activity.needs_code


def gate_of(signup: Signup, told: Told) -> NotCounted | None:
    """Age, insurance, register and risk statement, when somebody comes."""
    if told.kind != ScanKind.IN or signup.person is None:
        return None
    session, opening = signup.session, signup.opening
    wish = conditions.Wish(session.activity, session, opening, signup.person, signup.volunteer, desk=True)
    rules = [
        *(conditions.VOLUNTEERS if opening.audience == Audience.VOLUNTEER else ()),
        *conditions.EVERYBODY,
    ]
    return next((GATES[code] for code, broken in rules if code in GATES and broken(wish)), None)


def _long_ago(signup: Signup, told: Told) -> bool:
    scanned = told.way in (ScanWay.SITE, ScanWay.STAFF, ScanWay.SELF)
    return (
        scanned
        and not told.answer
        and told.delay > dt.timedelta(minutes=policy.get(policies.OFFLINE_MINUTES))
    )


def _late_entry(signup: Signup, told: Told) -> bool:
    written = told.way in (ScanWay.LEADER, ScanWay.PAPER)
    return written and is_late_entry(signup.session, told.received)


def _paper(signup: Signup, told: Told) -> bool:
    return told.way == ScanWay.PAPER and bool(policy.get(policies.PAPER_SECOND))


def _claim(signup: Signup, told: Told) -> bool:
    return told.claim


Rule = tuple[NotCounted, Callable[[Signup, Told], bool]]
REFUSALS: tuple[Rule, ...] = (
    (NotCounted.CANCELLED, _cancelled),
    (NotCounted.NO_PLACE, _no_place),
    (NotCounted.EARLY, _early),
    (NotCounted.OVER, _over),
    (NotCounted.CODE, lambda _signup, told: told.wrong_code),
    (NotCounted.NEEDS_CODE, _needs_code),
)
WAITS: tuple[Rule, ...] = (
    (NotCounted.CLAIM, _claim),
    (NotCounted.LONG_AGO, _long_ago),
    (NotCounted.LATE_ENTRY, _late_entry),
    (NotCounted.PAPER, _paper),
)
