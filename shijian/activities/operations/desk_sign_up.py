"""Signing somebody up at the desk, by phone or from paper, in one step with the risks that were read out."""

from __future__ import annotations

import datetime as dt

from shijian.activities.enums import ScanKind, SignupState
from shijian.activities.models import Opening, Scan, Session, Signup
from shijian.activities.operations import scanning
from shijian.activities.operations import sign_up as own
from shijian.activities.queries import risks
from shijian.kernel.actor import Actor, Channel
from shijian.kernel.operation import operation
from shijian.people.models import Person


@operation
def sign_up_at_desk(
    session: Session,
    opening: Opening,
    *,
    person: Person,
    channel: Channel,
    risk_told: bool,
    actor: Actor,
    idempotency_key: str | None = None,
) -> Signup:
    """Take in `person` as the organiser; `risk_told` says that the risk statement was read to him.

    Raises `Refused` with its reason (`UNREAD` where a risk was not told), `OutOfReach`, `NotAllowed`.
    """
    told = actor.via(channel)
    if risk_told and risks.must_read(session.activity, person.pk):
        version = risks.version_of(session.activity)
        own.read_activity_risk(session.activity, version=version, person=person, actor=told)
    return own.sign_up(session, opening, person=person, actor=told, idempotency_key=idempotency_key)


@operation
def welcome_person(
    session: Session,
    opening: Opening,
    *,
    person: Person,
    risk_told: bool,
    nonce: str,
    actor: Actor,
    said: dt.datetime | None = None,
) -> scanning.Answer | None:
    """Take in `person`, who comes without a sign-up, as being here; None when only the waiting list was left.

    All or nothing. Raises `Refused` with its reason, `OutOfReach`, `NotAllowed`, `OwnEntry` for oneself or a ward,
    `Conflict` for a nonce of somebody else.
    """
    scans = Scan.objects.select_related("signup").filter(signup__session=session, signup__person=person)
    earlier = scans.filter(nonce=nonce).first()
    if earlier is not None:
        return scanning.first_answer(earlier.signup, nonce)
    channel = actor.channel
    signup = sign_up_at_desk(
        session, opening, person=person, channel=channel, risk_told=risk_told, actor=actor
    )
    if signup.state != SignupState.TAKEN:
        return None
    return scanning.scan_for(signup, kind=ScanKind.IN, nonce=nonce, said=said, actor=actor)
