"""Leave to open the data of minors: asked with a purpose, given by another person in charge, ended by a day."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.kernel import audit, clock, paths, policy
from shijian.kernel.actor import SYSTEM, Actor, Permission
from shijian.kernel.errors import Invalid, NotAllowed, OutOfReach, WrongState
from shijian.kernel.operation import lock, operation
from shijian.people import minor_policies, rules
from shijian.people.enums import Role
from shijian.people.enums.minors import AccessState
from shijian.people.models import Appointment, MinorAccess, Person
from shijian.people.operations.messages import notify
from shijian.people.queries.minors import access
from shijian.people.roles import PERMISSIONS
from shijian.units.models import Unit

LEAST = 2
ASKS = gettext_noop("%(name)s asks to open data of minors.")
BROKE = gettext_noop("%(name)s opened a minor's data in an emergency. Please review it.")
DECIDED = gettext_noop("Your request to open data of minors was decided.")


@operation
def ask_access(
    *, purpose: str, days: int = 0, minor: Person | None = None, unit: Unit | None = None, actor: Actor
) -> MinorAccess:
    """Ask to open one minor's data, or those of all minors of a unit and below, for `days` (0: as long as allowed).

    Raises `OutOfReach`, `Invalid` by field.
    """
    row = _request(purpose, minor, unit, actor)
    most = policy.get(minor_policies.ACCESS_DAYS)
    if not 0 <= days <= most:
        raise Invalid(fields={"days": _("At most %(days)s days.") % {"days": most}})
    row.days = days or most
    row.save()
    audit.record("access.ask", row, actor=actor, for_person_id=row.minor_id, purpose=row.purpose)
    _tell_deciders(row, ASKS, "asked")
    return row


@operation
def break_glass(*, minor: Person, purpose: str, actor: Actor) -> MinorAccess:
    """Open one minor's data at once in an emergency; those in charge are told and review it afterwards."""
    row = _request(purpose, minor, None, actor)
    row.days = policy.get(minor_policies.EMERGENCY_DAYS)
    row.state, row.is_emergency = AccessState.EMERGENCY, True
    row.until = clock.today() + dt.timedelta(days=row.days)
    row.save()
    audit.record("access.emergency", row, actor=actor, for_person_id=row.minor_id, purpose=row.purpose)
    _tell_deciders(row, BROKE, "emergency")
    return row


@operation
def decide_access(row: MinorAccess, *, approve: bool, note: str = "", actor: Actor) -> MinorAccess:
    """Approve or refuse a request, or find an emergency right or wrong; never one's own.

    Raises `OutOfReach`, `NotAllowed` for one's own, `WrongState`, `Invalid` for a no without a note.
    """
    row = _lock(row, actor)
    if actor.person_id == row.officer_id or not actor.may(Permission.STAFF_APPOINT, row.unit_path):
        raise NotAllowed(_("Another person in charge decides this, never the one who asks."))
    if row.state not in (AccessState.ASKED, AccessState.EMERGENCY):
        raise WrongState
    if not approve and not note.strip():
        raise Invalid(fields={"note": _("Say why not.")})
    before = row.state
    _decide(row, approve)
    row.decided_by_id, row.decided_at, row.note = actor.person_id, clock.now(), note.strip()[:200]
    row.save()
    changes = {"state": [before, row.state]}
    audit.record("access.decide", row, actor=actor, for_person_id=row.officer_id, changes=changes)
    _tell(row.officer_id, row, DECIDED, "decided")
    return row


@operation
def end_access(row: MinorAccess, *, actor: Actor) -> MinorAccess:
    """End a leave before its day: the officer himself, or those in charge. Raises `OutOfReach`, `WrongState`."""
    row = _lock(row, actor)
    if row.state not in (AccessState.APPROVED, AccessState.REVIEWED, AccessState.ASKED):
        raise WrongState
    before, row.state = row.state, AccessState.ENDED
    row.save(update_fields=["state"])
    changes = {"state": [before, row.state]}
    audit.record("access.end", row, actor=actor, for_person_id=row.officer_id, changes=changes)
    return row


@operation
def look(person: Person, *, purpose: str, note: str = "", actor: Actor) -> bool:
    """Open the whole record of a minor under a leave for half an hour; that is noted with the purpose.

    `purpose` and `note` as in `audit.look`. False without a leave; the try is noted too. Raises as `audit.look` does,
    and `OutOfReach`.
    """
    if not rules.can_see(actor, person):
        raise OutOfReach
    opens = access.may_open(actor, person)
    action = access.LOOK if opens else "minor.refused"
    audit.look(person, actor=actor, purpose=purpose, note=note, for_person_id=person.pk, action=action)
    return opens


def _request(purpose: str, minor: Person | None, unit: Unit | None, actor: Actor) -> MinorAccess:
    if actor.person_id is None or not actor.is_staff:
        raise OutOfReach
    if len(purpose.strip()) < LEAST or len(purpose) > 200:
        raise Invalid(fields={"purpose": _("Say in a few words what you need it for.")})
    place = _place(minor, unit, actor)
    return MinorAccess(
        officer_id=actor.person_id, minor=minor, unit=place, unit_path=place.path, purpose=purpose.strip(),
        asked_at=clock.now(),
    )  # fmt: skip


def _place(minor: Person | None, unit: Unit | None, actor: Actor) -> Unit:
    if minor is not None:
        if not rules.can_see(actor, minor):
            raise OutOfReach
        if not access.is_protected(minor):
            raise Invalid(fields={"minor": _("This person is of age; no leave is needed.")})
        return minor.unit
    if unit is None or not actor.may(Permission.PERSON_VIEW, unit.path):
        raise OutOfReach
    return unit


def _decide(row: MinorAccess, approve: bool) -> None:
    if row.state == AccessState.EMERGENCY:
        row.state = AccessState.REVIEWED if approve else AccessState.WRONG
    elif approve:
        row.state, row.until = AccessState.APPROVED, clock.today() + dt.timedelta(days=row.days)
    else:
        row.state = AccessState.REFUSED


def _lock(row: MinorAccess, actor: Actor) -> MinorAccess:
    return lock(MinorAccess.objects.visible_to(actor).select_related("officer", "unit"), pk=row.pk)


def _tell_deciders(row: MinorAccess, sentence: str, key: str) -> None:
    roles = [role for role in Role if Permission.STAFF_APPOINT in PERMISSIONS[role]]
    rows = Appointment.objects.filter(
        Appointment.on(clock.today()), role__in=roles, unit__path__in=paths.ancestors(row.unit_path)
    )
    found = rows.exclude(person_id=row.officer_id).values_list("person_id", "unit__path")
    nearest = max((path for _pk, path in found), key=len, default="")
    for person_id in sorted({pk for pk, path in found if path == nearest}):
        _tell(person_id, row, sentence, key)


def _tell(person_id: int, row: MinorAccess, sentence: str, key: str) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        text = _(sentence) % {"name": row.officer.name}
    url = reverse("people:access-decide", args=[row.pk])
    notify(person_id, key=f"access:{row.pk}:{key}", text=text, url=url, actor=SYSTEM)
