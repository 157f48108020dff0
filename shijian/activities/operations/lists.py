"""Lists of those who signed up: read with whole numbers, or taken along as a file, for a stated purpose."""

from __future__ import annotations

import io
from typing import IO

from django.utils.translation import gettext as _

from shijian.activities import rules
from shijian.activities.models import Session
from shijian.activities.queries import roll
from shijian.kernel import audit, exports
from shijian.kernel.actor import Actor
from shijian.kernel.errors import NotAllowed, OutOfReach
from shijian.kernel.operation import operation
from shijian.people.queries.minors import access

LOOK = "activity.look"
TITLE = "报名名单"  # names a sheet; table calculators allow 31 characters and no colon


@operation
def look_at_phones(session: Session, *, purpose: str, note: str = "", actor: Actor) -> Session:
    """Note that the organiser reads the phone numbers of those who signed up, and for what (`audit.LookPurpose`).

    Raises `OutOfReach`, `NotAllowed`, `Invalid`.
    """
    _run(session, actor)
    audit.look(session, actor=actor, purpose=purpose, note=note, fields=["phone"], action=LOOK)
    return session


@operation
def export_signups(
    session: Session, *, purpose: str, note: str = "", full: bool = False, actor: Actor
) -> IO[bytes]:
    """Write those who signed up for a meeting as a workbook, phone numbers masked unless `full`.

    Minors whom no leave opens stay without their names. Raises `OutOfReach`, `NotAllowed`, `Invalid`.
    """
    _run(session, actor)
    signups = list(roll.of_session(session))
    opened = access.of_actor(actor)
    headings = [_("Name"), _("Task"), _("State"), _("Team"), _("Village"), _("Phone")]
    rows = [roll.cells(signup, opened, full=full) for signup in signups]
    file = io.BytesIO()
    count = exports.workbook(file, TITLE, headings, rows)
    changes = {"count": [0, count], "full": [None, full]}
    audit.take_along("activity.export", session, actor=actor, changes=changes, purpose=purpose, note=note)
    file.seek(0)
    return file


def _run(session: Session, actor: Actor) -> None:
    if not rules.can_see(actor, session.activity):
        raise OutOfReach
    if not rules.can_run(actor, session.activity):
        raise NotAllowed
