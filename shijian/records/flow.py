"""The lives of complaints, of objections to service records, of wishes for missing ones and of stars.

A complaint is received, looked into, answered or passed on and told; taken back; reopened once. An objection is upheld
or not, taken back, or settled because the record was voided otherwise. A wish for a missing record is approved,
refused or taken back; so is a table of older hours.
A signal is looked into by somebody, then confirmed or cleared. A wish for a certificate of
service is checked, approved by a second person, refused or taken back; what was issued is revoked, or revoked and
taken up anew. A star is asked for, checked, decided, put before the public, granted or put forward to the authority
that grants it; a granted one is looked at again when hours drop, and stays or is withdrawn. A commendation is
confirmed by a second person, refused or taken back; a confirmed one may be revoked.
"""

from __future__ import annotations

from shijian.kernel.flow import Flow, Transition
from shijian.records import (
    rules,
    rules_certificates,
    rules_commendations,
    rules_imports,
    rules_rechecks,
    rules_signals,
    rules_stars,
    rules_topups,
)
from shijian.records.enums import (
    CERTIFICATE_REQUEST_KIND,
    COMMENDATION_KIND,
    COMPLAINT_KIND,
    OBJECTION_KIND,
    RECHECK_KIND,
    RECORD_IMPORT_KIND,
    SIGNAL_KIND,
    STAR_KIND,
    STAR_OBJECTION_KIND,
    STAR_UNDER_WAY,
    TOP_UP_KIND,
    CommendationState,
    ImportState,
    ObjectionState,
    RecheckState,
    SignalState,
    StarObjectionState,
    StarState,
    TopUpState,
)
from shijian.records.enums import CertificateRequestState as R
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

STANDING = frozenset({ObjectionState.OPEN})
OBJECTION_FLOW = Flow(
    OBJECTION_KIND,
    [
        Transition("uphold", STANDING, ObjectionState.UPHELD, rules.can_decide_objection),
        Transition("reject", STANDING, ObjectionState.REJECTED, rules.can_decide_objection),
        Transition("withdraw", STANDING, ObjectionState.WITHDRAWN, rules.can_withdraw_objection),
        Transition("settle", STANDING, ObjectionState.UPHELD, rules.is_system),
    ],
)

ASKED = frozenset({TopUpState.ASKED})
TOP_UP_FLOW = Flow(
    TOP_UP_KIND,
    [
        Transition("approve", ASKED, TopUpState.APPROVED, rules_topups.can_decide),
        Transition("refuse", ASKED, TopUpState.REFUSED, rules_topups.can_decide),
        Transition("withdraw", ASKED, TopUpState.WITHDRAWN, rules_topups.asked),
    ],
)

UNREAD, READ = frozenset({ImportState.COLUMNS}), frozenset({ImportState.DRAFT})
HANDED_IN = frozenset({ImportState.ASKED})
IMPORT_FLOW = Flow(
    RECORD_IMPORT_KIND,
    [
        Transition("read", UNREAD, ImportState.DRAFT, rules_imports.asked),
        Transition("lapse", UNREAD, ImportState.WITHDRAWN, rules.is_system),
        Transition("hand-in", READ, ImportState.ASKED, rules_imports.asked),
        Transition("approve", HANDED_IN, ImportState.APPROVED, rules_imports.can_decide),
        Transition("refuse", HANDED_IN, ImportState.REFUSED, rules_imports.can_decide),
        Transition("withdraw", UNREAD | READ | HANDED_IN, ImportState.WITHDRAWN, rules_imports.asked),
        Transition("finish", frozenset({ImportState.APPROVED}), ImportState.DONE, rules.is_system),
    ],
)

SIGNAL_FLOW = Flow(
    SIGNAL_KIND,
    [
        Transition("take", frozenset({SignalState.OPEN}), SignalState.REVIEW, rules_signals.can_review),
        Transition(
            "confirm", frozenset({SignalState.REVIEW}), SignalState.CONFIRMED, rules_signals.can_review
        ),
        Transition("clear", frozenset({SignalState.REVIEW}), SignalState.CLEARED, rules_signals.can_review),
    ],
)

