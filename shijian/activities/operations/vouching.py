"""What a second person decides: late entries, own words afterwards, objections to a scan that was not counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import rules
from shijian.activities.enums import Outcome, ScanKind, ScanWay
from shijian.activities.models import Scan, Signup
from shijian.activities.operations import settling, telling
from shijian.activities.operations.judging import Told
from shijian.activities.operations.scanning import Answer, first_answer, opened, take
from shijian.activities.queries import attendance
from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, NotAllowed, WrongState
from shijian.kernel.operation import operation

ASKED = gettext_noop("“%(title)s” at %(when)s: times wait for a second person.")
YES = gettext_noop("“%(title)s” at %(when)s: your times are counted.")
NO = gettext_noop("“%(title)s” at %(when)s: your times are not counted: %(why)s")


@operation
def claim_times(
    signup: Signup,
    *,
    came_at: dt.datetime | None,
    left_at: dt.datetime,
    why: str,
    nonce: str,
    actor: Actor,
) -> list[Answer]:
    """Say oneself when one came and left, afterwards and with a reason; a second person decides.

    Without `came_at` it answers the question about a forgotten check-out: up to the planned end it counts at once.
    Raises `Invalid`, `WrongState` when nothing is open, `NotAllowed`.
    """
    signup = opened(signup, actor)
    if not rules.is_about(actor, signup):
        raise NotAllowed
    if earlier := first_answer(signup, f"{nonce}:out"):
        return [earlier]
    now = clock.now()
    _check_claim(signup, came_at, left_at, why, now)
    answer = came_at is None and left_at <= signup.session.ends_at
    facts = {"own": True, "note": why.strip()[:200], "claim": not answer, "answer": answer}
    tolds = [Told(ScanKind.OUT, ScanWay.SELF, f"{nonce}:out", left_at, now, **facts)]  # type: ignore[arg-type]
    if came_at is not None:
        tolds.insert(0, Told(ScanKind.IN, ScanWay.SELF, f"{nonce}:in", came_at, now, **facts))  # type: ignore[arg-type]
    answers = [take(signup, told, actor) for told in tolds]
    if any(each.outcome == Outcome.WAITING for each in answers):
        _tell_organiser(signup, answers[-1].scan, actor)
    return answers


def _check_claim(
    signup: Signup, came_at: dt.datetime | None, left_at: dt.datetime, why: str, now: dt.datetime
) -> None:
    stay = signup.presences.filter(ended_at__isnull=True).order_by("-started_at").first()
    if came_at is None and stay is None:
        raise WrongState(_("Nothing is open any more."))
    if came_at is not None and not why.strip():
        raise Invalid(fields={"why": _("Say why it is not on file.")})
    begin = came_at or (stay.started_at if stay else left_at)
    if left_at <= begin:
        raise Invalid(fields={"left_at": _("The end must come after the beginning.")})
    if left_at > now:
        raise Invalid(fields={"left_at": _("This time has not come yet.")})


@operation
def object_to(scan: Scan, *, words: str, actor: Actor) -> Scan:
    """Object to a scan that was not counted; it waits for a second person then. Raises `WrongState`, `Invalid`."""
    signup = opened(scan.signup, actor)
    if not rules.is_about(actor, signup):
        raise NotAllowed
    scan = _decided(scan)
    if scan.outcome != Outcome.REFUSED:  # type: ignore[attr-defined]
        raise WrongState
    if not words.strip():
        raise Invalid(fields={"words": _("Say in a few words what is wrong.")})
    settling.decide(scan, Outcome.WAITING, words.strip(), by=actor.person_id)
    audit.record("activity.scan-object", scan, actor=actor, for_person_id=signup.person_id)
    _tell_organiser(signup, scan, actor)
    return scan


@operation
def decide_scans(scans: Iterable[Scan], *, counts: bool, why: str, actor: Actor) -> list[Scan]:
    """Decide on scans that wait, as a second person: not the one who came, who entered it or who objected.

    Raises `Invalid` for a refusal without reason, `NotAllowed`, `OwnEntry`, `WrongState`.
    """
    if not counts and not why.strip():
        raise Invalid(fields={"why": _("Say why; the person reads it.")})
    return [_decide(scan, counts, why.strip(), actor) for scan in sorted(scans, key=lambda each: each.pk)]


def _decide(scan: Scan, counts: bool, why: str, actor: Actor) -> Scan:
    signup = opened(scan.signup, actor)
    if not rules.can_run(actor, signup.session.activity):
        raise NotAllowed
    scan = _decided(scan)
    duties.demand("activity.vouch", scan, actor=actor)
    if scan.outcome != Outcome.WAITING:  # type: ignore[attr-defined]
        raise WrongState
    outcome = Outcome.COUNTED if counts else Outcome.REFUSED
    settling.decide(scan, outcome, why, by=actor.person_id)
    changes = {"outcome": [Outcome.WAITING, outcome]}
    audit.record("activity.scan-vouch", scan, actor=actor, for_person_id=signup.person_id, changes=changes)
    settling.settle(signup, actor=actor)
    sentence = YES if counts else NO
    telling.tell_signup(signup, key=f"vouched:{scan.pk}:{outcome}", sentence=sentence, actor=actor, why=why)
    return scan


def _decided(scan: Scan) -> Scan:
    rows = attendance.with_outcome(Scan.objects.select_related("signup__person", "signup__session__activity"))
    return rows.get(pk=scan.pk)


def _tell_organiser(signup: Signup, scan: Scan, actor: Actor) -> None:
    activity = signup.session.activity
    telling.tell(
        {activity.organiser_id},
        key=f"waits:{scan.pk}",
        sentence=ASKED,
        activity=activity,
        actor=actor,
        when=telling.when(signup.session),
    )
