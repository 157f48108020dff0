"""Certificates of a contest: issued by prize once the results are published, revoked, issued anew."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import rules
from shijian.activities.enums import ContestState
from shijian.activities.models import Contest
from shijian.activities.operations import telling
from shijian.activities.operations.contests import locked
from shijian.activities.queries import certificates as reads
from shijian.activities.queries.certificates import SOURCE, Row
from shijian.kernel import duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import operation
from shijian.records.enums import CertificateKind
from shijian.records.models import Certificate
from shijian.records.operations import certificates

READY = gettext_noop("“%(title)s”: your certificate is issued. %(honour)s")
GONE = gettext_noop("“%(title)s”: your certificate was revoked: %(why)s")


@operation
def issue_certificates(contest: Contest, *, honours: Collection[str], actor: Actor) -> list[Certificate]:
    """Issue the certificates of these prizes to all who have none yet, and tell them.

    Raises `Invalid` when nothing is left to issue, `WrongState` before the results are published, `NotAllowed`.
    """
    contest = _run(contest, actor)
    chosen = [row for row in reads.rows(contest) if row.honour in honours and row.certificate is None]
    if not chosen:
        raise Invalid(fields={"honours": _("Choose a prize of which certificates are left to issue.")})
    return [_issue(contest, row, actor) for row in chosen]


@operation
def revoke_contest_certificate(
    contest: Contest, certificate: Certificate, *, reason: str, actor: Actor
) -> Certificate:
    """Revoke a certificate of the contest, with a reason that its side reads. Raises `Invalid`, `OwnEntry`."""
    contest = _run(contest, actor)
    duties.demand("contest.certificate", contest, actor=actor)
    row = _row(contest, certificate)
    revoked = certificates.revoke_certificate(certificate, reason=reason, actor=actor)
    _tell(contest, row, revoked, GONE, "gone", actor, why=reason.strip()[:200])
    return revoked


@operation
def reissue_contest_certificate(
    contest: Contest, certificate: Certificate, *, reason: str, actor: Actor
) -> Certificate:
    """Revoke a certificate, unless that was done, and issue it anew with today's names. Raises as that does."""
    contest = _run(contest, actor)
    duties.demand("contest.certificate", contest, actor=actor)
    row = _row(contest, certificate)
    if row.is_issued:
        certificates.revoke_certificate(certificate, reason=reason, actor=actor)
    return _issue(contest, row, actor)


def _issue(contest: Contest, row: Row, actor: Actor) -> Certificate:
    made = certificates.issue_certificate(
        contest.activity.unit, kind=CertificateKind.PRIZE if row.is_prize else CertificateKind.PART,
        subject=contest.activity.title, honour=row.honour, holder=reads.named(contest, row.result.entry),
        source_kind=SOURCE, source_id=row.result.pk, actor=actor,
    )  # fmt: skip
    _tell(contest, row, made, READY, "ready", actor, honour=row.honour)
    return made


def _run(contest: Contest, actor: Actor) -> Contest:
    contest = locked(contest, actor)
    if not rules.can_run(actor, contest.activity):
        raise NotAllowed
    if contest.state != ContestState.PUBLISHED:
        raise WrongState(_("The results are not published yet."))
    return contest


def _row(contest: Contest, certificate: Certificate) -> Row:
    """The result whose latest certificate it is; an earlier one is over already."""
    for row in reads.rows(contest):
        if row.certificate is not None and row.certificate.pk == certificate.pk:
            return row
    raise OutOfReach


def _tell(
    contest: Contest, row: Row, made: Certificate, sentence: str, key: str, actor: Actor, **facts: str
) -> None:
    telling.tell(
        [row.result.entry.contact_id], key=f"certificate:{made.pk}:{key}", sentence=sentence,
        activity=contest.activity, actor=actor, route="activities:contest", **facts,
    )  # fmt: skip
