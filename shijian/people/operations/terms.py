"""Terms that come to an end: told in time to the person and to those who may renew them; noted when over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shijian.kernel import audit, clock, paths, policy
from shijian.kernel.actor import SYSTEM, Actor
from shijian.kernel.models import AuditEntry
from shijian.kernel.operation import operation
from shijian.people import policies
from shijian.people.enums import Role
from shijian.people.models import Appointment
from shijian.people.operations.messages import notify

RENEWERS = (Role.HUB, Role.CENTRE)
OVER = "appointment.over"
BACK_DAYS = 400
YOURS = gettext_noop("Your appointment as %(role)s at %(unit)s ends on %(day)s.")
THEIRS = gettext_noop(
    "The appointment of %(name)s as %(role)s at %(unit)s ends on %(day)s. Renew it in time."
)
YOURS_OVER = gettext_noop("Your appointment as %(role)s at %(unit)s ended on %(day)s; its rights are gone.")
THEIRS_OVER = gettext_noop("The appointment of %(name)s as %(role)s at %(unit)s ended on %(day)s.")


def sweep() -> int:
    """Announce terms that end soon and note those that are over, one by one; a job. Returns how many."""
    told = sum(announce(pk, actor=SYSTEM) for pk in _ending())
    return told + sum(note_end(pk, actor=SYSTEM) for pk in _over())


def _ending() -> list[int]:
    today = clock.today()
    last = today + dt.timedelta(days=policy.get(policies.FIRST_NOTICE_DAYS))
    rows = Appointment.objects.filter(ends_on__gte=today, ends_on__lte=last, starts_on__lte=today)
    return list(rows.order_by("ends_on", "pk").values_list("pk", flat=True))


def _over() -> list[int]:
    today = clock.today()
    noted = AuditEntry.objects.filter(action=OVER, object_kind=Appointment._meta.label_lower)
    rows = Appointment.objects.filter(ends_on__lt=today, ends_on__gte=today - dt.timedelta(days=BACK_DAYS))
    rows = rows.exclude(pk__in=noted.values("object_id"))
    return list(rows.order_by("ends_on", "pk").values_list("pk", flat=True))


@operation
def announce(pk: int, *, actor: Actor) -> bool:
    """Tell of the end of a term, twice in all: `staff.first_notice_days` and `staff.last_notice_days` before."""
    row = _locked(Q(ends_on__gte=clock.today()), pk)
    if row is None or row.ends_on is None:
        return False
    left = (row.ends_on - clock.today()).days
    notice = "last" if left <= policy.get(policies.LAST_NOTICE_DAYS) else "first"
    _tell(row, f"term:{row.pk}:{row.ends_on}:{notice}", YOURS, THEIRS, actor)
    return True


@operation
def note_end(pk: int, *, actor: Actor) -> bool:
    """Note in the audit trail that a term is over and tell those concerned; once for each term."""
    row = _locked(Q(ends_on__lt=clock.today()), pk)
    known = AuditEntry.objects.filter(
        action=OVER, object_kind=Appointment._meta.label_lower, object_id=pk
    ).exists()
    if row is None or row.ends_on is None or known:
        return False
    changes = {"role": [row.role, None], "ends_on": [None, row.ends_on.isoformat()]}
    audit.record(OVER, row, actor=actor, for_person_id=row.person_id, changes=changes)
    _tell(row, f"term:{row.pk}:{row.ends_on}:over", YOURS_OVER, THEIRS_OVER, actor)
    return True


def _locked(condition: Q, pk: int) -> Appointment | None:
    rows: QuerySet[Appointment] = Appointment.objects.select_related("person", "unit")
    return rows.select_for_update(of=("self",)).filter(condition, pk=pk).first()


def _tell(row: Appointment, key: str, own: str, other: str, actor: Actor) -> None:
    with translation.override(settings.LANGUAGE_CODE):
        facts = {
            "name": row.person.name,
            "role": Role(row.role).label,
            "unit": row.unit.name,
            "day": f"{row.ends_on:%Y-%m-%d}",
        }
        notify(row.person_id, key=key, text=_(own) % facts, url=reverse("people:profile"), actor=actor)
        url = reverse("people:appointments", args=[row.unit_id])
        for person_id in renewers(row):
            notify(person_id, key=f"{key}:unit", text=_(other) % facts, url=url, actor=actor)


def renewers(row: Appointment) -> Iterable[int]:
    """Ids of those who may appoint at the nearest unit on the way up, without the person whose term it is."""
    way = paths.ancestors(row.unit.path)
    running = Appointment.objects.filter(
        Appointment.on(clock.today()), role__in=RENEWERS, unit__path__in=way
    ).exclude(person_id=row.person_id)
    found = list(running.order_by("person_id").values_list("unit__path", "person_id").distinct())
    nearest = max((path for path, _person in found), key=len, default="")
    return [person_id for path, person_id in found if path == nearest]
