"""What volunteers said should not be asked of them, for the rules above: who is not suited, never why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from shijian.kernel import policy
from shijian.kernel.actor import Actor
from shijian.volunteers import policies
from shijian.volunteers.enums import Risk
from shijian.volunteers.models import HealthDeclaration, Volunteer


def of(volunteer: Volunteer, actor: Actor) -> HealthDeclaration | None:
    """The declaration, for the volunteer himself and a guardian; None for everybody else and where nothing was said."""
    return HealthDeclaration.objects.visible_to(actor).filter(volunteer=volunteer).first()


def limits_of(volunteer: Volunteer) -> frozenset[str]:
    """The strains that are not for the volunteer; one query unless `health` was fetched with him."""
    said: HealthDeclaration | None = getattr(volunteer, "health", None)
    return said.strains if said is not None else frozenset()


def has_declared(volunteer: Volunteer) -> bool:
    """Whether anything was said at all; one query unless `health` was fetched with him."""
    return getattr(volunteer, "health", None) is not None


def unsuited(ids: Iterable[int], strains: Iterable[str]) -> set[int]:
    """Those of a short list of volunteers for whom one of the strains is not; one query, none without strains."""
    asked = set(strains)
    if not asked:
        return set()
    rows = HealthDeclaration.objects.filter(volunteer_id__in=set(ids))
    return {row.volunteer_id for row in rows if asked & row.strains}


def without(limits: Iterable[str], column: str = "strains") -> Q:
    """Filter for tasks whose `column` states none of the `limits`."""
    condition = Q()
    for code in sorted(limits):
        condition &= ~Q(**{f"{column}__holds": code})
    return condition


def declared() -> Q:
    """Filter for volunteers who have said something, be it that nothing is too much."""
    return Q(Exists(HealthDeclaration.objects.filter(volunteer=OuterRef("pk"))))


def demanded_from(on: dt.date | None = None) -> int:
    """The lowest risk at which the county demands a declaration on that day; above all that there are by default."""
    return max(int(policy.get(policies.HEALTH_RISK, on=on)), Risk.SOME)


def is_demanded(risk: int, on: dt.date | None = None) -> bool:
    """Whether the county demands a declaration of who serves at this risk, on that day; nowhere by default."""
    return bool(risk) and risk >= demanded_from(on)
