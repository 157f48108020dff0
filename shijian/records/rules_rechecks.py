"""Who phones about a drawn record; agrees with `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission
from shijian.records import rules

if TYPE_CHECKING:
    from shijian.records.models import Recheck


def has_part(actor: Actor, recheck: Recheck) -> bool:
    """Who served, entered or answered for the record."""
    return rules.has_part(actor, recheck.record)


def can_call(actor: Actor, recheck: Recheck) -> bool:
    """An officer of the unit that was drawn to phone, or above it, who has no part in the record."""
    return actor.may(Permission.ORDER_FOLLOW_UP, recheck.handler_path) and not has_part(actor, recheck)