TO_ISSUE = frozenset({R.ASKED, R.CHECKED})
ISSUED = frozenset({R.ISSUED})
CERTIFICATE_FLOW = Flow(
    CERTIFICATE_REQUEST_KIND,
    [
        Transition("check", TO_ISSUE, R.CHECKED, rules_certificates.can_check),
        Transition("approve", frozenset({R.CHECKED}), R.ISSUED, rules_certificates.can_approve),
        Transition("refuse", TO_ISSUE, R.REFUSED, rules_certificates.can_check),
        Transition("withdraw", TO_ISSUE, R.WITHDRAWN, rules_certificates.asked),
        Transition("revoke", ISSUED, R.REVOKED, rules_certificates.can_revoke),
        Transition("replace", ISSUED, R.ASKED, rules_certificates.can_revoke),
    ],
)

PUBLIC, WAITING = frozenset({StarState.PUBLIC}), frozenset({StarState.ASKED, StarState.CHECKED})
FORWARDED, REVIEW = frozenset({StarState.FORWARDED}), frozenset({StarState.REVIEW})
STAR_FLOW = Flow(
    STAR_KIND,
    [
        Transition("check", frozenset({StarState.ASKED}), StarState.CHECKED, rules_stars.can_check),
        Transition("decide", frozenset({StarState.CHECKED}), StarState.PUBLIC, rules_stars.can_decide),
        Transition("refuse", WAITING | FORWARDED, StarState.REFUSED, rules_stars.can_refuse),
        Transition("grant", PUBLIC, StarState.GRANTED, rules.is_system),
        Transition("forward", PUBLIC, StarState.FORWARDED, rules.is_system),
        Transition("return", PUBLIC, StarState.CHECKED, rules.is_system),
        Transition("confirm", FORWARDED, StarState.GRANTED, rules_stars.can_decide),
        Transition("take-back", frozenset(STAR_UNDER_WAY), StarState.TAKEN_BACK, rules_stars.can_take_back),
        Transition("overturn", PUBLIC, StarState.REFUSED, rules_stars.can_turn),
        Transition("question", frozenset({StarState.GRANTED}), StarState.REVIEW, rules.is_system),
        Transition("settle", REVIEW, StarState.GRANTED, rules.is_system),
        Transition("keep", REVIEW, StarState.GRANTED, rules_stars.can_decide),
        Transition("withdraw", REVIEW, StarState.WITHDRAWN, rules_stars.can_decide),
        Transition("restore", frozenset({StarState.WITHDRAWN}), StarState.GRANTED, rules_stars.can_turn),
    ],
)

DOUBTED = frozenset({StarObjectionState.OPEN})
STAR_OBJECTION_FLOW = Flow(
    STAR_OBJECTION_KIND,
    [
        Transition("uphold", DOUBTED, StarObjectionState.UPHELD, rules_stars.can_decide_objection),
        Transition("reject", DOUBTED, StarObjectionState.REJECTED, rules_stars.can_decide_objection),
        Transition("withdraw", DOUBTED, StarObjectionState.WITHDRAWN, rules_stars.made),
        Transition("settle", DOUBTED, StarObjectionState.UPHELD, rules.is_system),
    ],
)

TO_PHONE = frozenset({RecheckState.OPEN})
RECHECK_FLOW = Flow(
    RECHECK_KIND,
    [
        Transition("confirm", TO_PHONE, RecheckState.CONFIRMED, rules_rechecks.can_call),
        Transition("deny", TO_PHONE, RecheckState.DENIED, rules_rechecks.can_call),
        Transition("give-up", TO_PHONE, RecheckState.UNREACHED, rules_rechecks.can_call),
    ],
)

REPORTED = frozenset({CommendationState.REPORTED})
COMMENDATION_FLOW = Flow(
    COMMENDATION_KIND,
    [
        Transition("confirm", REPORTED, CommendationState.CONFIRMED, rules_commendations.can_decide),
        Transition("refuse", REPORTED, CommendationState.REFUSED, rules_commendations.can_decide),
        Transition("withdraw", REPORTED, CommendationState.WITHDRAWN, rules_commendations.has_part),
        Transition(
            "revoke",
            frozenset({CommendationState.CONFIRMED}),
            CommendationState.REVOKED,
            rules_commendations.can_decide,
        ),
    ],
)
