"""Who may see, set and approve targets; agrees with the `visible_to` of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel import paths
from shijian.kernel.actor import Actor, Permission
from shijian.units.models import Unit

if TYPE_CHECKING:
    from shijian.assessment.models import Target


def above(path: str) -> str:
    """The path of the unit above; of the topmost unit its own, because nobody of the network stands above it."""
    return path[: -paths.WIDTH] or path


def can_see(actor: Actor, target: Target) -> bool:
    """Whoever sees figures of the unit."""
    return actor.may(Permission.FIGURES_VIEW, target.unit_path)


def can_set(actor: Actor, unit: Unit) -> bool:
    """An officer with activity:approve of a unit above; for the topmost unit one of its own."""
    return actor.may(Permission.ACTIVITY_APPROVE, above(unit.path))


def proposed(actor: Actor, target: Target) -> bool:
    """Whoever set it."""
    return actor.person_id is not None and actor.person_id == target.proposed_by_id


def can_decide(actor: Actor, target: Target) -> bool:
    """A second officer of a unit above."""
    return actor.may(Permission.ACTIVITY_APPROVE, above(target.unit_path)) and not proposed(actor, target)


def is_system(actor: Actor, target: Target) -> bool:
    """Only together with the approval of a later one."""
    return actor.is_system
