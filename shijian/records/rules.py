"""Who may see and void service records; agrees with `ServiceRecord.objects.visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shijian.kernel.actor import Actor, Permission
from shijian.records.enums import RecordState

if TYPE_CHECKING:
    from shijian.records.models import ServiceRecord


def can_see(actor: Actor, record: ServiceRecord) -> bool:
    """One's own and one's wards', led teams', units in reach."""
    person = record.volunteer.person
    own = actor.person_id is not None and actor.person_id in (person.pk, person.guardian_id)
    return own or record.team_id in actor.led_team_ids or actor.may(Permission.RECORD_VIEW, record.unit_path)


def can_void(actor: Actor, record: ServiceRecord) -> bool:
    """A second person with record:void: neither the volunteer nor the one who recorded it."""
    involved = (record.volunteer.person_id, record.recorder_id)
    return (
        record.state == RecordState.VALID
        and actor.person_id not in involved
        and actor.may(Permission.RECORD_VOID, record.unit_path)
    )
