"""Lines of command: which unit decides about what somebody of a line asks for, and which officers there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from shijian.kernel import clock, paths
from shijian.kernel.actor import Actor
from shijian.people.enums import Role
from shijian.people.models import Appointment
from shijian.units.models import Unit

DECIDERS = (Role.HUB, Role.CENTRE)  # those whose roles give record:void


@dataclass(frozen=True, slots=True)
class Handler:
    """The unit that decides. `nobody_above`: it is the one that asks, since none stands above it."""

    unit: Unit
    nobody_above: bool

    @property
    def facts(self) -> dict[str, Any]:
        """For the row that it decides about."""
        return {"handler": self.unit, "handler_path": self.unit.path, "nobody_above": self.nobody_above}


def line_of(actor: Actor, unit: Unit) -> str:
    """The top of the line of command that asks: the highest unit above the service at which the asker holds office."""
    posts = [post.path for post in actor.posts if unit.path.startswith(post.path)]
    return min(posts, key=len, default=unit.path)


def handler_for(line: str, parts: Collection[int | None]) -> Handler | None:
    """The unit that decides for a line of command: the nearest above it that has an officer without a part in it.

    Where nobody above is free, the head of a branch beside it, the nearest first. At the top of the network another
    officer of the same unit. None when there is neither (`lacking` says what to do). Two queries.
    """
    above = paths.ancestors(line)[:-1]
    where = Q(unit__path__in=above) | Q(unit__parent__path__in=above) if above else Q(unit__path=line)
    free = {path for path, _person in _free(where, parts) if path != line or not above}
    upward = [path for path in free if path in above]
    beside = [path for path in free if not line.startswith(path)]
    best = max(upward or beside or (free if not above else ()), key=len, default="")
    return Handler(Unit.objects.get(path=best), not above) if best else None


def lacking(line: str) -> str:
    """Say what to do where nobody may decide for a line of command."""
    name = Unit.objects.get(path=line).name
    if paths.ancestors(line)[:-1]:
        words = _(
            "Nobody above %(unit)s may decide who has no part in it. Appoint one more officer above it, then try again."
        )
    else:
        words = _(
            "Nobody stands above %(unit)s, and no other officer there may decide who has no part in it."
            " Appoint a second officer of %(unit)s, then try again."
        )
    return words % {"unit": name}


def said_to_auditors(row: Any) -> str:
    """What the audit trail says of a decision that nobody above could take; empty for any other."""
    if not row.nobody_above:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        return _("Nobody stands above this unit: another officer of the same unit decides.")


def officers_of(unit_id: int | None, parts: Collection[int | None]) -> frozenset[int]:
    """The officers of one unit who may decide and have no part in it; one query."""
    return frozenset(person for _path, person in _free(Q(unit_id=unit_id or 0), parts))


def nearest(path: str, parts: Iterable[int | None], roles: Collection[str] = DECIDERS) -> frozenset[int]:
    """The officers of the nearest unit on the way up from `path` who have no part in it; one query."""
    free = _free(Q(unit__path__in=paths.ancestors(path)), parts, roles)
    best = max((where for where, _person in free), key=len, default="")
    return frozenset(person for where, person in free if where == best)


def _free(where: Q, parts: Iterable[int | None], roles: Collection[str] = DECIDERS) -> list[tuple[str, int]]:
    posts = Appointment.objects.filter(Appointment.on(clock.today()), where, role__in=roles)
    out = set(parts)
    found = posts.values_list("unit__path", "person_id")
    return [(path, person) for path, person in found if person not in out]
