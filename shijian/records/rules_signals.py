"""Who may look into signals about service records; agrees with `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission

if TYPE_CHECKING:
    from shijian.records.models import Signal


def has_part(actor: Actor, signal: Signal) -> bool:
    """Whether the actor or his ward served in one of its records, or entered one or vouched for it."""
    return signal.involves(actor.person_id)


def can_review(actor: Actor, signal: Signal) -> bool:
    """An officer with record:void over all of its records who has no part in any of them."""
    return actor.may(Permission.RECORD_VOID, signal.unit_path) and not has_part(actor, signal)
