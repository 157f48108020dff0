"""The end of a meeting at the desk; forgotten check-outs: the person is asked, then the policy decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.activities import policies, rules
from shijian.activities.enums import ScanKind, ScanWay
from shijian.activities.models import Presence, Session, Signup
from shijian.activities.operations import scanning, telling
from shijian.activities.operations.judging import Told
from shijian.activities.operations.scanning import Answer, opened, take
from shijian.activities.queries.windows import window
from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import operations as people

FORGOTTEN = gettext_noop(
    "“%(title)s”: when did you leave? Until %(until)s you can say so; then the planned end counts."
)
MOST = 100_000
CAP = dt.timedelta(hours=12)
BATCH = 500


@operation
def end_meeting(session: Session, *, nonce: str, actor: Actor) -> list[Answer]:
    """End a meeting: whoever is still here leaves now. Pressed again it changes nothing. Raises `WrongState` early."""
    session = run_session(session, actor)
    now = clock.now()
    if session.starts_at > now or session.cancelled_at is not None:
        raise WrongState(_("This meeting has not begun yet."))
    here = Presence.objects.filter(signup__session=session, ended_at__isnull=True).values("signup_id")
    moment = min(now, window(session)[1])
    answers = scanning.scan_many(
        session, [row["signup_id"] for row in here], kind=ScanKind.OUT, at=moment, nonce=nonce, actor=actor
    )
    if session.ended_at is None:
        session.ended_at = now
        session.save(update_fields=["ended_at"])
        audit.record("activity.session-end", session, actor=actor)
    return answers


@operation
def count_walk_ins(
    session: Session, *, more: int | None = None, total: int | None = None, actor: Actor
) -> Session:
    """Count those who take part without a name: some `more`, or the `total`. Raises `Invalid`."""
    session = run_session(session, actor)
    count = total if total is not None else session.walk_ins + (more or 0)
    if not 0 <= count <= MOST:
        raise Invalid(fields={"total": _("Say a number from 0 to %(most)s.") % {"most": MOST}})
    changes: dict[str, list[Any]] = {"walk_ins": [session.walk_ins, count]}
    session.walk_ins = count
    session.save(update_fields=["walk_ins"])
    audit.record("activity.walk-ins", session, actor=actor, changes=changes)
    return session


def run_session(session: Session, actor: Actor) -> Session:
    """Lock a meeting of an activity that the actor runs. Raises `OutOfReach`, `NotAllowed`."""
    session = lock(Session.objects.select_related("activity__unit"), pk=session.pk)
    if not rules.can_see(actor, session.activity):
        raise OutOfReach
    if not rules.can_run(actor, session.activity):
        raise NotAllowed
    return session


def sweep_forgotten() -> None:
    """Ask those who forgot to check out, and close what nobody answered; each in a transaction of its own."""
    now = clock.now()
    late = dt.timedelta(minutes=policy.get(policies.LATE_MINUTES))
    open_ones = Presence.objects.filter(ended_at__isnull=True, signup__session__ends_at__lt=now - late)
    for row in open_ones.filter(asked_at__isnull=True).order_by("pk")[:BATCH]:
        ask_when_left(row, actor=SYSTEM)
    patience = dt.timedelta(hours=policy.get(policies.ASK_HOURS))
    for row in open_ones.filter(asked_at__lt=now - patience).order_by("pk")[:BATCH]:
        close_forgotten(row, actor=SYSTEM)


@operation
def ask_when_left(stay: Presence, *, actor: Actor) -> Presence:
    """Ask somebody who did not check out when that was, once."""
    signup = opened(Signup(pk=stay.signup_id), actor)
    row = lock(Presence.objects.all(), pk=stay.pk)
    if row.ended_at is not None or row.asked_at is not None:
        return row
    row.asked_at = clock.now()
    row.save(update_fields=["asked_at"])
    hours = dt.timedelta(hours=policy.get(policies.ASK_HOURS))
    until = clock.local(row.asked_at + hours).strftime("%m-%d %H:%M")
    text = telling.say(FORGOTTEN, signup.session.activity, until=until)
    url = reverse("activities:attendance", args=[signup.pk])
    for person_id in sorted(pk for pk in telling.concerned(signup) if pk is not None):
        people.notify(person_id, key=f"forgotten:{row.came_id}", text=text, url=url, actor=actor)
    return row


@operation
def close_forgotten(stay: Presence, *, actor: Actor) -> Presence | None:
    """End a stay that nobody ended: the planned end less the minutes of the policy, never before the coming."""
    if not actor.is_system:
        raise NotAllowed
    signup = opened(Signup(pk=stay.signup_id), actor)
    row = Presence.objects.filter(pk=stay.pk, ended_at__isnull=True).first()
    if row is None or scanning.first_answer(signup, f"policy:{row.came_id}"):
        return None
    told = Told(
        ScanKind.OUT,
        ScanWay.POLICY,
        f"policy:{row.came_id}",
        ruled_end(row, signup.session),
        clock.now(),
        own=False,
    )
    take(signup, told, actor)
    return row


def ruled_end(stay: Presence, session: Session) -> dt.datetime:
    """When a forgotten check-out counts: at least a minute after the coming, at most twelve hours."""
    before = dt.timedelta(minutes=policy.get(policies.FORGOTTEN))
    planned = min(session.ends_at - before, stay.started_at + CAP)
    return max(planned, stay.started_at + dt.timedelta(minutes=1))
