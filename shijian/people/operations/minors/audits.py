"""Closing the yearly audit of minors' data, and reminding those in charge of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import audit, clock, policy
from shijian.kernel.actor import SYSTEM, Actor, Permission
from shijian.kernel.errors import Conflict, NotAllowed, WrongState
from shijian.kernel.operation import hold, operation
from shijian.people import minor_policies
from shijian.people.enums import Role
from shijian.people.models import Appointment, MinorAudit
from shijian.people.operations.messages import notify
from shijian.people.queries.minors import audits
from shijian.people.roles import PERMISSIONS


@operation
def close_audit(year: int, *, actor: Actor) -> MinorAudit:
    """Keep the figures of a finished year for good. Raises `NotAllowed`, `WrongState`, `Conflict` the second time."""
    if not actor.may_anywhere(Permission.CHILD_PROTECT):
        raise NotAllowed
    if not audits.is_year(year) or year >= clock.today().year:
        raise WrongState(_("A year is closed when it is over."))
    hold(f"minor-audit:{year}")
    if audits.closed(year) is not None:
        raise Conflict(_("The audit of this year is closed already."))
    found = audits.figures(year)
    text = json.dumps(found, sort_keys=True, ensure_ascii=False)
    row = MinorAudit.objects.create(
        year=year, figures=found, sha256=hashlib.sha256(text.encode()).hexdigest(), closed_at=clock.now(),
        closed_by_id=actor.person_id,
    )  # fmt: skip
    audit.record(
        "minor.audit", row, actor=actor, changes={"year": [None, year], "sha256": [None, row.sha256]}
    )
    return row


@operation
def remind(*, actor: Actor = SYSTEM) -> int:
    """Remind those in charge of an audit that is due, once a month; returns how many were told."""
    today = clock.today()
    year = today.year - 1
    if today.month < policy.get(minor_policies.AUDIT_MONTH) or not audits.is_due(year):
        return 0
    roles = [role for role in Role if Permission.CHILD_PROTECT in PERMISSIONS[role]]
    rows = Appointment.objects.filter(Appointment.on(today), role__in=roles)
    return sum(
        _tell(pk, year, today)
        for pk in rows.order_by("person_id").values_list("person_id", flat=True).distinct()
    )


def _tell(person_id: int, year: int, today: dt.date) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        text = _("The audit of minors' data for %(year)s is due. Please look at it and close it.") % {
            "year": year
        }
    url = f"{reverse('people:minor-audit')}?year={year}"
    notify(person_id, key=f"minor-audit:{year}:{today:%Y%m}", text=text, url=url, actor=SYSTEM)
    return True
