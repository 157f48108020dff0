"""What one may complain about. Packages above add their own kinds, as `SUBJECTS["order"]`, in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from shijian.kernel import clock
from shijian.kernel.actor import Actor
from shijian.people.enums import Role
from shijian.people.models import Appointment
from shijian.records.models import ServiceRecord
from shijian.units.models import Unit
from shijian.volunteers.enums import TeamRole
from shijian.volunteers.models import Team, TeamMember, Volunteer

OFFICERS = (Role.STATION, Role.HUB, Role.CENTRE)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a complaint is about: words without personal data, the unit, the people meant, whether it is the office."""

    words: str
    unit: Unit
    person_ids: frozenset[int] = frozenset()
    is_office: bool = False


Finder = Callable[[int, Actor], Subject | None]


def officers_of(unit_id: int) -> frozenset[int]:
    """The persons who hold office at a unit today."""
    rows = Appointment.objects.filter(Appointment.on(clock.today()), unit_id=unit_id, role__in=OFFICERS)
    return frozenset(rows.values_list("person_id", flat=True))


def leaders_of(team_id: int | None) -> frozenset[int]:
    """The persons who lead a team."""
    rows = TeamMember.objects.current().filter(team_id=team_id or 0)
    rows = rows.filter(role__in=(TeamRole.LEADER, TeamRole.DEPUTY))
    return frozenset(rows.values_list("volunteer__person_id", flat=True))


def _unit(pk: int, actor: Actor) -> Subject | None:
    unit = Unit.objects.visible_to(actor).filter(pk=pk).first()
    return Subject(unit.name, unit, officers_of(unit.pk), is_office=True) if unit else None


def _team(pk: int, actor: Actor) -> Subject | None:
    team = Team.objects.visible_to(actor).select_related("unit").filter(pk=pk).first()
    return Subject(team.name, team.unit, leaders_of(team.pk)) if team else None


def _volunteer(pk: int, actor: Actor) -> Subject | None:
    row = Volunteer.objects.visible_to(actor).select_related("unit").filter(pk=pk).first()
    if row is None:
        return None
    words = _("Volunteer no. %(number)s") % {"number": row.number}
    return Subject(words, row.unit, frozenset({row.person_id}))


def _record(pk: int, actor: Actor) -> Subject | None:
    row = ServiceRecord.objects.visible_to(actor).select_related("unit").filter(pk=pk).first()
    if row is None:
        return None
    people = frozenset({row.recorder_id, row.responsible_id} - {None})
    words = _("Service record of %(day)s") % {"day": clock.local(row.started_at).date().isoformat()}
    return Subject(words, row.unit, frozenset(pk for pk in people if pk is not None))


SUBJECTS: dict[str, Finder] = {"unit": _unit, "team": _team, "volunteer": _volunteer, "record": _record}


def find(kind: str, pk: int, actor: Actor) -> Subject | None:
    """The subject of that kind and key, if the actor sees it."""
    finder = SUBJECTS.get(kind)
    return finder(pk, actor) if finder else None
