"""Many scans of a desk device at once, each answered by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.activities.models import Place, Session, Signup
from shijian.activities.operations.scanning import scan_for
from shijian.activities.queries import attendance, codes
from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.kernel.errors import Invalid, ShijianError


@dataclass(frozen=True, slots=True)
class Line:
    """One scan of a batch: the sign-up by its number or its personal code, and how many seconds ago it was."""

    nonce: str
    kind: str
    signup_id: int | None = None
    code: str = ""
    ago: int = 0
    place_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one line of a batch: `counted`, `waiting`, `refused` or `failed` (nothing was kept), and why."""

    nonce: str
    state: str
    why: str = ""


def scan_batch(session: Session, lines: Iterable[Line], *, actor: Actor) -> list[Reply]:
    """Take the scans that a desk device kept; each is answered by itself and in its own transaction, in their order.

    Only differences of the device's clock are used. May be sent again as a whole: each nonce counts once.
    """
    by_code = {row.code: row.signup for row in attendance.desk_rows(session)}
    now = clock.now()
    return [_reply(session, line, by_code, now, actor) for line in lines]


def _reply(session: Session, line: Line, by_code: dict[str, Signup], now: dt.datetime, actor: Actor) -> Reply:
    signup = Signup.objects.filter(session=session, pk=line.signup_id).first() if line.signup_id else None
    signup = signup or by_code.get(codes.normal(line.code))
    place = Place.objects.filter(activity_id=session.activity_id, pk=line.place_id or 0).first()
    try:
        if signup is None:
            raise Invalid(_("Nobody with this code has a place in this meeting."))
        said = now - dt.timedelta(seconds=line.ago) if line.ago else None
        answer = scan_for(signup, kind=line.kind, nonce=line.nonce, said=said, place=place, actor=actor)
    except ShijianError as error:
        return Reply(line.nonce, "failed", "; ".join(map(str, error.fields.values())) or str(error))
    return Reply(line.nonce, answer.outcome, answer.why)
