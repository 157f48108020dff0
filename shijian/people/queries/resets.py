"""Who needs two officers for a new password, and what waits for the second one."""

from __future__ import annotations

from django.db.models import QuerySet, Value
from django.db.models.functions import StrIndex
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shijian.kernel import clock, policy
from shijian.kernel.actor import Actor, Permission
from shijian.kernel.worklist import Line, Source
from shijian.people import policies
from shijian.people.enums import ResetState, Role
from shijian.people.models import Account, Appointment, Person, ResetRequest
from shijian.people.queries import appointments


def needs_two(person: Person) -> bool:
    """Whether a new password of the person takes two officers, by the county's policy and the person's roles."""
    if not Account.objects.filter(person=person).exists():
        return False
    roles = policy.get(policies.RESET_TWO_OFFICERS)
    return appointments.open_of(person).filter(role__in=roles).exists()


def keepers_of(person: Person) -> list[int]:
    """The persons who are security administrators for the person's unit today."""
    rows = Appointment.objects.filter(Appointment.on(clock.today()), role=Role.SECURITY)
    rows = rows.annotate(at=StrIndex(Value(person.unit_path), "unit__path")).filter(at=1)
    return sorted(set(rows.order_by().values_list("person_id", flat=True)))


def open_of(person: Person) -> ResetRequest | None:
    """The request about a person that waits now."""
    waiting = (ResetState.ASKED, ResetState.CONFIRMED)
    rows = ResetRequest.objects.filter(person=person, state__in=waiting, expires_at__gt=clock.now())
    return rows.order_by("-pk").first()


def listed(actor: Actor) -> QuerySet[ResetRequest]:
    """Requests within reach, with the people in them."""
    return ResetRequest.objects.visible_to(actor).select_related("person__unit", "asked_by", "decided_by")


def source() -> Source:
    """What waits for the security administrator on the work list."""
    return Source(
        "reset",
        gettext_lazy("Requests for a new password"),
        gettext_lazy("Decide"),
        Permission.ACCOUNT_MANAGE,
        _waiting,
        _say,
        _page,
        _page,
        since="asked_at",
        due="expires_at",
    )


def _page(_row: ResetRequest) -> str:
    return reverse("people:resets")


def _waiting(actor: Actor) -> QuerySet[ResetRequest]:
    reach = actor.within(Permission.ACCOUNT_MANAGE, "person__unit_path")
    rows = ResetRequest.objects.filter(reach, state=ResetState.ASKED, expires_at__gt=clock.now())
    rows = rows.exclude(person_id=actor.person_id or 0).exclude(asked_by_id=actor.person_id or 0)
    return rows.select_related("person__unit", "asked_by")


def _say(row: ResetRequest) -> Line:
    title = _("%(name)s needs a new password") % {"name": row.person.name}
    return Line(title, row.asked_by.name if row.asked_by else "", row.person.unit.name)
