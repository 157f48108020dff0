"""The slip of two questions, without a name: on the own phone, at the kiosk, or counted from paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shijian.activities import rules
from shijian.activities.enums import Outcome, Satisfaction
from shijian.activities.models import Session, Signup, Slip
from shijian.activities.operations.closing import run_session
from shijian.activities.queries import attendance, codes
from shijian.kernel import audit, clock
from shijian.kernel.actor import Actor, Channel
from shijian.kernel.errors import Conflict, Invalid, OutOfReach, WrongState
from shijian.kernel.operation import operation

MOST = 5000
PaperRow = tuple[int, bool | None, int]


@operation
def give_slip(signup: Signup, *, satisfaction: int, again: bool | None, actor: Actor) -> Slip:
    """Answer the two questions about a meeting in which one took part, once. Neither row nor audit says who.

    Raises `Conflict` the second time, `WrongState` before one came, `OutOfReach`.
    """
    signup = Signup.objects.select_related("person", "session__activity").get(pk=signup.pk)
    if not rules.is_about(actor, signup):
        raise OutOfReach
    if (
        not attendance.with_outcome(signup.scans.all())
        .filter(**{attendance.OUTCOME: Outcome.COUNTED})
        .exists()
    ):
        raise WrongState(_("The questions are for those who were there."))
    token = codes.slip_token(signup)
    return _keep(signup.session, satisfaction, again, token, actor.channel)


def keep_kiosk_slip(session: Session, *, satisfaction: int, again: bool | None, token: str) -> Slip:
    """Keep a slip of the kiosk, whose right to write was checked; `token` is drawn anew for each page."""
    return _keep(session, satisfaction, again, f"kiosk:{token}"[:64], Channel.WEB)


@operation
def enter_paper_slips(session: Session, *, rows: Iterable[PaperRow], nonce: str, actor: Actor) -> list[Slip]:
    """Type in counted paper slips as (satisfaction, would come again, how many), once a `nonce`. Raises `Invalid`."""
    session = run_session(session, actor)
    kept = []
    for satisfaction, again, count in rows:
        if not 0 <= count <= MOST:
            raise Invalid(fields={"count": _("Say a number from 0 to %(most)s.") % {"most": MOST}})
        if count:
            token = f"paper:{nonce}:{satisfaction}:{again}"
            facts = (session, satisfaction, again, token[:64], Channel.PAPER)
            kept.append(_keep(*facts, count=count, by=actor.person_id))
    return kept


def _keep(
    session: Session,
    satisfaction: int,
    again: bool | None,
    token: str,
    channel: Channel,
    count: int = 1,
    by: int | None = None,
) -> Slip:
    if satisfaction not in Satisfaction.values:
        raise Invalid(fields={"satisfaction": _("Choose a face.")})
    if session.starts_at > clock.now():
        raise WrongState(_("This meeting has not begun yet."))
    facts = {"satisfaction": satisfaction, "again": again, "token": token, "channel": channel, "count": count}
    try:
        with transaction.atomic():
            slip = Slip.objects.create(session=session, at=_hour(), by_id=by, **facts)
    except IntegrityError:
        raise Conflict(_("This slip was filled in already. Thank you!")) from None
    audit.record("activity.slip", slip, actor=Actor(person_id=by, channel=channel))
    return slip


def _hour() -> dt.datetime:
    """The full hour, so that the time of a slip does not tell whose it is."""
    return clock.now().replace(minute=0, second=0, microsecond=0)


def may_answer(actor: Actor, signup: Signup) -> bool:
    """Whether the slip of this sign-up may still be filled in by the actor."""
    if not rules.is_about(actor, signup) or not signup.presences.exists():
        return False
    return not Slip.objects.filter(token=codes.slip_token(signup)).exists()
