"""A tablet in the hall on which residents sign themselves in: opened with a PIN, for one meeting, without any login."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from shijian.activities.enums import Audience, ScanKind, ScanWay, SignupState
from shijian.activities.models import Opening, Session, Signup, Slip
from shijian.activities.operations import slips
from shijian.activities.operations.closing import count_walk_ins
from shijian.activities.operations.judging import Told
from shijian.activities.operations.scanning import Answer, first_answer, opened, take
from shijian.activities.operations.sign_up import Refused, sign_up_guest
from shijian.activities.queries import codes
from shijian.activities.queries.windows import window
from shijian.kernel import audit, clock
from shijian.kernel.actor import SYSTEM, Actor, Channel
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach
from shijian.kernel.operation import operation

SALT = "activities.kiosk"
TAIL = 4
KIOSK = SYSTEM.via(Channel.WEB)
AFTER = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Welcomed:
    """What became of a signing; without an answer there was no place left, and the person was only counted."""

    answer: Answer | None


@operation
def open_kiosk(session: Session, *, pin: str, actor: Actor) -> str:
    """Turn a device into the kiosk of a meeting with the PIN of its desk; gives the token that the device keeps.

    Raises `OutOfReach` outside of the meeting's time, `Invalid` for a wrong PIN.
    """
    now = clock.now()
    if not is_open(session, now):
        raise OutOfReach
    if not codes.opens_kiosk(session, pin, now):
        raise Invalid(fields={"pin": _("This PIN is wrong or too old. Look at the desk for the one of now.")})
    audit.record("activity.kiosk-open", session, actor=actor)
    return signing.dumps(session.pk, salt=SALT)


def is_open(session: Session, now: dt.datetime) -> bool:
    """Whether a kiosk may work: from the first check-in to an hour after the last check-out."""
    first, last = window(session)
    return session.cancelled_at is None and first - AFTER <= now <= last + AFTER


def demand_token(session: Session, token: str) -> None:
    """Raise `NotAllowed` unless the token opens the kiosk of this meeting now."""
    try:
        opened_for = signing.loads(token, salt=SALT, max_age=dt.timedelta(days=4))
    except signing.BadSignature:
        raise NotAllowed from None
    if opened_for != session.pk or not is_open(session, clock.now()):
        raise NotAllowed


@operation
def kiosk_sign(session: Session, *, words: str, kind: str, nonce: str, token: str, actor: Actor) -> Welcomed:
    """Sign in or out with the name or the last four digits of the phone; a new name is taken in as a guest.

    Raises `Invalid`, `NotAllowed`.
    """
    demand_token(session, token)
    words = words.strip()
    if not words:
        raise Invalid(fields={"words": _("Say the name.")})
    found = [row for row in _everybody(session) if _fits(row, words)]
    if len(found) > 1:
        raise Invalid(fields={"words": _("Several people fit this. Please ask at the desk.")})
    if found:
        return Welcomed(_scan(_resident(found[0]), kind, nonce))
    if kind != ScanKind.IN or words.isdigit():
        raise Invalid(fields={"words": _("Nobody fits this. Please type the name, or ask at the desk.")})
    return _welcome(session, words, nonce)


def _everybody(session: Session) -> list[Signup]:
    states = (SignupState.TAKEN, SignupState.ABSENT)
    rows = Signup.objects.filter(session=session, state__in=states).select_related("person", "opening")
    return list(rows.order_by("pk"))


def _fits(signup: Signup, words: str) -> bool:
    if signup.person is None:
        return signup.guest_name == words
    phone = signup.person.phone or ""
    return signup.person.name == words or (len(words) == TAIL and words.isdigit() and phone.endswith(words))


def _resident(signup: Signup) -> Signup:
    if signup.opening.audience != Audience.RESIDENT:
        raise Invalid(fields={"words": _("Volunteers check in with the code on site or at the desk.")})
    return signup


def _scan(signup: Signup, kind: str, nonce: str) -> Answer:
    signup = opened(signup, KIOSK)
    if earlier := first_answer(signup, nonce):
        return earlier
    now = clock.now()
    told = Told(ScanKind(kind), ScanWay.SELF, nonce, now, now, own=False, device="kiosk")
    return take(signup, told, KIOSK)


def _welcome(session: Session, name: str, nonce: str) -> Welcomed:
    openings = Opening.objects.filter(activity_id=session.activity_id, audience=Audience.RESIDENT)
    for opening in openings.order_by("position", "pk"):
        try:
            guest = sign_up_guest(session, opening, name=name, actor=KIOSK)
        except Refused:
            continue
        return Welcomed(_scan(guest, ScanKind.IN, nonce))
    count_walk_ins(session, more=1, actor=KIOSK)
    return Welcomed(None)


@operation
def kiosk_slip(
    session: Session, *, satisfaction: int, again: bool | None, nonce: str, token: str, actor: Actor
) -> Slip:
    """Keep the two answers of somebody at the kiosk. Raises `NotAllowed`, `Invalid`, `WrongState`."""
    demand_token(session, token)
    return slips.keep_kiosk_slip(session, satisfaction=satisfaction, again=again, token=nonce)
