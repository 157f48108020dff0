"""Coming and going: by the person with the code on site or without, by the organiser, for one or for many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shijian.activities import rules
from shijian.activities.enums import Audience, Outcome, Refusal, ScanKind, ScanWay, SignupState
from shijian.activities.models import Opening, Place, Scan, Session, Signup
from shijian.activities.operations import settling
from shijian.activities.operations.judging import Told, is_late_entry, judge
from shijian.activities.operations.sign_up import Refused, sign_up_guest
from shijian.activities.queries import attendance, codes
from shijian.kernel import audit, clock, duties
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Conflict, Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import lock, operation
from shijian.records.enums import DeviceStep
from shijian.records.operations.device_marks import keep_device

COMING = (SignupState.TAKEN, SignupState.ABSENT)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one scan: the row, whether it counts, and why not (in words)."""

    scan: Scan
    outcome: Outcome
    why: str

    @property
    def counts(self) -> bool:
        """Whether it is counted now."""
        return self.outcome == Outcome.COUNTED


@operation
def check_self(
    signup: Signup,
    *,
    kind: str,
    nonce: str,
    actor: Actor,
    code: str = "",
    place: Place | None = None,
    said: dt.datetime | None = None,
    seen_at: dt.datetime | None = None,
    device: str = "",
) -> Answer:
    """Come or go by oneself (or for a ward), with the code shown on site or without one.

    `said`: when a device claims that it was done without signal; `seen_at`: when the page of a valid code was opened.
    A wrong code is refused at once with `Invalid`; one written down without signal is kept as refused. `device` is the
    mark of the browser, kept of volunteers and of what is not refused.
    """
    signup = opened(signup, actor)
    if not rules.is_about(actor, signup):
        raise NotAllowed
    if earlier := first_answer(signup, nonce):
        return earlier
    now = clock.now()
    moment = said if said is not None and said < now else now
    way, where, wrong = _way(signup, code, seen_at or moment, place, actor)
    if wrong and said is None:
        raise Invalid(
            fields={"code": _("This is not the code that is shown now. Look again; it changes every minute.")}
        )
    codes_told = {"with_code": bool(code) and not wrong, "wrong_code": wrong}
    facts: dict[str, Any] = {"place": where, **codes_told}
    answer = take(signup, Told(ScanKind(kind), way, nonce, moment, now, own=True, **facts), actor)
    if signup.volunteer and answer.outcome != Outcome.REFUSED:
        unit, step = signup.session.activity.unit, DeviceStep(kind)
        person, scan = signup.volunteer.person_id, answer.scan.pk
        keep_device(device, person, unit, source_kind="activity", source_id=scan, step=step)
    return answer


def _way(
    signup: Signup, code: str, moment: dt.datetime, place: Place | None, actor: Actor
) -> tuple[ScanWay, Place | None, bool]:
    """By which way the person tells it, where, and whether the code is wrong. Who runs it could compute the code."""
    places = {row.pk: row for row in Place.objects.filter(activity_id=signup.session.activity_id)}
    chosen = places.get(place.pk) if place else None
    if not code:
        return ScanWay.SELF, chosen, False
    found = codes.place_of(signup.session, code, moment, list(places))
    if found is None:
        return ScanWay.SELF, chosen, True
    runs = rules.can_run(actor, signup.session.activity)
    return (ScanWay.SELF if runs else ScanWay.SITE), places.get(found) or chosen, False


@operation
def scan_for(
    signup: Signup,
    *,
    kind: str,
    nonce: str,
    actor: Actor,
    way: str = ScanWay.STAFF,
    at: dt.datetime | None = None,
    said: dt.datetime | None = None,
    place: Place | None = None,
    note: str = "",
    evidence: str = "",
) -> Answer:
    """Let somebody come or go as the organiser: by scanning now (`staff`), by the leader's list or a paper list `at`.

    A list entered late needs the photo or a reason and waits for a second person; a paper list needs its photo.
    Raises `OutOfReach`, `NotAllowed`, `Invalid`, and `OwnEntry` for oneself or a ward.
    """
    signup = opened(signup, actor)
    if not rules.can_run(actor, signup.session.activity):
        raise NotAllowed
    duties.demand("activity.scan", signup, actor=actor)
    if earlier := first_answer(signup, nonce):
        return earlier
    now = clock.now()
    moment = _moment(at, said, now)
    scanned = ScanWay.LEADER if way == ScanWay.STAFF and at is not None else ScanWay(way)
    if scanned not in (ScanWay.STAFF, ScanWay.LEADER, ScanWay.PAPER):
        raise Invalid(fields={"way": _("Choose from the list.")})
    _demand_evidence(signup.session, scanned, now, note, evidence)
    facts: dict[str, Any] = {
        "place": _of_activity(place, signup),
        "note": note.strip()[:200],
        "evidence": evidence,
    }
    return take(signup, Told(ScanKind(kind), scanned, nonce, moment, now, own=False, **facts), actor)


