"""Who may bring in older hours, and who decides; agrees with `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission
from shijian.people.models import own_or_ward
from shijian.records.enums import ImportState
from shijian.units.models import Unit

if TYPE_CHECKING:
    from shijian.records.models import RecordImport


def can_import_at(actor: Actor, unit: Unit) -> bool:
    """Officers who record services of the unit."""
    return actor.person_id is not None and actor.may(Permission.SERVICE_RECORD, unit.path)


def asked(actor: Actor, run: RecordImport) -> bool:
    """Whoever brought the table."""
    return actor.person_id is not None and actor.person_id == run.asked_by_id


def can_see(actor: Actor, run: RecordImport) -> bool:
    """Whoever brought it, those who record for the unit, the officers of the unit that decides and above."""
    return (
        asked(actor, run)
        or actor.may(Permission.SERVICE_RECORD, run.unit_path)
        or actor.may(Permission.RECORD_VOID, run.handler_path)
    )


def has_part(actor: Actor, run: RecordImport) -> bool:
    """Whoever brought it, and everybody for whom it has hours, or for whose ward."""
    gains = run.rows.filter(own_or_ward(actor.person_id, "volunteer__person"))
    return asked(actor, run) or (actor.person_id is not None and gains.exists())


def decided_or_has_part(actor: Actor, run: RecordImport) -> bool:
    """Whoever approved it, too."""
    return actor.person_id is not None and (actor.person_id == run.decided_by_id or has_part(actor, run))


def can_void(actor: Actor, run: RecordImport) -> bool:
    """An officer of the line that decided, who neither brought it, nor approved it, nor gains by it."""
    in_reach = actor.may(Permission.RECORD_VOID, run.handler_path)
    return run.state == ImportState.DONE and in_reach and not decided_or_has_part(actor, run)


def can_decide(actor: Actor, run: RecordImport) -> bool:
    """An officer with record:void at the unit that decides or above it, who has no part in it."""
    return actor.may(Permission.RECORD_VOID, run.handler_path) and not has_part(actor, run)