def _moment(at: dt.datetime | None, said: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    if at is not None and at > now:
        raise Invalid(fields={"at": _("This time has not come yet.")})
    return at or (said if said is not None and said < now else now)


def _demand_evidence(session: Session, way: ScanWay, now: dt.datetime, note: str, evidence: str) -> None:
    if way == ScanWay.PAPER and not evidence:
        raise Invalid(fields={"photo": _("Take a photo of the paper list.")})
    if way == ScanWay.LEADER and is_late_entry(session, now) and not (note.strip() or evidence):
        raise Invalid(fields={"note": _("This is entered late. Say why, or add a photo.")})


def _of_activity(place: Place | None, signup: Signup) -> Place | None:
    return place if place and place.activity_id == signup.session.activity_id else None


@operation
def scan_many(
    session: Session, signup_ids: Iterable[int], *, kind: str, nonce: str, actor: Actor, **facts: Any
) -> list[Answer]:
    """One press for all who are ticked: `scan_for` each, in the order of their numbers. Ids of others are left out."""
    wanted = sorted(set(signup_ids))
    rows = Signup.objects.filter(session=session, pk__in=wanted, state__in=COMING)
    chosen = [signup for signup in rows.order_by("pk") if not rules.is_about(actor, signup)]
    return [scan_for(each, kind=kind, nonce=f"{nonce}:{each.pk}", actor=actor, **facts) for each in chosen]


@operation
def enter_list(
    session: Session,
    signup_ids: Iterable[int],
    *,
    moments: Iterable[tuple[str, dt.datetime]],
    nonce: str,
    actor: Actor,
    **facts: Any,
) -> list[Answer]:
    """The leader's list or a paper list: comings and goings (kind, when) of all who are ticked; all or nothing."""
    wanted, answers = list(signup_ids), []
    for kind, at in moments:
        key = f"{nonce}:{kind}"
        answers += scan_many(session, wanted, kind=kind, at=at, nonce=key, actor=actor, **facts)
    return answers


@operation
def welcome_guest(
    session: Session, *, name: str, nonce: str, actor: Actor, said: dt.datetime | None = None
) -> Answer | None:
    """Take in somebody by name on the first free place for residents, as being here; None when nothing was new.

    Raises `Refused` when no place is free, `Invalid`, `NotAllowed`.
    """
    earlier = attendance.with_outcome(Scan.objects.filter(nonce=nonce, signup__session=session)).first()
    if earlier is not None:
        return first_answer(earlier.signup, nonce)
    openings = Opening.objects.filter(activity_id=session.activity_id, audience=Audience.RESIDENT)
    full = Refused(Refusal.FULL)
    for opening in openings.order_by("position", "pk"):
        try:
            signup = sign_up_guest(session, opening, name=name, actor=actor)
        except Refused as refused:
            full = refused
            continue
        return scan_for(signup, kind=ScanKind.IN, nonce=nonce, said=said, actor=actor)
    raise full


def opened(signup: Signup, actor: Actor) -> Signup:
    """Lock a sign-up that the actor sees; what follows from its scans is decided under this lock."""
    rows = Signup.objects.select_related("session__activity__unit", "opening", "person", "volunteer__person")
    found = lock(rows, pk=signup.pk)
    if not actor.is_system and not rules.can_see_signup(actor, found):
        raise OutOfReach
    return found


def first_answer(signup: Signup, nonce: str) -> Answer | None:
    """What became of an earlier scan with this nonce. Raises `Conflict` when it belongs to somebody else."""
    earlier = Scan.objects.filter(nonce=nonce)
    if (owner := earlier.values_list("signup_id", flat=True).first()) is None:
        return None
    if owner != signup.pk:
        raise Conflict(_("This key was used for something else."))
    scan = attendance.with_outcome(earlier).get()
    return Answer(scan, Outcome(scan.outcome), attendance.said(scan.why))  # type: ignore[attr-defined]


def take(signup: Signup, told: Told, actor: Actor) -> Answer:
    """Keep a scan with its verdict, and bring stays and records in line. Under the lock of the sign-up."""
    outcome, why = judge(signup, told)
    try:
        with transaction.atomic():
            scan = Scan.objects.create(
                nonce=told.nonce, signup=signup, kind=told.kind, way=told.way, at=told.at, received_at=told.received,
                place=told.place, by_id=actor.person_id, device=told.device[:16], evidence=told.evidence,
                note=told.note,
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("This key was used for something else.")) from None
    settling.decide(scan, outcome, why, by=None)
    changes = {"kind": [None, told.kind], "way": [None, told.way], "outcome": [None, outcome]}
    audit.record("activity.scan", scan, actor=actor, for_person_id=signup.person_id, changes=changes)
    if outcome == Outcome.COUNTED:
        settling.settle(signup, actor=actor)
    return Answer(scan, outcome, attendance.said(why))
